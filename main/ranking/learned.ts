/** Scores of the learned adapter, kept by sentence: a photo's score never changes, so a sentence asked again is answered at once. */
import type { Inference } from '../inference/api.ts'
import type { Catalogue } from './catalogue.ts'
import type { PhotoMatrix } from './photo-matrix.ts'
import { Recent } from './recent.ts'
import { gather } from './similarity.ts'

export interface LearnedScores {
  /** One per given catalogue row, higher first; NaN where the photo has no vector yet. */
  readonly scores: Float64Array
  /** What the sentence was taken for; see `Ranked`. */
  readonly evidence: Float32Array
  readonly truncated: boolean
}

interface Kept {
  /** By matrix row. */
  scores: Float32Array
  readonly evidence: Float32Array
  readonly truncated: boolean
}

/** 100,000 scores are 400 kB: the trained orders and those a person goes back and forth between. */
const KEPT_SENTENCES = 24

export class LearnedRanker {
  readonly #matrix: PhotoMatrix
  readonly #inference: Inference
  readonly #kept = new Recent<Kept>(KEPT_SENTENCES)
  #generation = 0

  constructor(matrix: PhotoMatrix, inference: Inference) {
    this.#matrix = matrix
    this.#inference = inference
  }

  /** The rows of the matrix are numbered anew. */
  forget(): void {
    this.#generation += 1
    this.#kept.clear()
  }

  async score(sentence: string, catalogue: Catalogue, rows: Int32Array): Promise<LearnedScores> {
    const { answer, places } = await this.#matrix.ask(catalogue, true, (count) => this.#scoreRows(sentence, count))
    return { scores: gather(answer.scores, places, rows), evidence: answer.evidence, truncated: answer.truncated }
  }

  async #scoreRows(sentence: string, count: number): Promise<Kept> {
    const generation = this.#generation
    const present = this.#kept.get(sentence)
    const kept =
      present !== undefined && present.scores.length >= count ? present : await this.#extend(sentence, present)
    // Forgotten meanwhile, the rows of this answer are of a numbering that ends with it.
    if (generation !== this.#generation) return kept
    this.#kept.set(sentence, kept)
    return kept
  }

  /** Only photos that came since are scored. */
  async #extend(sentence: string, present: Kept | undefined): Promise<Kept> {
    const before = present?.scores ?? new Float32Array(0)
    const answer = await this.#inference.rank(sentence, before.length)
    const scores = new Float32Array(before.length + answer.scores.length)
    scores.set(before)
    scores.set(answer.scores, before.length)
    return { scores, evidence: answer.evidence, truncated: answer.truncated }
  }
}
