/** Compact visual tokens by content hash and model, packed as the model's manifest says. */
import type { Database } from 'better-sqlite3'

export interface Tokens {
  put(contentHash: string, modelId: string, tokens: Uint8Array): void
  get(contentHash: string, modelId: string): Uint8Array | null
}

export function createTokens(database: Database): Tokens {
  const upsert = database.prepare(`insert into tokens (content_hash, model_id, tokens) values (?, ?, ?)
    on conflict (model_id, content_hash) do update set tokens = excluded.tokens`)
  const one = database.prepare<[string, string], { tokens: Buffer }>(
    'select tokens from tokens where content_hash = ? and model_id = ?',
  )
  return {
    put: (hash, modelId, tokens) => {
      upsert.run(hash, modelId, tokens)
    },
    get: (hash, modelId) => {
      const row = one.get(hash, modelId)
      return row === undefined ? null : Uint8Array.from(row.tokens)
    },
  }
}
