/**
 * The learned adapter: a sentence becomes a state, and the state gives every photo a score from its stored tokens,
 * vector and measured facts. Trained to rank (after Yu, Lin, Yang and Tsai, "Ranking-aware adapter for text-driven image
 * ordering with CLIP", 2025); the compact form, in which the sentence's queries attend to the photo's tokens.
 */
import { join } from 'node:path'
import type { ModelManifest, RankerManifest } from '../packs/manifest.ts'
import type { PhotoFeatures } from './features.ts'
import type { VectorMatrix } from './matrix.ts'
import { openModel, type RuntimeOptions } from './runtime.ts'
import { outputOf } from './towers.ts'

/** Rows scored in one run: small enough that another question may go between two of them. */
export const RANKER_ROWS = 512

export interface SentenceState {
  readonly state: Float32Array
  /** Chance, 0 to 1, that the sentence asks for an order the adapter was trained on. */
  readonly evidence: number
}

export interface Ranker {
  /** @param sentence the vector inside the text tower that the manifest names. */
  read(sentence: Float32Array): Promise<SentenceState>
  /** Scores of `count` rows from `firstRow`, all in one block of RANKER_ROWS; higher first. */
  score(
    state: Float32Array,
    photos: { readonly features: PhotoFeatures; readonly vectors: VectorMatrix },
    firstRow: number,
    count: number,
  ): Promise<Float32Array>
}

/** @throws AppError `model-damaged`. */
export async function openRanker(
  folder: string,
  manifest: RankerManifest,
  { tokens, vector }: ModelManifest,
  runtime: RuntimeOptions,
): Promise<Ranker> {
  const reading = await openModel(join(folder, manifest.sentence.file), { ...runtime, threads: 1 })
  const scoring = await openModel(join(folder, manifest.score.file), runtime)
  const unpacked = new Float32Array(RANKER_ROWS * tokens.count * tokens.dimension)
  return {
    async read(sentence) {
      const { input, outputs } = manifest.sentence
      const answer = await reading.run({ [input]: { data: sentence, shape: [1, manifest.text.dimension] } })
      const [evidence = 0] = outputOf(answer, outputs.evidence, 1)
      return { state: outputOf(answer, outputs.state, manifest.state.dimension), evidence }
    },
    async score(state, { features, vectors }, firstRow, count) {
      features.tokensOf(firstRow, count, unpacked)
      const { inputs, output } = manifest.score
      const size = tokens.count * tokens.dimension
      const answer = await scoring.run({
        [inputs.tokens]: { data: unpacked.subarray(0, count * size), shape: [count, tokens.count, tokens.dimension] },
        [inputs.vector]: { data: vectors.rowsFrom(firstRow, count), shape: [count, vector.dimension] },
        [inputs.measures]: {
          data: features.measuresOf(firstRow, count),
          shape: [count, manifest.score.measures.length],
        },
        [inputs.state]: { data: state, shape: [1, state.length] },
      })
      return outputOf(answer, output, count)
    },
  }
}
