/** Keeps the vectors that the inference process holds in step with the library, and reads what the learned adapter wants. */
import type { AxisId } from '../contract/entities.ts'
import type { Inference, PhotoNumbers } from '../inference/api.ts'
import type { PhotoFeatures } from '../library/tokens.ts'
import type { StoredVector } from '../library/vectors.ts'
import type { Catalogue } from './catalogue.ts'

/** Rows in one message: 4 MB at width 512, so that no message holds the event loop for long. */
const VECTOR_ROWS = 4_096

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

/** What is stored of those photos that were read. */
export interface FoundNumbers {
  /** Their content hashes, in the order they were asked for. */
  readonly hashes: readonly string[]
  readonly numbers: PhotoNumbers
}

export class PhotoMatrix {
  readonly #source: MatrixSource
  readonly #inference: Inference
  readonly #model: MatrixModel
  #rowOf = new Map<string, number>()
  /** Content hash of each row. */
  #hashes: string[] = []
  #lastRowId = -1
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

  /** Sends what is new, ahead of the first sentence. @returns the content hash of each row. */
  async warm(): Promise<readonly string[]> {
    return (await this.#fed()).hashes
  }

  /**
   * Asks with every vector in place. Several may ask at once: rows are only added, and a question during which they were
   * numbered anew is asked again.
   * @param question gets the content hash of each row.
   */
  async ask<T>(catalogue: Catalogue, question: (hashes: readonly string[]) => Promise<T>): Promise<Placed<T>> {
    for (;;) {
      const { rowOf, hashes } = await this.#fed()
      const answer = await question(hashes)
      if (rowOf === this.#rowOf) return { answer, places: this.#placesOf(catalogue, rowOf) }
    }
  }

  #fed(): Promise<{ readonly rowOf: ReadonlyMap<string, number>; readonly hashes: readonly string[] }> {
    return this.#inTurn(async () => {
      await this.#feedVectors()
      return { rowOf: this.#rowOf, hashes: this.#hashes.slice() }
    })
  }

  /** What the learned adapter reads of photos; those not read yet are left out. */
  numbersOf(contentHashes: readonly string[]): FoundNumbers {
    const { id, tokenBytes, measures, traces } = this.#model
    const features = this.#source.tokens.features(contentHashes, id)
    const found = contentHashes.flatMap((hash, i) => {
      const [vector, stored] = [this.#source.vectors.get(hash, id), features[i] ?? null]
      return vector === null || stored?.tokens.length !== tokenBytes ? [] : [{ hash, vector, stored }]
    })
    const [dimension, facts] = [found[0]?.vector.length ?? 0, measures.length + traces]
    const numbers = {
      vectors: new Uint16Array(found.length * dimension),
      tokens: new Uint8Array(found.length * tokenBytes),
      measures: new Float32Array(found.length * facts).fill(NaN),
    }
    for (const [i, { vector, stored }] of found.entries()) {
      numbers.vectors.set(vector, i * dimension)
      numbers.tokens.set(stored.tokens, i * tokenBytes)
      setFacts(numbers.measures.subarray(i * facts, (i + 1) * facts), stored, this.#model)
    }
    return { hashes: found.map(({ hash }) => hash), numbers }
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
}

/** Measures and traces in the adapter's order; what was not read stays as it is. */
function setFacts(facts: Float32Array, { measures, traces }: PhotoFeatures, model: MatrixModel): void {
  const values: Partial<Record<AxisId, number | null>> | null = measures
  if (values !== null)
    model.measures.forEach((axis, i) => {
      facts[i] = values[axis] ?? NaN
    })
  if (traces?.length === model.traces) facts.set(traces, model.measures.length)
}
