/** The reading a person chose for a sentence, by the normalised sentence. */
import type { Database } from 'better-sqlite3'
import { Reading } from '../contract/ranking.ts'

/** A person chooses a few times a day: years of it. */
const KEPT_CHOICES = 10_000

export interface Choices {
  /** Null where nothing was chosen, or what was chosen is no reading any more. */
  get(sentence: string): Reading | null
  put(sentence: string, reading: Reading, nowMs: number): void
}

export function createChoices(database: Database): Choices {
  const read = database.prepare<[string], string>('select reading from choices where sentence = ?').pluck()
  const write = database.prepare(`insert into choices (sentence, reading, chosen_at) values (?, ?, ?)
    on conflict (sentence) do update set reading = excluded.reading, chosen_at = excluded.chosen_at`)
  const bound = database.prepare(
    'delete from choices where sentence in (select sentence from choices order by chosen_at desc limit -1 offset ?)',
  )
  return {
    get: (sentence) => {
      const text = read.get(sentence)
      return text === undefined ? null : (Reading.safeParse(JSON.parse(text)).data ?? null)
    },
    put: (sentence, reading, nowMs) => {
      const text = JSON.stringify(reading)
      if (read.get(sentence) === text) return
      database.transaction(() => {
        write.run(sentence, text, nowMs)
        bound.run(KEPT_CHOICES)
      })()
    },
  }
}
