/** The vectors of the active model as one f32 matrix in memory, fed by core in blocks of f16. */
import { AppError } from '../contract/errors.ts'
import type { MatrixBlock } from './api.ts'
import { productModel } from './product.ts'
import { openModel, type OpenModel } from './runtime.ts'

export class VectorMatrix {
  readonly #width: number
  readonly #threads: number
  #values = new Float32Array(0)
  #rows = 0
  #product: OpenModel | null = null

  constructor(width: number, threads: number) {
    this.#width = width
    this.#threads = threads
  }

  get rows(): number {
    return this.#rows
  }

  feed({ firstRow, reset, vectors }: MatrixBlock): void {
    if (reset) this.#rows = 0
    if (firstRow > this.#rows || vectors.length % this.#width !== 0) {
      throw new AppError('invalid-params', 'A block of vectors does not continue the matrix.')
    }
    const start = firstRow * this.#width
    this.#reserve(start + vectors.length)
    this.#values.set(new Float16Array(vectors.buffer, vectors.byteOffset, vectors.length), start)
    this.#rows = Math.max(this.#rows, firstRow + vectors.length / this.#width)
  }

  /** Dot product of every row with `query`: f32 [rows]. */
  async scores(query: Float32Array): Promise<Float32Array> {
    if (this.#rows === 0) return new Float32Array(0)
    this.#product ??= await openModel(productModel(this.#width), { providers: ['cpu'], threads: this.#threads })
    const used = this.#values.subarray(0, this.#rows * this.#width)
    const answer = await this.#product.run({
      m: { data: used, shape: [this.#rows, this.#width] },
      q: { data: query, shape: [this.#width, 1] },
    })
    return answer['scores'] ?? new Float32Array(0)
  }

  #reserve(length: number): void {
    if (length <= this.#values.length) return
    // Grown by half: a library that is being indexed does not copy its matrix at every batch.
    const larger = new Float32Array(Math.max(length, Math.ceil(this.#values.length * 1.5)))
    larger.set(this.#values.subarray(0, this.#rows * this.#width))
    this.#values = larger
  }
}
