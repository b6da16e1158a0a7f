/** What failed, why, and when it is worth trying again. A failure is data: it costs one entry, never a worker. */
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { Failure, FailureKind } from '../contract/entities.ts'

export interface NewFailure {
  readonly photoId: number
  readonly contentHash: string | null
  readonly stage: Failure['stage']
  readonly kind: FailureKind
  readonly message: string
  /** False: only a changed file, or the person, can bring another attempt. */
  readonly transient: boolean
}

export interface Failures {
  put(failure: NewFailure, nowMs: number): void
  clear(photoId: number): void
  list(): Failure[]
  /** Photos whose next attempt has come. */
  due(nowMs: number): number[]
  /** When the next attempt comes; null when none will. */
  nextAttemptAt(): number | null
  has(photoId: number): boolean
  /** Why a photo could not be read when that was last tried. */
  of(photoId: number): Pick<Failure, 'kind' | 'message'> | null
}

const FIRST_DELAY_MS = 60_000
const LONGEST_DELAY_MS = 24 * 60 * 60_000

/** One minute, then twice as long each time, at most a day. */
export function retryDelayMs(attempts: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, attempts - 1))
}

interface FailureRow {
  readonly photo_id: number
  readonly folder_path: string
  readonly relative_path: string
  readonly stage: Failure['stage']
  readonly kind: FailureKind
  readonly attempts: number
  readonly next_attempt_at: number | null
  readonly message: string
}

export function createFailures(database: Database): Failures {
  const attempts = database.prepare<[number], { attempts: number }>('select attempts from failures where photo_id = ?')
  const why = database.prepare<[number], Pick<Failure, 'kind' | 'message'>>(
    "select x.kind, x.message from failures x join photos p on p.id = x.photo_id where p.id = ? and p.state = 'failed'",
  )
  const upsert =
    database.prepare(`insert into failures (photo_id, content_hash, stage, kind, attempts, next_attempt_at, message)
    values (?, ?, ?, ?, ?, ?, ?) on conflict (photo_id) do update set content_hash = excluded.content_hash, stage = excluded.stage,
    kind = excluded.kind, attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at, message = excluded.message`)
  const clear = database.prepare('delete from failures where photo_id = ?')
  const list = database.prepare<
    [],
    FailureRow
  >(`select x.photo_id, f.path as folder_path, p.relative_path, x.stage, x.kind, x.attempts,
    x.next_attempt_at, x.message from failures x join photos p on p.id = x.photo_id join folders f on f.id = p.folder_id
    where p.missing_since is null and p.state = 'failed' order by f.path, p.relative_path`)
  const due = database.prepare<
    [number],
    { photo_id: number }
  >(`select x.photo_id from failures x join photos p on p.id = x.photo_id
    where x.next_attempt_at <= ? and p.state = 'failed' and p.missing_since is null`)
  const next = database.prepare<[], { at: number | null }>(`select min(x.next_attempt_at) as at from failures x
    join photos p on p.id = x.photo_id where p.state = 'failed' and p.missing_since is null`)

  return {
    put: (failure, nowMs) => {
      const count = (attempts.get(failure.photoId)?.attempts ?? 0) + 1
      const nextAttemptAt = failure.transient ? nowMs + retryDelayMs(count) : null
      upsert.run(
        failure.photoId,
        failure.contentHash,
        failure.stage,
        failure.kind,
        count,
        nextAttemptAt,
        failure.message,
      )
    },
    clear: (photoId) => {
      clear.run(photoId)
    },
    list: () =>
      list.all().map((row) => ({
        photoId: row.photo_id,
        path: join(row.folder_path, row.relative_path),
        stage: row.stage,
        kind: row.kind,
        message: row.message,
        attempts: row.attempts,
        willRetry: row.next_attempt_at !== null,
      })),
    due: (nowMs) => due.all(nowMs).map((row) => row.photo_id),
    nextAttemptAt: () => next.get()?.at ?? null,
    of: (photoId) => why.get(photoId) ?? null,
    has: (photoId) => attempts.get(photoId) !== undefined,
  }
}
