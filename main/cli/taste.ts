/** `podium taste`: what was taught by comparing photos, left out, used again, forgotten. */
import type { TaughtSentence, TaughtSummary } from '../contract/taste.ts'
import type { Command } from './commands.ts'
import { EXIT, table, UsageError, write } from './output.ts'

const GENERAL = 'taste in general'
const ACTS = ['pause', 'use', 'forget'] as const
type Act = (typeof ACTS)[number]

export const taste: Command = {
  summary: 'what you taught by comparing photos; leave it out or forget it',
  help: `Usage: podium taste [--json] [--library FILE]
       podium taste pause|use|forget "SENTENCE"... [--general] [--all] [--library FILE]

Lists the sentences you taught in the app, with the number of answers. pause leaves your taste out of their orders, use takes it
in again, forget deletes the answers for good. Sentences are named as the list names them; --general is your taste in
general, --all is everything.`,
  options: { json: { type: 'boolean' }, general: { type: 'boolean' }, all: { type: 'boolean' } },
  check([act, ...sentences], { general, all }) {
    if (act === undefined) return
    if (!isAct(act)) throw new UsageError(`podium taste knows ${ACTS.join(', ')}; not "${act}".`)
    if (sentences.length === 0 && general !== true && all !== true)
      throw new UsageError(`Say what to ${act}: a sentence, --general or --all.`)
  },
  async run({ session, positionals: [act, ...words], values, out }) {
    const { teaching } = session.app
    const taught = teaching.status()
    if (act === undefined || !isAct(act)) {
      if (values['json'] === true) await write(out, `${JSON.stringify(taught)}\n`)
      else if (taught.length === 0) await write(out, 'Nothing was taught yet. Compare photos in the app to begin.\n')
      else await write(out, table(taught.map(rowOf)))
      return EXIT.done
    }
    const meant = values['all'] === true ? taught.map(({ sentence }) => sentence) : meantBy(words, taught)
    if (values['general'] === true && !meant.includes(null)) meant.push(null)
    let answers = 0
    for (const sentence of meant) {
      if (act === 'forget') answers += teaching.forget(sentence)
      else teaching.pause(sentence, act === 'pause')
    }
    if (act === 'forget') await write(out, `${countOf(answers)} forgotten.\n`)
    else await write(out, table(teaching.status().map(rowOf)))
    return EXIT.done
  },
}

function isAct(word: string): word is Act {
  return (ACTS as readonly string[]).includes(word)
}

function meantBy(words: readonly string[], taught: readonly TaughtSummary[]): TaughtSentence[] {
  return words.map((word) => {
    const found = taught.find(({ sentence }) => sentence === word.trim().toLowerCase())
    if (found === undefined) throw new UsageError(`Nothing was taught about "${word}". podium taste lists what was.`)
    return found.sentence
  })
}

function rowOf({ sentence, answers, paused }: TaughtSummary): string[] {
  return [sentence ?? GENERAL, countOf(answers), paused ? 'left out' : 'used where it helps']
}

function countOf(answers: number): string {
  return answers === 1 ? '1 answer' : `${String(answers)} answers`
}
