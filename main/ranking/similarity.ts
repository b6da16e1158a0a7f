/** Similarity of one sentence with every photo. */
import type { Inference } from '../inference/api.ts'
import type { ModelManifest } from '../packs/manifest.ts'
import type { Catalogue } from './catalogue.ts'
import { robustStatistics } from './order.ts'
import type { PhotoMatrix } from './photo-matrix.ts'

type Fade = ModelManifest['similarity']['fade']

export interface SentenceScores {
  /** One per given catalogue row; NaN where the photo has no vector yet. */
  readonly scores: Float64Array
  /** Below this a photo is likely not what was asked for. */
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
    fade,
  }: { matrix: PhotoMatrix; inference: Inference; catalogue: Catalogue; fade: Fade },
  rows: Int32Array,
): Promise<SentenceScores> {
  const { answer, places } = await matrix.ask(catalogue, () => inference.similarity(sentence))
  const { median, sigma } = robustStatistics(answer.background)
  return {
    scores: gather(answer.scores, places, rows),
    fadeThreshold: fadeThreshold(answer.scores, median, sigma, fade),
    typical: median,
    truncated: answer.truncated,
  }
}

/** What similarity means differs by sentence: the best photo of the library says what a good one is. */
function fadeThreshold(scores: Float32Array, median: number, sigma: number, { share, floor }: Fade): number {
  const best = scores.reduce((most, score) => (score > most ? score : most), median)
  return Math.max(median + share * (best - median), median + floor * sigma)
}

/** Scores by matrix row -> one per catalogue row; NaN for a photo without one. */
export function gather(scores: Float32Array, places: Int32Array, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) values[i] = scores[places[rows[i]!]!] ?? NaN
  return values
}
