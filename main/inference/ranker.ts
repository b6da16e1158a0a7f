/**
 * The learned adapter: a sentence becomes a state, and the state gives every photo a score from its stored tokens,
 * vector and measured facts. Trained to rank (after Yu, Lin, Yang and Tsai, "Ranking-aware adapter for text-driven image
 * ordering with CLIP", 2025); the compact form, in which the sentence's queries attend to the photo's tokens.
 */
import { join } from 'node:path'
import type { ModelManifest, RankerManifest } from '../packs/manifest.ts'
import type { FeatureRows } from './features.ts'
import { openModel, type RuntimeOptions } from './runtime.ts'
import { outputOf } from './towers.ts'

/** Rows scored in one run: what one run needs stays in the cache, and another question may go between two of them. */
export const RANKER_ROWS = 128

export interface SentenceState {
  readonly state: Float32Array
  /** Chance, 0 to 1, that the sentence asks for an order the adapter was trained on. */
  readonly evidence: number
}

export interface Ranker {
  /** @param sentence the vector inside the text tower that the manifest names. */
  read(sentence: Float32Array): Promise<SentenceState>
  /** f32 [photos], higher first. */
  score(state: Float32Array, photos: PhotoRows): Promise<Float32Array>
}

/** What is stored of photos, as the network takes it. */
export interface PhotoRows extends FeatureRows {
  /** f32 [photos, dimension]. */
  readonly vectors: Float32Array
}

/** @throws AppError `model-damaged`. */
export async function openRanker(
  folder: string,
  manifest: RankerManifest,
  { tokens, vector }: ModelManifest,
  runtime: RuntimeOptions,
): Promise<Ranker> {
  const reading = await openModel(join(folder, manifest.sentence.file), { ...runtime, threads: 1 })
  const scoring = await openModel(join(folder, manifest.score.file), { ...runtime, keepMemory: true })
  return {
    async read(sentence) {
      const { input, outputs } = manifest.sentence
      const answer = await reading.run({ [input]: { data: sentence, shape: [1, manifest.text.dimension] } })
      const [evidence = 0] = outputOf(answer, outputs.evidence, 1)
      return { state: outputOf(answer, outputs.state, manifest.state.dimension), evidence }
    },
    async score(state, { vectors, tokens: numbers, scales, measures }) {
      const { inputs, output } = manifest.score
      const photos = scales.length / tokens.count
      const answer = await scoring.run({
        [inputs.tokens]: { data: numbers, shape: [photos, tokens.count, tokens.dimension] },
        [inputs.scales]: { data: scales, shape: [photos, tokens.count] },
        [inputs.vector]: { data: vectors, shape: [photos, vector.dimension] },
        [inputs.measures]: { data: measures, shape: [photos, measures.length / photos] },
        [inputs.state]: { data: state, shape: [1, state.length] },
      })
      return outputOf(answer, output, photos)
    },
  }
}

/**
 * What each token adds to the score of one photo: the score less the score without it, for each token.
 * @param photo one row.
 */
export async function partsOf(ranker: Ranker, state: Float32Array, photo: PhotoRows): Promise<Float32Array> {
  const cells = photo.scales.length
  const rows = cells + 1
  const repeat = <Numbers extends Float32Array | Int8Array>(into: Numbers, row: Numbers): Numbers => {
    for (let at = 0; at < into.length; at += row.length) into.set(row, at)
    return into
  }
  // The first row is the whole photo; a token without a scale is the mean of all pictures, which says nothing.
  const scales = repeat(new Float32Array(rows * cells), photo.scales)
  for (let cell = 0; cell < cells; cell++) scales[(cell + 1) * cells + cell] = 0
  const scores = await ranker.score(state, {
    vectors: repeat(new Float32Array(rows * photo.vectors.length), photo.vectors),
    tokens: repeat(new Int8Array(rows * photo.tokens.length), photo.tokens),
    scales,
    measures: repeat(new Float32Array(rows * photo.measures.length), photo.measures),
  })
  const [whole = 0] = scores
  return scores.subarray(1).map((without) => whole - without)
}
