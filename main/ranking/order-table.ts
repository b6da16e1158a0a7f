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
    const sums = new Float32Array(this.#rows)
    for (const [i, chunk] of this.#chunks.entries()) {
      const from = i * CHUNK_ROWS
      sums.set(weighedSums(chunk, Math.min(CHUNK_ROWS, this.#rows - from), weights), from)
    }
    return sums
  }
}

/** @param numbers f32 [rows, orders], perhaps with more rows behind them. @returns each row's sum by the weights of the orders. */
export function weighedSums(numbers: Float32Array, rows: number, weights: Float32Array): Float32Array {
  const orders = weights.length
  const sums = new Float32Array(rows)
  for (const [order, weight] of weights.entries()) {
    if (Math.abs(weight) < LEAST_WEIGHT) continue
    for (let row = 0; row < rows; row++) sums[row]! += weight * numbers[row * orders + order]!
  }
  return sums
}
