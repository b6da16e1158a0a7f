/** What the sidecars of photos said when they were last read. */
import type { Database } from 'better-sqlite3'
import { Label } from '../contract/marks.ts'
import type { SidecarSaid } from '../contract/photo-info.ts'

export interface ReadSidecar {
  /** Absolute. */
  readonly path: string
  readonly size: number
  readonly mtimeMs: number
  /** -1 (rejected) to 5; null where the sidecar does not say. */
  readonly rating: number | null
  readonly label: string | null
  /** What of it is somebody's opinion and no note of Podium's own; null where it is none. */
  readonly said: { readonly rating: number | null; readonly label: Label | null }
  /** When that was written, as the sidecar says, else the time of the file. */
  readonly editedAtMs: number
  /** False where the person's own marks were newer, or it said nothing. */
  readonly applied: boolean
  readonly readAt: number
}

export interface SidecarStore {
  of(photoId: number): ReadSidecar | null
  /** Null where nothing was read, or nothing in it is somebody's opinion. */
  saidOf(photoId: number): SidecarSaid | null
  put(photoId: number, sidecar: ReadSidecar): void
}

interface Row {
  readonly path: string
  readonly size: number
  readonly mtime_ms: number
  readonly rating: number | null
  readonly label: string | null
  readonly said_rating: number | null
  readonly said_label: string | null
  readonly edited_at: number | null
  readonly applied: 0 | 1
  readonly read_at: number
}

export function createSidecars(database: Database): SidecarStore {
  const read = database.prepare<[number], Row>(
    `select path, size, mtime_ms, rating, label, said_rating, said_label, edited_at, applied, read_at
    from sidecars where photo_id = ?`,
  )
  const upsert =
    database.prepare(`insert into sidecars (photo_id, path, size, mtime_ms, rating, label, said_rating, said_label,
    edited_at, applied, read_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (photo_id) do update set path = excluded.path, size = excluded.size, mtime_ms = excluded.mtime_ms,
      rating = excluded.rating, label = excluded.label, said_rating = excluded.said_rating,
      said_label = excluded.said_label, edited_at = excluded.edited_at, applied = excluded.applied, read_at = excluded.read_at`)
  const of = (photoId: number): ReadSidecar | null => {
    const row = read.get(photoId)
    if (row === undefined) return null
    const { path, size, rating, label } = row
    const said = { rating: row.said_rating, label: Label.safeParse(row.said_label).data ?? null }
    // Read by a version that kept no other time.
    const editedAtMs = row.edited_at ?? row.mtime_ms
    const mtimeMs = row.mtime_ms
    return { path, size, mtimeMs, rating, label, said, editedAtMs, applied: row.applied === 1, readAt: row.read_at }
  }
  return {
    of,
    saidOf: (photoId) => {
      const sidecar = of(photoId)
      if (sidecar === null || (sidecar.said.rating === null && sidecar.said.label === null)) return null
      return { ...sidecar.said, changedAt: sidecar.editedAtMs, applied: sidecar.applied }
    },
    put: (photoId, { path, size, mtimeMs, rating, label, said, editedAtMs, applied, readAt }) => {
      const words = [rating, label, said.rating, said.label, editedAtMs]
      upsert.run(photoId, path, size, mtimeMs, ...words, applied ? 1 : 0, readAt)
    },
  }
}
