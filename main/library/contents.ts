/** Facts of the bytes, by content hash: what decoding a picture told about it. */
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { Counters } from './counters.ts'

/** Times are wall-clock text `YYYY-MM-DDTHH:MM:SS`, as the camera showed them. */
export interface ContentFacts {
  readonly format: string
  readonly width: number
  readonly height: number
  readonly takenAt: string | null
  readonly takenOffsetMinutes: number | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly camera: string | null
  readonly damaged: boolean
  /** Perceptual hash, 64 bits as 16 hexadecimal digits. */
  readonly fingerprint: string
  readonly exposureBias: number | null
}

/** What tells frames of one moment. As all that is true of bytes, it never changes. */
export interface Frame {
  readonly fingerprint: string
  readonly exposureBias: number | null
  /** False where only the file has a time: copying gives many files the same. */
  readonly dated: boolean
}

export interface NewFingerprint {
  readonly contentHash: string
  readonly fingerprint: string
  readonly exposureBias: number | null
}

/** A content analysed before, and a file that holds it. */
export interface ContentFile {
  readonly contentHash: string
  readonly path: string
  readonly size: number
  readonly mtimeMs: number
}

export interface Contents {
  put(contentHash: string, facts: ContentFacts): void
  /** True when facts, measures, vector and tokens of this model are all stored: nothing is left to compute. */
  complete(contentHash: string, modelId: string): boolean
  /** Null for a content without a fingerprint. */
  frame(contentHash: string): Frame | null
  /** By content hash, of all contents that have a fingerprint. */
  frames(): Map<string, Frame>
  /** Contents of indexed photos that have no fingerprint and whose file can be read now. */
  withoutFingerprint(limit: number): ContentFile[]
  /** Of contents that are known; the others are passed over. */
  putFingerprints(made: readonly NewFingerprint[]): void
}

/**
 * Deletes what was computed of bytes that no photo has any more. A photo whose file is missing keeps its own: it may
 * come back. Previews are files beside the library and are not known here.
 */
export function createSweep(database: Database): () => void {
  // The inner query is answered by the indexes alone: the rows, most of the file, are read only where they go.
  const orphans = (table: string): string =>
    `select t.rowid from ${table} t where not exists (select 1 from photos p where p.content_hash = t.content_hash)`
  // Measures and faces refer to contents, so contents go last.
  const statements = ['order_scores', 'tokens', 'vectors', 'traces', 'measures', 'faces', 'contents'].map((table) =>
    database.prepare(`delete from ${table} where rowid in (${orphans(table)})`),
  )
  return () => {
    for (const statement of statements) statement.run()
  }
}

export function createContents(database: Database, counters: Counters): Contents {
  const upsert = database.prepare(`insert into contents
    (content_hash, format, width, height, taken_at, taken_offset_min, latitude, longitude, camera, damaged, fingerprint,
    exposure_bias) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (content_hash) do update set format = excluded.format, width = excluded.width, height = excluded.height,
      taken_at = excluded.taken_at, taken_offset_min = excluded.taken_offset_min, latitude = excluded.latitude,
      longitude = excluded.longitude, camera = excluded.camera, damaged = excluded.damaged,
      fingerprint = excluded.fingerprint, exposure_bias = excluded.exposure_bias`)
  const complete = database.prepare<[string, string, string], { one: number }>(`select 1 as one from contents c
    join measures m on m.content_hash = c.content_hash
    join vectors v on v.content_hash = c.content_hash and v.model_id = ?
    join tokens t on t.content_hash = c.content_hash and t.model_id = ?
    where c.content_hash = ?`)
  const printed =
    'select content_hash, fingerprint, exposure_bias, taken_at from contents where fingerprint is not null'
  const frames = database.prepare<[], FrameRow>(printed).raw()
  const frame = database.prepare<[string], FrameRow>(`${printed} and content_hash = ?`).raw()
  const unprinted = database.prepare<
    [number],
    UnprintedRow
  >(`select c.content_hash, f.path, p.relative_path, p.size, p.mtime_ms
    from contents c indexed by contents_without_fingerprint cross join photos p indexed by photos_by_hash on p.content_hash = c.content_hash join folders f on f.id = p.folder_id
    where c.fingerprint is null and p.state = 'indexed' and p.missing_since is null and f.unreachable_since is null
    group by c.content_hash limit ?`)
  const print = database.prepare('update contents set fingerprint = ?, exposure_bias = ? where content_hash = ?')
  return {
    put: (hash, facts) => {
      upsert.run(
        hash,
        facts.format,
        facts.width,
        facts.height,
        facts.takenAt,
        facts.takenOffsetMinutes,
        facts.latitude,
        facts.longitude,
        facts.camera,
        facts.damaged ? 1 : 0,
        facts.fingerprint,
        facts.exposureBias,
      )
    },
    complete: (hash, modelId) => complete.get(modelId, modelId, hash) !== undefined,
    frame: (hash) => {
      const row = frame.get(hash)
      return row === undefined ? null : toFrame(row)
    },
    frames: () => new Map(frames.all().map((row) => [row[0], toFrame(row)])),
    withoutFingerprint: (limit) =>
      unprinted.all(limit).map((row) => ({
        contentHash: row.content_hash,
        path: join(row.path, row.relative_path),
        size: row.size,
        mtimeMs: row.mtime_ms,
      })),
    putFingerprints: (made) => {
      if (made.length === 0) return
      for (const { contentHash, fingerprint, exposureBias } of made) print.run(fingerprint, exposureBias, contentHash)
      // No photo changed, but what depends on which are frames of one moment did.
      counters.next('revision')
    },
  }
}

/** Columns instead of names: there is one for each photo of the library. */
type FrameRow = [contentHash: string, fingerprint: string, exposureBias: number | null, takenAt: string | null]

interface UnprintedRow {
  readonly content_hash: string
  readonly path: string
  readonly relative_path: string
  readonly size: number
  readonly mtime_ms: number
}

function toFrame([, fingerprint, exposureBias, takenAt]: FrameRow): Frame {
  return { fingerprint, exposureBias, dated: takenAt !== null }
}
