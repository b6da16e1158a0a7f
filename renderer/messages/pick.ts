import { createEnglish, type Messages } from './en.ts'

/**
 * English is the only language so far; how it writes numbers and dates follows the person's own kind of English.
 * Another language is another file like `en.ts` and one more line here.
 */
export function pickMessages(languages: readonly string[]): Messages {
  return createEnglish(languages.find((language) => /^en(-|$)/i.test(language)) ?? 'en-GB')
}
