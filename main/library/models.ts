/** What each model left in the library: vectors and tokens of several lie side by side while one follows another. */
import type { Database } from 'better-sqlite3'
import { searchKey, type FaceSearch } from './faces.ts'

export interface Models {
  /** Something of another model is there. */
  hasOthers(modelId: string): boolean
  /** Photos with a file that were read before and have no vector of this model. */
  waitingFor(modelId: string): number
  /** Photos with a file that have a vector, and tokens, of this model. Reads an index entry for every photo. */
  photosOf(modelId: string): { readonly vectors: number; readonly tokens: number }
  /** Photos with a file in which faces were looked for in this very way. */
  photosSearched(search: FaceSearch): number
  /** Deletes at most `limit` rows of each kind that other models and adapters left; returns how many went. */
  dropOthers(modelId: string, rankerId: string | null, limit: number): number
}

export function createModels(database: Database): Models {
  // Both ends of the index: counting would read the whole of it.
  const ends = database
    .prepare<[], [string | null, string | null]>(
      'select (select min(model_id) from vectors), (select max(model_id) from vectors)',
    )
    .raw()
  const waiting = database
    .prepare<[string], number>(
      `select count(*) from photos p where p.state in ('found', 'indexed') and p.missing_since is null
      and p.content_hash is not null
      and not exists (select 1 from vectors v where v.model_id = ? and v.content_hash = p.content_hash)`,
    )
    .pluck()
  const [withVectors, withTokens] = ['vectors', 'tokens'].map((table) =>
    database
      .prepare<[string], number>(
        `select count(*) from photos p where p.missing_since is null
        and exists (select 1 from ${table} t where t.model_id = ? and t.content_hash = p.content_hash)`,
      )
      .pluck(),
  )
  const searched = database
    .prepare<[string], number>(
      `select count(*) from photos p join contents c on c.content_hash = p.content_hash
      where p.missing_since is null and c.face_search = ?`,
    )
    .pluck()
  const others = [
    ...['vectors', 'tokens'].map((table) => ({ table, key: 'model_id' as const })),
    { table: 'order_scores', key: 'ranker_id' as const },
  ].flatMap(({ table, key }) =>
    // A range each: "not equal" would read every row.
    ['<', '>'].map((side) => ({
      key,
      statement: database.prepare<[string, number]>(
        `delete from ${table} where rowid in (select rowid from ${table} where ${key} ${side} ? limit ?)`,
      ),
    })),
  )
  return {
    hasOthers: (modelId) => (ends.get() ?? []).some((id) => id !== null && id !== modelId),
    waitingFor: (modelId) => waiting.get(modelId) ?? 0,
    photosOf: (modelId) => ({ vectors: withVectors?.get(modelId) ?? 0, tokens: withTokens?.get(modelId) ?? 0 }),
    photosSearched: (search) => searched.get(searchKey(search)) ?? 0,
    dropOthers: database.transaction((modelId: string, rankerId: string | null, limit: number) =>
      others.reduce(
        (sum, { key, statement }) =>
          sum + statement.run(key === 'model_id' ? modelId : (rankerId ?? ''), limit).changes,
        0,
      ),
    ),
  }
}
