/** Similarity of one sentence with every photo: keeps the vector matrix in the inference process in step, and asks it. */
import type { Inference } from '../inference/api.ts'
import type { StoredVector } from '../library/vectors.ts'
import type { Catalogue } from './catalogue.ts'
import { robustStatistics } from './order.ts'

/** Rows in one message: 4 MB at width 512, so that no message holds the event loop for long. */
const BLOCK_ROWS = 4_096

export interface VectorSource {
  since(modelId: string, rowId: number): IterableIterator<StoredVector>
}

export interface SentenceScores {
  /** One per given catalogue row; NaN where the photo has no vector yet. */
  readonly scores: Float64Array
  /** Below this a photo is no nearer to the sentence than pictures of anything. */
  readonly fadeThreshold: number
  readonly typical: number
  readonly truncated: boolean
}

export class SimilarityIndex {
  readonly #vectors: VectorSource
  readonly #inference: Inference
  readonly #model: { readonly id: string; readonly fadeZ: number }
  #matrixRowOf = new Map<string, number>()
  #lastRowId = -1
  #rows = 0
  #reset = true
  #places: { revision: number; of: ReadonlyMap<string, number>; size: number; rows: Int32Array } | null = null
  /** Feeding and asking take turns: an answer must match the rows known when it was asked. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(vectors: VectorSource, inference: Inference, model: { id: string; fadeZ: number }) {
    this.#vectors = vectors
    this.#inference = inference
    this.#model = model
  }

  /** A restarted inference process has lost its matrix; a library that lost rows wants a smaller one. */
  forget(): void {
    this.#reset = true
  }

  /** Sends what is new, ahead of the first sentence. */
  warm(): Promise<void> {
    return this.#inTurn(() => this.#feed())
  }

  async score(sentence: string, catalogue: Catalogue, rows: Int32Array): Promise<SentenceScores> {
    const answer = await this.#inTurn(async () => {
      await this.#feed()
      return { ...(await this.#inference.similarity(sentence)), matrixRowOf: this.#matrixRowOf }
    })
    const places = this.#placesOf(catalogue, answer.matrixRowOf)
    const scores = new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i++) scores[i] = answer.scores[places[rows[i]!]!] ?? NaN
    const { median, sigma } = robustStatistics(answer.background)
    return { scores, fadeThreshold: median + this.#model.fadeZ * sigma, typical: median, truncated: answer.truncated }
  }

  /** Row of the matrix of each catalogue row, -1 for none. Looking 100,000 hashes up again for each sentence would show. */
  #placesOf(catalogue: Catalogue, matrixRowOf: ReadonlyMap<string, number>): Int32Array {
    const revision = catalogue.revision
    const known = this.#places
    if (known?.revision === revision && known.of === matrixRowOf && known.size === matrixRowOf.size) return known.rows
    const rows = Int32Array.from(catalogue.hashes, (hash) => (hash === null ? -1 : (matrixRowOf.get(hash) ?? -1)))
    this.#places = { revision, of: matrixRowOf, size: matrixRowOf.size, rows }
    return rows
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  async #feed(): Promise<void> {
    if (this.#reset) {
      this.#matrixRowOf = new Map()
      this.#lastRowId = -1
      this.#rows = 0
    }
    let block: StoredVector[] = []
    for (const vector of this.#vectors.since(this.#model.id, this.#lastRowId)) {
      block.push(vector)
      if (block.length === BLOCK_ROWS) {
        await this.#send(block)
        block = []
      }
    }
    if (block.length > 0 || this.#reset) await this.#send(block)
  }

  async #send(block: readonly StoredVector[]): Promise<void> {
    const width = block[0]?.vector.length ?? 0
    const vectors = new Uint16Array(block.length * width)
    block.forEach((row, i) => {
      vectors.set(row.vector, i * width)
    })
    await this.#inference.feedMatrix({ firstRow: this.#rows, reset: this.#reset, vectors })
    this.#reset = false
    for (const row of block) this.#matrixRowOf.set(row.contentHash, this.#rows++)
    this.#lastRowId = block.at(-1)?.rowId ?? this.#lastRowId
  }
}
