/** The model that sentences are asked of, with all that goes with it. */
import type { Reading } from '../contract/ranking.ts'
import type { Inference } from '../inference/api.ts'
import type { Library } from '../library/open.ts'
import type { ModelManifest, RankerManifest } from '../packs/manifest.ts'
import type { Catalogue } from './catalogue.ts'
import { LearnedRanker } from './learned.ts'
import { PhotoMatrix } from './photo-matrix.ts'
import type { ScoreEngines } from './scores.ts'

export interface AskedModel {
  readonly inference: Inference
  readonly manifest: ModelManifest
  /** The learned adapter that goes with the model; null where none is installed. */
  readonly ranker: RankerManifest | null
  /** Ages of faces are guessed when photos are read. Default false. */
  readonly ages?: boolean
  /** A newer model reads the photos, and is asked once it has read them. Default false. */
  readonly former?: boolean
}

/** What a model needs to answer: none of it outlives the model. */
export function enginesOf(
  { inference, manifest, ranker }: AskedModel,
  catalogue: Catalogue,
  library: Library,
  onScored: () => void,
): ScoreEngines {
  const { measures = [], traces = 0 } = ranker?.score ?? {}
  const model = { id: manifest.id, tokenBytes: manifest.tokens.bytes, measures, traces }
  const matrix = new PhotoMatrix(library, inference, model)
  const options = { matrix, inference, store: library.orderScores, onScored }
  const learned = ranker === null ? null : new LearnedRanker({ ...options, ranker })
  return { catalogue, matrix, learned, inference, manifest, ranker }
}

/** Id of the model that an order rests on; null where it rests on facts or on a hand. */
export function modelAsked({ ranker, manifest }: AskedModel, { kind }: Reading, byExample: boolean): string | null {
  if (kind === 'adapter') return ranker?.id ?? null
  if (kind === 'taste' && ranker !== null) return ranker.id
  return byExample || (kind !== 'measured' && kind !== 'manual') ? manifest.id : null
}
