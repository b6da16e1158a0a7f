/** f16 vectors by content hash and model; those of several models live side by side. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../contract/errors.ts'
import type { Counters } from './counters.ts'

export interface StoredVector {
  /** Never given twice, so that "what came after this row" misses nothing where rows were deleted meanwhile. */
  readonly rowId: number
  readonly contentHash: string
  /** f16 bits, [dimension]. */
  readonly vector: Uint16Array
}

export interface Vectors {
  /** @throws AppError `internal` for a vector that is not of finite numbers. */
  put(contentHash: string, modelId: string, vector: Float32Array): void
  /** f16 bits; null where there is none. */
  get(contentHash: string, modelId: string): Uint16Array | null
  count(modelId: string): number
  /** Rows after `rowId`, in row order. Rows whose bytes do not fit their width are skipped. */
  since(modelId: string, rowId: number): IterableIterator<StoredVector>
  /** Deletes vectors of another width than `dimension`, which a model of this id cannot have made; returns their hashes. */
  dropMisfits(modelId: string, dimension: number): string[]
}

interface VectorRow {
  readonly id: number
  readonly content_hash: string
  readonly vector: Buffer
}

/** Read in pages: a cursor left open over a slow consumer would block every write. */
const PAGE_ROWS = 4_096

export function createVectors(database: Database, counters: Counters): Vectors {
  const upsert = database.prepare(`insert into vectors (id, content_hash, model_id, dimension, vector)
    values (?, ?, ?, ?, ?)
    on conflict (model_id, content_hash) do update set dimension = excluded.dimension, vector = excluded.vector`)
  const one = database.prepare<[string, string], { vector: Buffer }>(
    'select vector from vectors where content_hash = ? and model_id = ?',
  )
  const count = database.prepare<[string], { n: number }>('select count(*) as n from vectors where model_id = ?')
  // The plus keeps the planner off the model's index, with which it would read and sort every vector for each page.
  const after = database.prepare<[number, string, number], VectorRow>(
    'select id, content_hash, vector from vectors where id > ? and +model_id = ? and length(vector) = 2 * dimension order by id limit ?',
  )
  const misfits = database.prepare<[{ modelId: string; dimension: number }], { content_hash: string }>(
    'delete from vectors where model_id = @modelId and (dimension <> @dimension or length(vector) <> 2 * @dimension) returning content_hash',
  )
  return {
    put: (hash, modelId, vector) => {
      if (!vector.every(Number.isFinite))
        throw new AppError('internal', 'The model gave a vector that is not a number.')
      const half = new Float16Array(vector)
      upsert.run(counters.next('vector'), hash, modelId, vector.length, Buffer.from(half.buffer))
    },
    get: (hash, modelId) => {
      const row = one.get(hash, modelId)
      return row === undefined ? null : bitsOf(row.vector)
    },
    count: (modelId) => count.get(modelId)?.n ?? 0,
    *since(modelId, rowId) {
      for (let last = rowId; ;) {
        const rows = after.all(last, modelId, PAGE_ROWS)
        for (const row of rows) {
          yield { rowId: row.id, contentHash: row.content_hash, vector: bitsOf(row.vector) }
        }
        const end = rows.at(-1)
        if (end === undefined || rows.length < PAGE_ROWS) return
        last = end.id
      }
    },
    dropMisfits: (modelId, dimension) => misfits.all({ modelId, dimension }).map((row) => row.content_hash),
  }
}

/** A Buffer need not be aligned: copied into an array of its own. */
function bitsOf(stored: Buffer): Uint16Array {
  const vector = new Uint16Array(stored.length / 2)
  new Uint8Array(vector.buffer).set(stored)
  return vector
}
