/** One score a photo by whichever engine the reading names, with what the order needs to know about them. */
import { AppError } from '../contract/errors.ts'
import type { Notice, Reading } from '../contract/ranking.ts'
import type { Inference } from '../inference/api.ts'
import type { ModelManifest, RankerManifest } from '../packs/manifest.ts'
import { axisOf } from './axes.ts'
import type { Catalogue } from './catalogue.ts'
import type { LearnedRanker } from './learned.ts'
import type { PhotoMatrix } from './photo-matrix.ts'
import { normaliseSentence } from './sentence.ts'
import { scoreSimilarity } from './similarity.ts'

export interface Scores {
  /** One per row, NaN for none. */
  readonly values: Float64Array
  /** Scores nearer than this cannot be told apart. */
  readonly tieWidth: number
  readonly fadeThreshold: number | null
  /** What an ordinary photo has; null: the median of the order. */
  readonly typical: number | null
  readonly notices: Notice[]
}

export interface ScoreEngines {
  readonly catalogue: Catalogue
  readonly matrix: PhotoMatrix
  /** Null where no learned adapter is installed. */
  readonly learned: LearnedRanker | null
  readonly inference: Inference
  readonly manifest: ModelManifest
  readonly ranker: RankerManifest | null
}

/** Whether the lowest score comes first. */
export function isAscending(reading: Reading): boolean {
  return 'direction' in reading && reading.direction === 'ascending'
}

/** What a picture is compared with that a person may like, where no model of quality is installed. */
const LIKED = 'a beautiful photo'

/** @throws AppError `not-available` for a learned reading without a learned model. */
export async function scoresOf(
  reading: Reading,
  sentence: string,
  rows: Int32Array,
  engines: ScoreEngines,
): Promise<Scores> {
  const { catalogue, matrix, inference, manifest } = engines
  const plain = { fadeThreshold: null, typical: null, notices: [] }
  if (reading.kind === 'measured') {
    return { ...plain, values: catalogue.axisValues(reading.axis, rows), tieWidth: axisOf(reading.axis).tieWidth }
  }
  if (reading.kind === 'manual') return { ...plain, values: new Float64Array(rows.length).fill(NaN), tieWidth: 0 }
  if (reading.kind === 'adapter') return learnedScores(reading, sentence, rows, engines)
  if (reading.kind === 'taste') {
    // What most people like is where one person's taste begins. No photo is far enough from it to be none of it.
    const usual: Reading =
      engines.ranker === null
        ? { kind: 'similarity' }
        : { kind: 'adapter', attribute: 'quality', direction: 'descending' }
    return { ...(await scoresOf(usual, LIKED, rows, engines)), fadeThreshold: null }
  }
  const { tieWidth, fade } = manifest.similarity
  const engine = { matrix, inference, catalogue, fade }
  const answer = await scoreSimilarity(normaliseSentence(sentence), engine, rows)
  const notices = truncation(answer.truncated, manifest)
  return { values: answer.scores, tieWidth, fadeThreshold: answer.fadeThreshold, typical: answer.typical, notices }
}

async function learnedScores(
  { attribute, direction }: Extract<Reading, { kind: 'adapter' }>,
  sentence: string,
  rows: Int32Array,
  { ranker, learned, catalogue, manifest }: ScoreEngines,
): Promise<Scores> {
  if (ranker === null || learned === null)
    throw new AppError('not-available', 'No learned ranking model is installed. Choose similarity or a measured order.')
  const { evidence, orders } = ranker
  const meaning = await learned.meaning(attribute, sentence)
  const values = await learned.score(meaning.weights, catalogue, rows)
  const notices = truncation(meaning.truncated, manifest)
  if (attribute === null && meaning.evidence < evidence.least) notices.push({ kind: 'unfamiliar' })
  if (attribute === 'aesthetics') notices.push({ kind: 'weak-aesthetics' })
  if (attribute === 'age') {
    notices.push({ kind: 'faces-only' })
    // Of a photo in which no face was found, nobody's age can be told. Where nobody looked, the score stands.
    const faces = catalogue.axisValues('faces', rows)
    for (const [i, count] of faces.entries()) if (count === 0) values[i] = NaN
  }
  const { tieWidth = 0, fade = null } = orders.find((order) => order.attribute === attribute) ?? {}
  // Where little of it comes first, there is nothing to run out of.
  const fadeThreshold = direction === 'descending' ? fade : null
  return { values, tieWidth, fadeThreshold, typical: null, notices }
}

function truncation(truncated: boolean, manifest: ModelManifest): Notice[] {
  return truncated ? [{ kind: 'truncated', maxTokens: manifest.text.maxTokens }] : []
}
