/** What a person answered when asked which of two photos is more of something. By content, so that answers outlive renames. */
import type { Database } from 'better-sqlite3'
import type { TasteChoice } from '../contract/taste.ts'

export interface Comparison {
  readonly comparisonId: number
  readonly leftHash: string
  readonly rightHash: string
  readonly choice: TasteChoice
  /** Kept apart: never learned from, so that it can tell what learning is worth. */
  readonly heldOut: boolean
}

export interface NewComparison extends Pick<Comparison, 'leftHash' | 'rightHash' | 'choice'> {
  /** As `tasteOf` names it; null: taste in general. */
  readonly sentence: string | null
}

export interface TaughtSentence {
  readonly sentence: string | null
  readonly answers: number
  readonly paused: boolean
}

export interface Comparisons {
  /** The first answer first. */
  of(sentence: string | null): Comparison[]
  /** Whether the next answer is to be kept apart: every fourth is, and the first ones are not. */
  nextHeldOut(sentence: string | null): boolean
  add(answer: NewComparison, nowMs: number): Comparison
  /** Takes an answer back. False where it is not there any more. */
  remove(comparisonId: number): boolean
  /** Forgets what was answered about a sentence, and that it was paused; returns how many answers went. */
  forget(sentence: string | null): number
  isPaused(sentence: string | null): boolean
  pause(sentence: string | null, paused: boolean): void
  /** Every sentence with an answer; taste in general first, then by name. */
  sentences(): TaughtSentence[]
  /** Changes with every answer and pause while the library is open. */
  revision(): number
}

interface ComparisonRow {
  readonly id: number
  readonly left_hash: string
  readonly right_hash: string
  readonly choice: TasteChoice
  readonly held_out: number
}

const HELD_OUT_EVERY = 4

export function createComparisons(database: Database): Comparisons {
  // "is" compares with null too.
  const read = database.prepare<[string | null], ComparisonRow>(
    'select id, left_hash, right_hash, choice, held_out from comparisons where sentence is ? order by id',
  )
  const count = database.prepare<[string | null], { answers: number; apart: number }>(
    'select count(*) as answers, coalesce(sum(held_out), 0) as apart from comparisons where sentence is ?',
  )
  const insert =
    database.prepare(`insert into comparisons (sentence, left_hash, right_hash, choice, held_out, answered_at)
    values (?, ?, ?, ?, ?, ?)`)
  const remove = database.prepare('delete from comparisons where id = ?')
  const forget = database.prepare('delete from comparisons where sentence is ?')
  const paused = database.prepare<[string], 1>('select 1 from taste_pauses where sentence = ?').pluck()
  const pause = database.prepare('insert into taste_pauses (sentence) values (?) on conflict (sentence) do nothing')
  const resume = database.prepare('delete from taste_pauses where sentence = ?')
  const sentences = database.prepare<[], { sentence: string | null; answers: number; paused: number }>(
    `select c.sentence, count(*) as answers,
      exists (select 1 from taste_pauses p where p.sentence = coalesce(c.sentence, '')) as paused
    from comparisons c group by c.sentence order by c.sentence`,
  )
  let revision = 0

  function nextHeldOut(sentence: string | null): boolean {
    const { answers = 0, apart = 0 } = count.get(sentence) ?? {}
    // Counted, so that an answer taken back is followed by one of its kind.
    return apart < Math.floor((answers + 1) / HELD_OUT_EVERY)
  }

  return {
    of: (sentence) =>
      read.all(sentence).map((row) => ({
        comparisonId: row.id,
        leftHash: row.left_hash,
        rightHash: row.right_hash,
        choice: row.choice,
        heldOut: row.held_out === 1,
      })),
    nextHeldOut,
    add: ({ sentence, leftHash, rightHash, choice }, nowMs) => {
      const heldOut = nextHeldOut(sentence)
      const { lastInsertRowid } = insert.run(sentence, leftHash, rightHash, choice, heldOut ? 1 : 0, nowMs)
      revision += 1
      return { comparisonId: Number(lastInsertRowid), leftHash, rightHash, choice, heldOut }
    },
    remove: (comparisonId) => {
      revision += 1
      return remove.run(comparisonId).changes > 0
    },
    forget: database.transaction((sentence: string | null) => {
      revision += 1
      resume.run(sentence ?? '')
      return forget.run(sentence).changes
    }),
    isPaused: (sentence) => paused.get(sentence ?? '') === 1,
    pause: (sentence, wanted) => {
      revision += 1
      ;(wanted ? pause : resume).run(sentence ?? '')
    },
    sentences: () => sentences.all().map((row) => ({ ...row, paused: row.paused === 1 })),
    revision: () => revision,
  }
}
