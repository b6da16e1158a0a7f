/** What the ranker reads of each photo beside its vector: packed tokens and measured facts, in rows like the matrix's. */
import { AppError } from '../contract/errors.ts'
import type { ModelManifest } from '../packs/manifest.ts'
import { FEATURE_CHUNK_ROWS, type FeatureBlock } from './api.ts'

/** Rows in one array: a growing library never copies more than this. */
const CHUNK_ROWS = FEATURE_CHUNK_ROWS

interface Chunk {
  readonly tokens: Uint8Array
  readonly measures: Float32Array
}

export class PhotoFeatures {
  readonly #tokens: ModelManifest['tokens']
  readonly #measures: number
  #chunks: Chunk[] = []
  #rows = 0

  /** @param measures numbers of a photo's facts. */
  constructor(tokens: ModelManifest['tokens'], measures: number) {
    this.#tokens = tokens
    this.#measures = measures
  }

  get rows(): number {
    return this.#rows
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
      this.#rows = firstRow
    }
    for (let from = 0; from < count;) {
      const place = this.#rows % CHUNK_ROWS
      const some = Math.min(count - from, CHUNK_ROWS - place)
      const chunk = this.#chunkFor(this.#rows)
      chunk.tokens.set(tokens.subarray(from * bytes, (from + some) * bytes), place * bytes)
      chunk.measures.set(
        measures.subarray(from * this.#measures, (from + some) * this.#measures),
        place * this.#measures,
      )
      from += some
      this.#rows += some
    }
  }

  /** Unpacked tokens f32 [count, tokens, dimension]; the rows must lie in one chunk. */
  tokensOf(firstRow: number, count: number, into: Float32Array): void {
    const { count: cells, dimension, bytes } = this.#tokens
    const { tokens } = this.#chunkAt(firstRow)
    const numbers = new Int8Array(tokens.buffer)
    const view = new DataView(tokens.buffer)
    let out = 0
    for (let row = firstRow % CHUNK_ROWS, end = row + count; row < end; row++) {
      for (let cell = 0, at = row * bytes; cell < cells; cell++) {
        const scale = view.getFloat16(row * bytes + cells * dimension + 2 * cell, true)
        for (const stop = at + dimension; at < stop; at++) into[out++] = numbers[at]! * scale
      }
    }
  }

  measuresOf(firstRow: number, count: number): Float32Array {
    const place = (firstRow % CHUNK_ROWS) * this.#measures
    return this.#chunkAt(firstRow).measures.subarray(place, place + count * this.#measures)
  }

  #chunkAt(row: number): Chunk {
    const chunk = this.#chunks[Math.floor(row / CHUNK_ROWS)]
    if (chunk === undefined) throw new AppError('invalid-params', `There is no row ${row} in the table of tokens.`)
    return chunk
  }

  #chunkFor(row: number): Chunk {
    const index = Math.floor(row / CHUNK_ROWS)
    return (this.#chunks[index] ??= {
      tokens: new Uint8Array(CHUNK_ROWS * this.#tokens.bytes),
      measures: new Float32Array(CHUNK_ROWS * this.#measures),
    })
  }
}
