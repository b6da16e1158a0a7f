/**
 * Keeps what the inference process holds of every photo in step with the library: vectors for each sentence, tokens and
 * measured facts once a sentence asks the learned adapter.
 */
import type { AxisId } from '../contract/entities.ts'
import { FEATURE_CHUNK_ROWS, type Inference, type PhotoNumbers } from '../inference/api.ts'
import type { PhotoFeatures } from '../library/tokens.ts'
import type { StoredVector } from '../library/vectors.ts'
import type { Catalogue } from './catalogue.ts'

/** Rows in one message: 4 MB at width 512, so that no message holds the event loop for long. */
const VECTOR_ROWS = 4_096
/** Rows of tokens and facts in one message: 1.7 MB. */
const FEATURE_ROWS = 512
/** Of them read at a time, photo by photo: less than a millisecond. */
const READ_ROWS = 32
/** Messages on their way at once. */
const FEATURE_BLOCKS = 3

export interface MatrixSource {
  readonly vectors: {
    since(modelId: string, rowId: number): IterableIterator<StoredVector>
    get(contentHash: string, modelId: string): Uint16Array | null
  }
  readonly tokens: { features(contentHashes: readonly string[], modelId: string): (PhotoFeatures | null)[] }
}

export interface MatrixModel {
  readonly id: string
  /** Bytes of a photo's packed tokens. */
  readonly tokenBytes: number
  /** Facts the adapter reads, in its order. */
  readonly measures: readonly AxisId[]
  /** Trace bytes it reads after them. */
  readonly traces: number
}

/** An answer of the inference process, and where in it each catalogue row stands. */
export interface Placed<T> {
  readonly answer: T
  /** Matrix row of each catalogue row; -1 for a photo without a vector. */
  readonly places: Int32Array
}

export interface MatrixRows {
  /** Content hash of each row. */
  readonly hashes: readonly string[]
  /** Sends tokens and facts of the rows from `from` on, up to `until`, that are not there yet. */
  feedFeatures(from: number, until: number): Promise<void>
}

export class PhotoMatrix {
  readonly #source: MatrixSource
  readonly #inference: Inference
  readonly #model: MatrixModel
  #rowOf = new Map<string, number>()
  /** Content hash of each row. */
  #hashes: string[] = []
  #lastRowId = -1
  /** Rows whose features are there: from the base on. */
  #featureBase = 0
  #featureRows = 0
  #reset = true
  #places: { revision: number; of: ReadonlyMap<string, number>; size: number; rows: Int32Array } | null = null
  /** Blocks follow each other. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(source: MatrixSource, inference: Inference, model: MatrixModel) {
    this.#source = source
    this.#inference = inference
    this.#model = model
  }

  /** A restarted inference process has lost its rows; a library that lost photos wants fewer. */
  forget(): void {
    this.#reset = true
  }

  /** Sends what is new, ahead of the first sentence. */
  warm(): Promise<void> {
    return this.#inTurn(() => this.#feedVectors())
  }

  /**
   * Asks with every vector in place. Several may ask at once: rows are only added, and a question during which they were
   * numbered anew is asked again.
   */
  async ask<T>(catalogue: Catalogue, question: (rows: MatrixRows) => Promise<T>): Promise<Placed<T>> {
    for (;;) {
      const { rowOf, hashes } = await this.#inTurn(async () => {
        await this.#feedVectors()
        return { rowOf: this.#rowOf, hashes: this.#hashes.slice() }
      })
      const answer = await question({
        hashes,
        feedFeatures: (from, until) => this.#inTurn(() => this.#feedFeatures(from, hashes.slice(0, until))),
      })
      if (rowOf === this.#rowOf) return { answer, places: this.#placesOf(catalogue, rowOf) }
    }
  }

  /** What is stored of one photo; null where it was not read yet. */
  numbersOf(contentHash: string): PhotoNumbers | null {
    const vector = this.#source.vectors.get(contentHash, this.#model.id)
    const [found] = this.#source.tokens.features([contentHash], this.#model.id)
    if (vector === null || found == null) return null
    return { vector, tokens: Uint8Array.from(found.tokens), measures: factsOf(found, this.#model) }
  }

  /** Lets go of tokens and facts in the inference process: 325 MB for 100,000 photos. */
  async dropFeatures(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#featureRows === this.#featureBase) return
      this.#featureBase = 0
      this.#featureRows = 0
      const [tokens, measures] = [new Uint8Array(0), new Float32Array(0)]
      await this.#inference.feedFeatures({ firstRow: 0, reset: true, tokens, measures })
    })
  }

  /** Looking 100,000 hashes up again for each sentence would show. */
  #placesOf(catalogue: Catalogue, rowOf: ReadonlyMap<string, number>): Int32Array {
    const { revision } = catalogue
    const known = this.#places
    if (known?.revision === revision && known.of === rowOf && known.size === rowOf.size) return known.rows
    const rows = Int32Array.from(catalogue.hashes, (hash) => (hash === null ? -1 : (rowOf.get(hash) ?? -1)))
    this.#places = { revision, of: rowOf, size: rowOf.size, rows }
    return rows
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  async #feedVectors(): Promise<void> {
    do {
      const fresh = this.#reset
      if (fresh) {
        this.#rowOf = new Map()
        this.#hashes = []
        this.#lastRowId = -1
        this.#featureBase = 0
        this.#featureRows = 0
      }
      await this.#sendAfter(this.#lastRowId, fresh)
      // Told to forget meanwhile: once more from the first row.
    } while (this.#reset)
  }

  async #sendAfter(rowId: number, fresh: boolean): Promise<void> {
    let block: StoredVector[] = []
    for (const vector of this.#source.vectors.since(this.#model.id, rowId)) {
      block.push(vector)
      if (block.length < VECTOR_ROWS) continue
      await this.#sendVectors(block)
      if (this.#reset) return
      block = []
    }
    // An empty library too must empty the matrix.
    if (block.length > 0 || (fresh && this.#hashes.length === 0)) await this.#sendVectors(block)
  }

  async #sendVectors(block: readonly StoredVector[]): Promise<void> {
    const width = block[0]?.vector.length ?? 0
    const vectors = new Uint16Array(block.length * width)
    block.forEach((row, i) => {
      vectors.set(row.vector, i * width)
    })
    const reset = this.#reset
    // Lowered before the answer: whoever says "forget" meanwhile is heard.
    this.#reset = false
    await this.#inference.feedMatrix({ firstRow: this.#hashes.length, reset, vectors }).catch((error: unknown) => {
      this.#reset = true
      throw error
    })
    for (const { contentHash } of block) {
      this.#rowOf.set(contentHash, this.#hashes.length)
      this.#hashes.push(contentHash)
    }
    this.#lastRowId = block.at(-1)?.rowId ?? this.#lastRowId
  }

  async #feedFeatures(from: number, hashes: readonly string[]): Promise<void> {
    const { id, tokenBytes } = this.#model
    const width = this.#model.measures.length + this.#model.traces
    if (from < this.#featureBase || this.#featureRows === this.#featureBase) {
      this.#featureBase = from - (from % FEATURE_CHUNK_ROWS)
      this.#featureRows = this.#featureBase
    }
    const underway: Promise<void>[] = []
    try {
      while (this.#featureRows < hashes.length) {
        const some = hashes.slice(this.#featureRows, this.#featureRows + FEATURE_ROWS)
        const tokens = new Uint8Array(some.length * tokenBytes)
        const measures = new Float32Array(some.length * width).fill(NaN)
        for (let from = 0; from < some.length; from += READ_ROWS) {
          this.#source.tokens.features(some.slice(from, from + READ_ROWS), id).forEach((found, i) => {
            // Written in one transaction with the vector; were they lost, zeros are a picture of nothing in particular.
            if (found === null) return
            if (found.tokens.length === tokenBytes) tokens.set(found.tokens, (from + i) * tokenBytes)
            setFacts(measures.subarray((from + i) * width, (from + i + 1) * width), found, this.#model)
          })
          // A pipe holds little: what is on its way moves on between two readings, and others get their turn.
          await new Promise((resolve) => setImmediate(resolve))
        }
        const reset = this.#featureRows === this.#featureBase
        const sent = this.#inference.feedFeatures({ firstRow: this.#featureRows, reset, tokens, measures })
        // Awaited below, perhaps after another has failed.
        sent.catch(() => undefined)
        underway.push(sent)
        this.#featureRows += some.length
        if (underway.length >= FEATURE_BLOCKS) await underway.shift()
      }
      await Promise.all(underway)
    } catch (error) {
      // Whatever of them arrived: the next question sends them from the first on.
      await Promise.allSettled(underway)
      this.#featureBase = 0
      this.#featureRows = 0
      throw error
    }
  }
}

/** Measures and traces in the adapter's order; NaN for what was not read. */
function factsOf(features: PhotoFeatures, model: MatrixModel): Float32Array {
  const facts = new Float32Array(model.measures.length + model.traces).fill(NaN)
  setFacts(facts, features, model)
  return facts
}

function setFacts(facts: Float32Array, { measures, traces }: PhotoFeatures, model: MatrixModel): void {
  const values: Partial<Record<AxisId, number | null>> | null = measures
  if (values !== null)
    model.measures.forEach((axis, i) => {
      facts[i] = values[axis] ?? NaN
    })
  if (traces?.length === model.traces) facts.set(traces, model.measures.length)
}
