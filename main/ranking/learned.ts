/**
 * Scores of the learned adapter. A photo's score for a sentence never changes, so it is kept: in memory for the latest
 * sentences, in the library for those the adapter was trained on. Only photos that came since are computed.
 */
import type { Inference } from '../inference/api.ts'
import type { Catalogue } from './catalogue.ts'
import type { MatrixRows, PhotoMatrix } from './photo-matrix.ts'
import { Recent } from './recent.ts'
import { gather } from './similarity.ts'

export interface LearnedScores {
  /** One per given catalogue row, higher first; NaN where the photo has no vector yet. */
  readonly scores: Float64Array
  /** Chance, 0 to 1, that the sentence asks for an order the adapter was trained on. */
  readonly evidence: number
  readonly truncated: boolean
}

interface Kept {
  /** By matrix row. */
  readonly scores: Float32Array
  readonly evidence: number
  readonly truncated: boolean
}

/** Scores kept in the library: only of sentences the adapter was trained on, since of others there is no end. */
export interface ScoreStore {
  all(rankerId: string, sentence: string): Map<string, number>
  put(rankerId: string, sentence: string, scores: Iterable<readonly [string, number]>): void
}

/** 100,000 scores are 400 kB: the trained orders and those a person goes back and forth between. */
const KEPT_SENTENCES = 24
/** Rows whose features are sent while as many before them are scored. */
const FED_ROWS = 8_192
/** Scores stored at a time: about 10 ms. */
const STORED_ROWS = 1_000

export class LearnedRanker {
  readonly #matrix: PhotoMatrix
  readonly #inference: Inference
  readonly #store: ScoreStore
  readonly #kept = new Recent<Kept>(KEPT_SENTENCES)
  #generation = 0
  #storing: Promise<void> = Promise.resolve()

  constructor(matrix: PhotoMatrix, inference: Inference, store: ScoreStore) {
    this.#matrix = matrix
    this.#inference = inference
    this.#store = store
  }

  /** The rows of the matrix are numbered anew. */
  forget(): void {
    this.#generation += 1
    this.#kept.clear()
  }

  /** Resolves when all scores that are to be kept are in the library. */
  stored(): Promise<void> {
    return this.#storing
  }

  /** @param rankerId keeps the scores in the library under this adapter; null for a sentence it was not trained on. */
  async score(
    sentence: string,
    rankerId: string | null,
    catalogue: Catalogue,
    rows: Int32Array,
  ): Promise<LearnedScores> {
    const { answer, places } = await this.#matrix.ask(catalogue, (matrix) => this.#score(sentence, rankerId, matrix))
    return { ...answer, scores: gather(answer.scores, places, rows) }
  }

  async #score(sentence: string, rankerId: string | null, matrix: MatrixRows): Promise<Kept> {
    const generation = this.#generation
    const present = this.#kept.get(sentence) ?? this.#stored(sentence, rankerId, matrix)
    const scores = new Float32Array(matrix.hashes.length).fill(NaN)
    scores.set(present.scores.subarray(0, scores.length))
    const missing = scores.findIndex((score) => Number.isNaN(score))
    const kept = missing === -1 ? present : await this.#compute(sentence, rankerId, matrix, scores, missing)
    // Forgotten meanwhile, the rows of this answer are of a numbering that ends with it.
    if (generation === this.#generation) this.#kept.set(sentence, kept)
    return kept
  }

  #stored(sentence: string, rankerId: string | null, { hashes }: MatrixRows): Kept {
    const stored = rankerId === null ? new Map<string, number>() : this.#store.all(rankerId, sentence)
    const scores = Float32Array.from(hashes, (hash) => stored.get(hash) ?? NaN)
    // Only sentences it was trained on are kept.
    return { scores, evidence: 1, truncated: false }
  }

  /** Of the first photo without a score and all after it: nearly always the photos that came since. */
  async #compute(
    sentence: string,
    rankerId: string | null,
    matrix: MatrixRows,
    scores: Float32Array,
    first: number,
  ): Promise<Kept> {
    let [evidence, truncated] = [1, false]
    let sent = matrix.feedFeatures(first, first + FED_ROWS)
    // Nothing is scored where another question let go of the features meanwhile: they are sent again, and asked for once more.
    for (let from = first, empty = 0; from < scores.length && empty < 2;) {
      await sent
      // The next rows are read and sent by one process while the other scores these.
      sent = matrix.feedFeatures(from, from + 2 * FED_ROWS)
      // Awaited above, perhaps after the scoring has failed.
      sent.catch(() => undefined)
      const answer = await this.#inference.rank(sentence, from)
      ;({ evidence, truncated } = answer)
      const some = answer.scores.subarray(0, scores.length - from)
      scores.set(some, from)
      from += some.length
      empty = some.length === 0 ? empty + 1 : 0
    }
    if (rankerId !== null) {
      const { hashes } = matrix
      // Behind the answer, which need not wait for the disk; scores that are not kept are computed again.
      this.#storing = this.#storing
        .then(() => this.#keep(sentence, rankerId, hashes, scores, first))
        .catch(() => undefined)
    }
    return { scores, evidence, truncated }
  }

  async #keep(
    sentence: string,
    rankerId: string,
    hashes: readonly string[],
    scores: Float32Array,
    first: number,
  ): Promise<void> {
    for (let from = first; from < scores.length; from += STORED_ROWS) {
      const some = hashes.slice(from, from + STORED_ROWS)
      this.#store.put(
        rankerId,
        sentence,
        some.map((hash, i) => [hash, scores[from + i] ?? NaN]),
      )
      // Others may ask something between two of these.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}
