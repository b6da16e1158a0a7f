/** Scores of photos for every order of the learned adapter, in rows like those of the matrix. */

/** Rows in one array: a growing library never copies more than this. */
const CHUNK_ROWS = 4_096
/** Weights below this change no place in an order. */
const LEAST_WEIGHT = 1e-4

export class OrderTable {
  readonly #orders: number
  readonly #chunks: Float32Array[] = []
  #rows = 0

  constructor(orders: number) {
    this.#orders = orders
  }

  get rows(): number {
    return this.#rows
  }

  /** Adds a row; null for a photo without scores. */
  add(scores: Float32Array | null): void {
    if (this.#rows % CHUNK_ROWS === 0) this.#chunks.push(new Float32Array(CHUNK_ROWS * this.#orders).fill(NaN))
    this.#rows += 1
    this.set(this.#rows - 1, scores)
  }

  set(row: number, scores: Float32Array | null): void {
    if (scores?.length === this.#orders)
      this.#chunks[Math.floor(row / CHUNK_ROWS)]?.set(scores, (row % CHUNK_ROWS) * this.#orders)
  }

  /** @param weights f32 [orders]. @returns one sum a row; NaN for a photo without scores. */
  sums(weights: Float32Array): Float32Array {
    const orders = this.#orders
    const asked = Array.from(weights.keys()).filter((order) => Math.abs(weights[order]!) >= LEAST_WEIGHT)
    const sums = new Float32Array(this.#rows)
    for (const [i, chunk] of this.#chunks.entries()) {
      const from = i * CHUNK_ROWS
      const rows = Math.min(CHUNK_ROWS, this.#rows - from)
      for (const order of asked) {
        const weight = weights[order]!
        for (let row = 0; row < rows; row++) sums[from + row]! += weight * chunk[row * orders + order]!
      }
    }
    return sums
  }
}
