/** What each model left in the library: vectors and tokens of several lie side by side while one follows another. */
import type { Database } from 'better-sqlite3'

export interface Models {
  /** Something of another model is there. */
  hasOthers(modelId: string): boolean
  /** Photos with a file that were read before and have no vector of this model. */
  waitingFor(modelId: string): number
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
  const others = [
    ...['vectors', 'tokens'].map((table) => ({ table, key: 'model_id' as const })),
    { table: 'learned_scores', key: 'ranker_id' as const },
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
    dropOthers: database.transaction((modelId: string, rankerId: string | null, limit: number) =>
      others.reduce(
        (sum, { key, statement }) =>
          sum + statement.run(key === 'model_id' ? modelId : (rankerId ?? ''), limit).changes,
        0,
      ),
    ),
  }
}
