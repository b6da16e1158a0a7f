/** What the ranker reads of each photo beside its vector: packed tokens and measured facts, in rows like the matrix's. */
import { AppError } from '../contract/errors.ts'
import type { ModelManifest } from '../packs/manifest.ts'
import { FEATURE_CHUNK_ROWS, type FeatureBlock } from './api.ts'

/** Rows in one array: a growing library never copies more than this. */
const CHUNK_ROWS = FEATURE_CHUNK_ROWS

interface Chunk {
  readonly tokens: Int8Array
  readonly scales: Float32Array
  readonly measures: Float32Array
}

/** Of some rows that follow each other: views, not copies. */
export interface FeatureRows {
  /** [count, tokens, dimension]; times its scale each is a token. */
  readonly tokens: Int8Array
  /** [count, tokens]. */
  readonly scales: Float32Array
  /** [count, numbers of a photo's facts]. */
  readonly measures: Float32Array
}

export class PhotoFeatures {
  readonly #tokens: ModelManifest['tokens']
  readonly #measures: number
  #chunks: Chunk[] = []
  /** The first row that is here: of what was sent before it, nothing is kept. */
  #base = 0
  #rows = 0

  /** @param measures numbers of a photo's facts. */
  constructor(tokens: ModelManifest['tokens'], measures: number) {
    this.#tokens = tokens
    this.#measures = measures
  }

  get length(): number {
    return this.#rows
  }

  /** Rows from this one on. */
  from(row: number): number {
    return row < this.#base ? 0 : Math.max(0, this.#rows - row)
  }

  /** @throws AppError `invalid-params` for a block that does not follow what is here. */
  feed({ firstRow, reset, tokens, measures }: FeatureBlock): void {
    const { bytes } = this.#tokens
    const count = tokens.length / bytes
    const follows = reset ? firstRow % CHUNK_ROWS === 0 : firstRow === this.#rows
    if (!follows || measures.length !== count * this.#measures)
      throw new AppError('invalid-params', 'A block of tokens does not continue the table.')
    if (reset) {
      this.#chunks = []
      this.#base = firstRow
      this.#rows = firstRow
    }
    for (let from = 0; from < count;) {
      const place = this.#rows % CHUNK_ROWS
      const some = Math.min(count - from, CHUNK_ROWS - place)
      const chunk = this.#chunkFor(this.#rows)
      for (let i = 0; i < some; i++) this.#unpack(tokens, (from + i) * bytes, chunk, place + i)
      chunk.measures.set(
        measures.subarray(from * this.#measures, (from + some) * this.#measures),
        place * this.#measures,
      )
      from += some
      this.#rows += some
    }
  }

  /** The rows must lie in one chunk. */
  rows(firstRow: number, count: number): FeatureRows {
    const { count: cells, dimension } = this.#tokens
    const chunk = this.#chunkAt(firstRow)
    const first = firstRow % CHUNK_ROWS
    const part = <Numbers extends Int8Array | Float32Array>(numbers: Numbers, size: number): Numbers =>
      numbers.subarray(first * size, (first + count) * size) as Numbers
    return {
      tokens: part(chunk.tokens, cells * dimension),
      scales: part(chunk.scales, cells),
      measures: part(chunk.measures, this.#measures),
    }
  }

  /** Whole numbers and scales apart, as the network takes them: once, and not for every sentence. */
  #unpack(packed: Uint8Array, from: number, { tokens, scales }: Chunk, row: number): void {
    const { count, dimension } = this.#tokens
    const size = count * dimension
    tokens.set(new Int8Array(packed.buffer, packed.byteOffset + from, size), row * size)
    const view = new DataView(packed.buffer, packed.byteOffset + from + size, 2 * count)
    for (let cell = 0; cell < count; cell++) scales[row * count + cell] = view.getFloat16(2 * cell, true)
  }

  #chunkAt(row: number): Chunk {
    const chunk = this.#chunks[Math.floor(row / CHUNK_ROWS)]
    if (chunk === undefined) throw new AppError('invalid-params', `There is no row ${row} in the table of tokens.`)
    return chunk
  }

  #chunkFor(row: number): Chunk {
    const index = Math.floor(row / CHUNK_ROWS)
    return (this.#chunks[index] ??= {
      tokens: new Int8Array(CHUNK_ROWS * this.#tokens.count * this.#tokens.dimension),
      scales: new Float32Array(CHUNK_ROWS * this.#tokens.count),
      measures: new Float32Array(CHUNK_ROWS * this.#measures),
    })
  }
}
