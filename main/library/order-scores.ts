/** Scores of the learned adapter by content hash and adapter: one for each order it was trained on, in its manifest's order. */
import type { Database } from 'better-sqlite3'

export interface OrderScores {
  /** f32 [orders] each, in the order of the hashes; null where there are none of this adapter. */
  of(contentHashes: readonly string[], rankerId: string): (Float32Array | null)[]
  /** Whether a content that a model read has none of this adapter. */
  lacks(modelId: string, rankerId: string): boolean
  /** In one transaction. */
  put(rankerId: string, scores: Iterable<readonly [contentHash: string, scores: Float32Array]>): void
}

export function createOrderScores(database: Database): OrderScores {
  // In this order and no other: the planner would read every row of the adapter for each list of hashes.
  const many = database
    .prepare<[string, string], [key: number, scores: Buffer]>(
      `select wanted.key, s.scores from json_each(?) wanted
      cross join order_scores s on s.content_hash = wanted.value and s.ranker_id = ?`,
    )
    .raw()
  const lacking = database
    .prepare<[string, string], number>(
      `select 1 from vectors v where v.model_id = ? and not exists
      (select 1 from order_scores s where s.ranker_id = ? and s.content_hash = v.content_hash) limit 1`,
    )
    .pluck()
  const upsert = database.prepare(
    'insert or replace into order_scores (ranker_id, content_hash, scores) values (?, ?, ?)',
  )
  return {
    of: (hashes, rankerId) => {
      const found: (Float32Array | null)[] = hashes.map(() => null)
      for (const [key, scores] of many.all(JSON.stringify(hashes), rankerId)) found[key] = numbersOf(scores)
      return found
    },
    lacks: (modelId, rankerId) => lacking.get(modelId, rankerId) !== undefined,
    put: (rankerId, scores) => {
      database.transaction(() => {
        for (const [hash, numbers] of scores)
          upsert.run(rankerId, hash, Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength))
      })()
    },
  }
}

/** A Buffer need not be aligned: copied into an array of its own. */
function numbersOf(stored: Buffer): Float32Array {
  const numbers = new Float32Array(stored.length / 4)
  new Uint8Array(numbers.buffer).set(stored)
  return numbers
}
