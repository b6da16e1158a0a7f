/**
 * The learned adapter: stored tokens, vector and measured facts give a photo a score for every order it was trained on, and a
 * sentence says how much of each order it asks for. Trained to rank (after Yu, Lin, Yang and Tsai, "Ranking-aware adapter for
 * text-driven image ordering with CLIP", 2025); the compact form, in which an order's queries attend to the photo's tokens.
 */
import { join } from 'node:path'
import { AppError } from '../contract/errors.ts'
import type { ModelManifest, RankerManifest } from '../packs/manifest.ts'
import type { Meaning, PhotoNumbers } from './api.ts'
import { unpackTokens } from './features.ts'
import { openModel, type RuntimeOptions } from './runtime.ts'
import { outputOf } from './towers.ts'

export interface Ranker {
  /** @param sentence the vector inside the text tower that the manifest names. */
  read(sentence: Float32Array): Promise<Omit<Meaning, 'truncated'>>
  /** f32 [photos, orders], higher first. */
  score(photos: PhotoRows): Promise<Float32Array>
}

/** What is stored of photos, as the network takes it. */
export interface PhotoRows {
  /** f32 [photos, dimension]. */
  readonly vectors: Float32Array
  /** [photos, tokens, dimension]. */
  readonly tokens: Int8Array
  /** [photos, tokens]. */
  readonly scales: Float32Array
  /** [photos, numbers of a photo's facts]. */
  readonly measures: Float32Array
}

/** @throws AppError `model-damaged`. */
export async function openRanker(
  folder: string,
  manifest: RankerManifest,
  { tokens, vector }: ModelManifest,
  runtime: RuntimeOptions,
): Promise<Ranker> {
  const orders = manifest.orders.length
  const reading = await openModel(join(folder, manifest.sentence.file), runtime)
  const scoring = await openModel(join(folder, manifest.score.file), runtime)
  return {
    async read(sentence) {
      const { input, outputs } = manifest.sentence
      const answer = await reading.run({ [input]: { data: sentence, shape: [1, manifest.text.dimension] } })
      const [evidence = 0] = outputOf(answer, outputs.evidence, 1)
      return { weights: outputOf(answer, outputs.weights, orders), evidence }
    },
    async score({ vectors, tokens: numbers, scales, measures }) {
      const { inputs, output } = manifest.score
      const photos = scales.length / tokens.count
      const answer = await scoring.run({
        [inputs.tokens]: { data: numbers, shape: [photos, tokens.count, tokens.dimension] },
        [inputs.scales]: { data: scales, shape: [photos, tokens.count] },
        [inputs.vector]: { data: vectors, shape: [photos, vector.dimension] },
        [inputs.measures]: { data: measures, shape: [photos, measures.length / photos] },
      })
      return outputOf(answer, output, photos * orders)
    },
  }
}

/** @throws AppError `invalid-params` where the numbers are not those of whole photos of this model. */
export function rowsOf(
  { vectors: bits, tokens: packed, measures }: PhotoNumbers,
  { tokens, vector }: Pick<ModelManifest, 'tokens' | 'vector'>,
  facts: number,
): PhotoRows {
  const { numbers, scales } = unpackTokens(packed, tokens)
  const photos = scales.length / tokens.count
  if (bits.length !== photos * vector.dimension || measures.length !== photos * facts)
    throw new AppError('invalid-params', 'Vectors, tokens and facts are of different numbers of photos.')
  const vectors = Float32Array.from(new Float16Array(bits.buffer, bits.byteOffset, bits.length))
  return { vectors, tokens: numbers, scales, measures }
}

/** One of so many photos: views, not copies. */
export function rowOf(rows: PhotoRows, photo: number, photos: number): PhotoRows {
  const part = <Numbers extends Int8Array | Float32Array>(numbers: Numbers): Numbers => {
    const width = numbers.length / photos
    return numbers.subarray(photo * width, (photo + 1) * width) as Numbers
  }
  return {
    vectors: part(rows.vectors),
    tokens: part(rows.tokens),
    scales: part(rows.scales),
    measures: part(rows.measures),
  }
}

/**
 * What each token adds to the scores of one photo: its scores less those without the token, [tokens, orders].
 * @param photo one row.
 */
export async function partsOf(ranker: Ranker, photo: PhotoRows): Promise<Float32Array> {
  const cells = photo.scales.length
  const rows = cells + 1
  const repeat = <Numbers extends Float32Array | Int8Array>(into: Numbers, row: Numbers): Numbers => {
    for (let at = 0; at < into.length; at += row.length) into.set(row, at)
    return into
  }
  // The first row is the whole photo; a token without a scale is the mean of all pictures, which says nothing.
  const scales = repeat(new Float32Array(rows * cells), photo.scales)
  for (let cell = 0; cell < cells; cell++) scales[(cell + 1) * cells + cell] = 0
  const scores = await ranker.score({
    vectors: repeat(new Float32Array(rows * photo.vectors.length), photo.vectors),
    tokens: repeat(new Int8Array(rows * photo.tokens.length), photo.tokens),
    scales,
    measures: repeat(new Float32Array(rows * photo.measures.length), photo.measures),
  })
  const orders = scores.length / rows
  return scores.subarray(orders).map((without, i) => (scores[i % orders] ?? 0) - without)
}
