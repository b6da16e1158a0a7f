/** Compact visual tokens by content hash and model, packed as the model's manifest says. */
import type { Database } from 'better-sqlite3'
import { MEASURED, type MeasureValues } from './measures.ts'

/** What the learned adapter reads of a content beside its vector. */
export interface PhotoFeatures {
  /** Packed tokens. */
  readonly tokens: Uint8Array
  /** Null where nothing was measured. */
  readonly measures: MeasureValues | null
  /** Null for a content measured before there were any. */
  readonly traces: Uint8Array | null
}

export interface Tokens {
  put(contentHash: string, modelId: string, tokens: Uint8Array): void
  get(contentHash: string, modelId: string): Uint8Array | null
  /** In order; null where there are no tokens of this model. One question for many: that is what an order waits for. */
  features(contentHashes: readonly string[], modelId: string): (PhotoFeatures | null)[]
}

export function createTokens(database: Database): Tokens {
  const upsert = database.prepare(`insert into tokens (content_hash, model_id, tokens) values (?, ?, ?)
    on conflict (model_id, content_hash) do update set tokens = excluded.tokens`)
  const one = database.prepare<[string, string], { tokens: Buffer }>(
    'select tokens from tokens where content_hash = ? and model_id = ?',
  )
  // In this order and no other: the planner would read every token of the model for each list of hashes.
  const many = database
    .prepare<[string, string], FeatureRow>(
      `select wanted.key, t.tokens, c.traces, m.content_hash is not null, ${MEASURED.map((name) => `m.${name}`).join(', ')}
      from json_each(?) wanted cross join tokens t on t.content_hash = wanted.value and t.model_id = ?
      left join measures m on m.content_hash = wanted.value left join traces c on c.content_hash = wanted.value`,
    )
    .raw()
  return {
    put: (hash, modelId, tokens) => {
      upsert.run(hash, modelId, tokens)
    },
    get: (hash, modelId) => {
      const row = one.get(hash, modelId)
      return row === undefined ? null : Uint8Array.from(row.tokens)
    },
    features: (hashes, modelId) => {
      const found: (PhotoFeatures | null)[] = hashes.map(() => null)
      for (const row of many.all(JSON.stringify(hashes), modelId)) {
        const [key, tokens, traces, measured] = row
        found[key] = { tokens, measures: measured === 1 ? measuresOf(row) : null, traces }
      }
      return found
    },
  }
}

/** One by one: an order of 100,000 photos waits for this. */
function measuresOf([, , , , ...values]: FeatureRow): MeasureValues {
  const measures: Partial<Record<keyof MeasureValues, number | null>> = {}
  MEASURED.forEach((name, i) => {
    measures[name] = values[i] ?? null
  })
  return measures as MeasureValues
}

type FeatureRow = [
  key: number,
  tokens: Buffer,
  traces: Buffer | null,
  measured: 0 | 1,
  ...values: readonly (number | null)[],
]
