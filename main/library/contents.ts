/** Facts of the bytes, by content hash: what decoding a picture told about it. */
import type { Database } from 'better-sqlite3'

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
}

export interface Contents {
  put(contentHash: string, facts: ContentFacts): void
  /** True when facts, measures, vector and tokens of this model are all stored: nothing is left to compute. */
  complete(contentHash: string, modelId: string): boolean
}

/**
 * Deletes what was computed of bytes that no photo has any more. A photo whose file is missing keeps its own: it may
 * come back. Previews are files beside the library and are not known here.
 */
export function createSweep(database: Database): () => void {
  // The inner query is answered by the indexes alone: the rows, most of the file, are read only where they go.
  const orphans = (table: string): string =>
    `select t.rowid from ${table} t where not exists (select 1 from photos p where p.content_hash = t.content_hash)`
  // Measures refer to contents, so contents go last.
  const statements = ['learned_scores', 'tokens', 'vectors', 'measures', 'contents'].map((table) =>
    database.prepare(`delete from ${table} where rowid in (${orphans(table)})`),
  )
  return () => {
    for (const statement of statements) statement.run()
  }
}

export function createContents(database: Database): Contents {
  const upsert = database.prepare(`insert into contents
    (content_hash, format, width, height, taken_at, taken_offset_min, latitude, longitude, camera, damaged)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (content_hash) do update set format = excluded.format, width = excluded.width, height = excluded.height,
      taken_at = excluded.taken_at, taken_offset_min = excluded.taken_offset_min, latitude = excluded.latitude,
      longitude = excluded.longitude, camera = excluded.camera, damaged = excluded.damaged`)
  const complete = database.prepare<[string, string, string], { one: number }>(`select 1 as one from contents c
    join measures m on m.content_hash = c.content_hash
    join vectors v on v.content_hash = c.content_hash and v.model_id = ?
    join tokens t on t.content_hash = c.content_hash and t.model_id = ?
    where c.content_hash = ?`)
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
      )
    },
    complete: (hash, modelId) => complete.get(modelId, modelId, hash) !== undefined,
  }
}
