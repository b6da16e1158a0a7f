/** What a person says of photos: stars, flag, colour. Hangs on the photo, so renaming and indexing again do not touch it. */
import type { Database } from 'better-sqlite3'
import type { Flag, FormerMarks, Label, MarkChange, Marks } from '../contract/marks.ts'
import type { Counters } from './counters.ts'

export const NO_MARKS: Marks = { rating: 0, flag: 'none', label: 'none' }

export interface MarkStore {
  get(photoId: number): Marks
  /** When a person or another program last changed the marks; null where they never were. */
  changedAt(photoId: number): number | null
  /** Changes what is named and returns the former marks of the photos that differ now; unknown photos are left out. */
  change(change: MarkChange, nowMs: number): FormerMarks[]
  /** Gives each photo these marks; returns the ones replaced. */
  restore(entries: readonly FormerMarks[], nowMs: number): FormerMarks[]
}

interface MarkRow {
  readonly id: number
  readonly rating: number | null
  readonly flag: Flag | null
  readonly label: Label | null
}

export function createMarks(database: Database, counters: Counters): MarkStore {
  const read = database.prepare<[number], MarkRow>(
    'select p.id, m.rating, m.flag, m.label from photos p left join marks m on m.photo_id = p.id where p.id = ?',
  )
  const time = database.prepare<[number], { changed_at: number }>('select changed_at from marks where photo_id = ?')
  const upsert = database.prepare(`insert into marks (photo_id, rating, flag, label, changed_at) values (?, ?, ?, ?, ?)
    on conflict (photo_id) do update set rating = excluded.rating, flag = excluded.flag, label = excluded.label,
      changed_at = excluded.changed_at`)
  const revise = database.prepare('update photos set revision = ? where id = ?')

  function write(entries: Iterable<readonly [photoId: number, change: Partial<Marks>]>, nowMs: number): FormerMarks[] {
    const former: FormerMarks[] = []
    const work = (): void => {
      let revision: number | null = null
      for (const [photoId, change] of entries) {
        const row = read.get(photoId)
        if (row === undefined) continue
        const marks = toMarks(row)
        const next = { ...marks, ...change }
        if (next.rating === marks.rating && next.flag === marks.flag && next.label === marks.label) continue
        upsert.run(photoId, next.rating, next.flag, next.label, nowMs)
        revise.run((revision ??= counters.next('revision')), photoId)
        former.push({ photoId, marks })
      }
    }
    if (database.inTransaction) work()
    else database.transaction(work).immediate()
    return former
  }

  return {
    get: (photoId) => {
      const row = read.get(photoId)
      return row === undefined ? NO_MARKS : toMarks(row)
    },
    changedAt: (photoId) => time.get(photoId)?.changed_at ?? null,
    change: ({ photoIds, rating, flag, label }, nowMs) => {
      const change = {
        ...(rating === undefined ? {} : { rating }),
        ...(flag === undefined ? {} : { flag }),
        ...(label === undefined ? {} : { label }),
      }
      return write(
        new Set(photoIds).values().map((photoId) => [photoId, change] as const),
        nowMs,
      )
    },
    restore: (entries, nowMs) =>
      write(
        entries.values().map(({ photoId, marks }) => [photoId, marks] as const),
        nowMs,
      ),
  }
}

function toMarks({ rating, flag, label }: MarkRow): Marks {
  return { rating: rating ?? NO_MARKS.rating, flag: flag ?? NO_MARKS.flag, label: label ?? NO_MARKS.label }
}
