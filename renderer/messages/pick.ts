import { createEnglish, type Messages } from './en.ts'

/**
 * English is the only language so far; how it writes numbers and dates follows the person's own kind of English.
 * Another language is another file like `en.ts` and one more line here.
 */
export function pickMessages(languages: readonly string[]): Messages {
  // Some systems name a language in a way the formatters refuse, such as `en-US@posix`.
  const names = languages.map((language) => language.replace(/[@.].*$/, ''))
  return createEnglish(names.find((name) => /^en(-[a-z0-9]{2,8})*$/i.test(name)) ?? 'en-GB')
}
