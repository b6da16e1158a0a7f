/** Similarity of one sentence with every photo. */
import type { Inference } from '../inference/api.ts'
import type { Catalogue } from './catalogue.ts'
import { robustStatistics } from './order.ts'
import type { PhotoMatrix } from './photo-matrix.ts'

export interface SentenceScores {
  /** One per given catalogue row; NaN where the photo has no vector yet. */
  readonly scores: Float64Array
  /** Below this a photo is no nearer to the sentence than pictures of anything. */
  readonly fadeThreshold: number
  readonly typical: number
  readonly truncated: boolean
}

export async function scoreSimilarity(
  sentence: string,
  {
    matrix,
    inference,
    catalogue,
    fadeZ,
  }: { matrix: PhotoMatrix; inference: Inference; catalogue: Catalogue; fadeZ: number },
  rows: Int32Array,
): Promise<SentenceScores> {
  const { answer, places } = await matrix.ask(catalogue, () => inference.similarity(sentence))
  const { median, sigma } = robustStatistics(answer.background)
  return {
    scores: gather(answer.scores, places, rows),
    fadeThreshold: median + fadeZ * sigma,
    typical: median,
    truncated: answer.truncated,
  }
}

/** Scores by matrix row -> one per catalogue row; NaN for a photo without one. */
export function gather(scores: Float32Array, places: Int32Array, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) values[i] = scores[places[rows[i]!]!] ?? NaN
  return values
}
