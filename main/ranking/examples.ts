/**
 * Orders by example. Rocchio's formula on the unit vectors that the model gives to pictures: what is asked for is the mean
 * of the photos liked, less a share of the mean of those not liked, and a photo's likeness is its cosine with that. Beside a
 * sentence the two scores are added, each in standard deviations of its own: they have no unit in common, and neither
 * may decide alone because its numbers happen to be larger.
 */
import type { ExamplePhoto, Examples, UsedExamples } from '../contract/examples.ts'
import { AppError } from '../contract/errors.ts'
import type { Reading } from '../contract/ranking.ts'
import { assetVersion } from '../library/asset-version.ts'
import type { Vectors } from '../library/vectors.ts'
import type { Catalogue } from './catalogue.ts'
import { isAscending, type ScoreEngines } from './scores.ts'
import { gather } from './similarity.ts'
import type { BentScores, Taste } from './taste.ts'

/** What is not wanted says less of what is wanted: Rocchio's own weight is lower still. */
const UNLIKE_SHARE = 0.5

export interface ExampleVector {
  readonly used: UsedExamples
  /** Unit length. */
  readonly vector: Float32Array
}

/**
 * @throws AppError `not-found` where all of them left the library, `not-available` where the others were not read yet.
 */
export function exampleVector(
  { like, unlike }: Examples,
  catalogue: Catalogue,
  vectors: Pick<Vectors, 'get'>,
  modelId: string,
): ExampleVector {
  const unread: string[] = []
  const found = (photoIds: Iterable<number>): { photo: ExamplePhoto; vector: Float32Array }[] =>
    [...photoIds].flatMap((photoId) => {
      const row = catalogue.rowOfPhoto(photoId)
      if (row === undefined) return []
      const hash = catalogue.hashes[row] ?? null
      const name = catalogue.names[row]?.split('/').at(-1) ?? ''
      const half = hash === null ? null : vectors.get(hash, modelId)
      if (half === null) {
        unread.push(name)
        return []
      }
      const vector = new Float32Array(new Float16Array(half.buffer, half.byteOffset, half.length))
      return [{ photo: { photoId, name, version: assetVersion(hash) }, vector }]
    })
  const wanted = new Set(like)
  const unwanted = new Set(unlike.filter((photoId) => !wanted.has(photoId)))
  const [near, far] = [found(wanted), found(unwanted)]
  if (near.length + far.length === 0) {
    const [name] = unread
    if (name !== undefined) throw new AppError('not-available', `${name} was not read yet. Ask again once it is.`)
    throw new AppError('not-found', 'The photos that this order goes by are no longer in the library. Choose others.')
  }
  return {
    used: {
      like: near.map(({ photo }) => photo),
      unlike: far.map(({ photo }) => photo),
      left: wanted.size + unwanted.size - near.length - far.length,
    },
    vector: rocchio(
      near.map(({ vector }) => vector),
      far.map(({ vector }) => vector),
    ),
  }
}

/** Unit length; with nothing liked, what is farthest from what is not. */
export function rocchio(like: readonly Float32Array[], unlike: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(like[0]?.length ?? unlike[0]?.length ?? 0)
  const add = (vectors: readonly Float32Array[], weight: number): void => {
    for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i]! += (weight * vector[i]!) / vectors.length
  }
  add(like, 1)
  add(unlike, -UNLIKE_SHARE)
  const length = Math.hypot(...sum)
  // One picture, liked and not: nothing is said of any.
  return length === 0 ? sum : sum.map((value) => value / length)
}

/**
 * Of the sentence as taste bends it, of examples, or of both. Of a sentence that asks for little of something the lowest is first;
 * where examples have a say, the highest is, whatever it asks for.
 *
 * @throws AppError as `scoresOf`
 */
export async function scoresBy(
  taste: Taste,
  reading: Reading,
  sentence: string,
  examples: ExampleVector | null,
  rows: Int32Array,
  engines: ScoreEngines,
): Promise<BentScores> {
  if (examples !== null && sentence.trim() === '') {
    const values = await likenessOf(examples, rows, engines)
    return { values, tieWidth: 0, fadeThreshold: null, typical: null, notices: [], taste: null, bend: null }
  }
  const scores = await taste.scores(reading, sentence, rows, engines)
  if (examples === null) return scores
  const said = standardised(isAscending(reading) ? scores.values.map((value) => -value) : scores.values)
  const shown = standardised(await likenessOf(examples, rows, engines))
  const values = said.map((value, i) => value + shown[i]!)
  // How far taste alone moved a photo can no longer be told.
  return { ...scores, values, tieWidth: 0, fadeThreshold: null, typical: 0, bend: null }
}

/** Cosines, one per row; NaN where a photo has no vector yet. */
async function likenessOf(
  { vector }: ExampleVector,
  rows: Int32Array,
  { matrix, inference, catalogue }: ScoreEngines,
): Promise<Float64Array> {
  const { answer, places } = await matrix.ask(catalogue, () => inference.project(vector))
  return gather(answer, places, rows)
}

/** In standard deviations from the mean; NaN stays NaN, and equal values say nothing. */
function standardised(values: Float64Array): Float64Array {
  const present = values.filter((value) => !Number.isNaN(value))
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length
  const variance = present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / present.length
  const sigma = Math.sqrt(variance)
  return values.map((value) => (sigma > 0 ? (value - mean) / sigma : value - mean))
}
