/** What the sidecars of photos said when they were last read. */
import type { Database } from 'better-sqlite3'

export interface ReadSidecar {
  /** Absolute. */
  readonly path: string
  readonly size: number
  readonly mtimeMs: number
  /** -1 (rejected) to 5; null where the sidecar does not say. */
  readonly rating: number | null
  readonly label: string | null
  /** False where the person's own marks were newer, or it said nothing. */
  readonly applied: boolean
  readonly readAt: number
}

export interface SidecarStore {
  of(photoId: number): ReadSidecar | null
  put(photoId: number, sidecar: ReadSidecar): void
}

interface Row {
  readonly path: string
  readonly size: number
  readonly mtime_ms: number
  readonly rating: number | null
  readonly label: string | null
  readonly applied: 0 | 1
  readonly read_at: number
}

export function createSidecars(database: Database): SidecarStore {
  const read = database.prepare<[number], Row>(
    'select path, size, mtime_ms, rating, label, applied, read_at from sidecars where photo_id = ?',
  )
  const upsert =
    database.prepare(`insert into sidecars (photo_id, path, size, mtime_ms, rating, label, applied, read_at)
    values (?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (photo_id) do update set path = excluded.path, size = excluded.size, mtime_ms = excluded.mtime_ms,
      rating = excluded.rating, label = excluded.label, applied = excluded.applied, read_at = excluded.read_at`)
  return {
    of: (photoId) => {
      const row = read.get(photoId)
      if (row === undefined) return null
      const { path, size, rating, label, applied } = row
      return { path, size, mtimeMs: row.mtime_ms, rating, label, applied: applied === 1, readAt: row.read_at }
    },
    put: (photoId, { path, size, mtimeMs, rating, label, applied, readAt }) => {
      upsert.run(photoId, path, size, mtimeMs, rating, label, applied ? 1 : 0, readAt)
    },
  }
}
