/** The vectors of the active model as f32 in memory, fed by core in blocks of f16 and compared with one at a time. */
import { AppError } from '../contract/errors.ts'
import type { MatrixBlock } from './api.ts'
import { productModel } from './product.ts'
import { openModel, type OpenModel } from './runtime.ts'

/** Rows in one array: a growing library never copies more than this, and never holds its matrix twice. */
const CHUNK_ROWS = 16_384

export class VectorMatrix {
  readonly #width: number
  readonly #threads: number
  /** All but the last are full. */
  #chunks: Float32Array[] = []
  #rows = 0
  #product: OpenModel | null = null

  constructor(width: number, threads: number) {
    this.#width = width
    this.#threads = threads
  }

  feed({ firstRow, reset, vectors }: MatrixBlock): void {
    const count = vectors.length / this.#width
    if (firstRow > (reset ? 0 : this.#rows) || !Number.isInteger(count)) {
      throw new AppError('invalid-params', 'A block of vectors does not continue the matrix.')
    }
    if (reset) {
      this.#rows = 0
      this.#chunks = []
    }
    const halves = new Float16Array(vectors.buffer, vectors.byteOffset, vectors.length)
    for (let from = 0; from < count;) {
      const row = firstRow + from
      const place = row % CHUNK_ROWS
      const some = Math.min(count - from, CHUNK_ROWS - place)
      const chunk = this.#chunkFor(Math.floor(row / CHUNK_ROWS), place + some)
      chunk.set(halves.subarray(from * this.#width, (from + some) * this.#width), place * this.#width)
      from += some
    }
    this.#rows = Math.max(this.#rows, firstRow + count)
  }

  /** Dot product of every row with `query`: f32 [rows]. */
  async scores(query: Float32Array): Promise<Float32Array> {
    const scores = new Float32Array(this.#rows)
    if (scores.length === 0) return scores
    this.#product ??= await openModel(productModel(this.#width), { providers: ['cpu'], threads: this.#threads })
    for (const [index, chunk] of this.#chunks.entries()) {
      const first = index * CHUNK_ROWS
      const rows = Math.min(CHUNK_ROWS, scores.length - first)
      if (rows <= 0) break
      const answer = await this.#product.run({
        m: { data: chunk.subarray(0, rows * this.#width), shape: [rows, this.#width] },
        q: { data: query, shape: [this.#width, 1] },
      })
      scores.set(answer['scores'] ?? [], first)
    }
    return scores
  }

  /** The chunk with room for `rows`; the last one doubles until it is whole, so that a small library stays small. */
  #chunkFor(index: number, rows: number): Float32Array {
    const present = this.#chunks[index] ?? new Float32Array(0)
    if (present.length >= rows * this.#width) return present
    const larger = new Float32Array(
      Math.min(CHUNK_ROWS * this.#width, Math.max(rows * this.#width, 2 * present.length)),
    )
    larger.set(present)
    this.#chunks[index] = larger
    return larger
  }
}
