/**
 * waiting -> hash -> (known? ->) analyse -> store. Each stage pulls from the one before; failures travel as values on
 * the same stream; the waiting photos come from the library, so stopping anywhere loses at most what was under way.
 */
import type { AnalyseFailed, AnalyseResult, Analysed, Inference } from '../inference/api.ts'
import type { NewFailure } from '../library/failures.ts'
import type { Library } from '../library/open.ts'
import type { WaitingPhoto } from '../library/photos.ts'
import type { FileSystem } from './files.ts'
import { batched, mapAhead } from './flow.ts'
import type { Wanted } from './wanted.ts'

/** Photos in one request to inference: an interactive question waits for at most one batch. */
export const BATCH = 8
/** Batches under way: one is computed while the next is being decoded. */
export const BATCHES_AHEAD = 3
/** Files hashed ahead of the decoder. */
const HASHES_AHEAD = 4

export interface PipelineOptions {
  readonly library: Library
  readonly inference: Pick<Inference, 'analyse'>
  readonly files: FileSystem
  readonly modelId: string
  /** Photos to be read before all others. */
  readonly wanted: Wanted
  /** Width of the smallest face looked for; without it, that of the detector. */
  readonly smallestFace: () => number | undefined
  readonly now: () => number
  /** Resolves when work may go on: pause is felt between photos. */
  readonly mayGoOn: () => Promise<void>
  /** The file is not the one that was found: its folder wants another look. */
  readonly onUnsettled: (photo: WaitingPhoto) => void
  readonly onStored: (count: number) => void
  readonly signal: AbortSignal
}

interface Hashed {
  readonly photo: WaitingPhoto
  /** Null: the file cannot be read, with the failure in `failed`. */
  readonly contentHash: string | null
  /** The file changed or vanished while it was read: a scan will tell. */
  readonly unsettled: boolean
  readonly message: string
}

type Outcome =
  | { readonly kind: 'reused'; readonly photo: WaitingPhoto; readonly contentHash: string }
  | { readonly kind: 'computed'; readonly photo: WaitingPhoto; readonly result: AnalyseResult }
  | { readonly kind: 'unread'; readonly photo: WaitingPhoto; readonly message: string }
  | { readonly kind: 'unsettled'; readonly photo: WaitingPhoto }

/** Runs until nothing waits, or the signal stops it. Throws what inference throws when it is unavailable. */
export async function runPipeline(options: PipelineOptions): Promise<void> {
  const hashed = mapAhead(waiting(options), HASHES_AHEAD, (photo) => hash(photo, options))
  const outcomes = mapAhead(batched(hashed, BATCH), BATCHES_AHEAD, (batch) => analyse(batch, options))
  for await (const batch of outcomes) {
    if (options.signal.aborted) return
    store(batch, options)
    options.onStored(batch.length)
  }
}

/** All that wait, each once: in id order, but for those that somebody wants to see now. */
async function* waiting({ library, wanted, mayGoOn, signal }: PipelineOptions): AsyncGenerator<WaitingPhoto> {
  const early = new Set<number>()
  let last = 0
  const next = (page: WaitingPhoto[]): WaitingPhoto | undefined => {
    for (let photoId = wanted.take(); photoId !== undefined; photoId = wanted.take()) {
      const photo = photoId > last && !early.has(photoId) ? library.photos.waitingOne(photoId) : null
      if (photo === null) continue
      early.add(photoId)
      return photo
    }
    for (let photo = page.shift(); photo !== undefined; photo = page.shift()) {
      last = photo.photoId
      if (!early.delete(last)) return photo
    }
    return undefined
  }
  for (;;) {
    const page = library.photos.waiting(last, 4 * BATCH)
    if (page.length === 0) return
    for (;;) {
      await mayGoOn()
      if (signal.aborted) return
      const photo = next(page)
      if (photo === undefined) break
      yield photo
    }
  }
}

async function hash(photo: WaitingPhoto, { files, signal }: PipelineOptions): Promise<Hashed> {
  try {
    const contentHash = await files.hash(photo.path, signal)
    const after = await files.facts(photo.path)
    const unsettled = after === null || after.size !== photo.size || after.mtimeMs !== photo.mtimeMs
    return { photo, contentHash, unsettled, message: '' }
  } catch (error) {
    const gone = (await files.facts(photo.path)) === null
    return {
      photo,
      contentHash: null,
      unsettled: gone,
      message: error instanceof Error ? error.message : String(error),
    }
  }
}

async function analyse(
  batch: readonly Hashed[],
  { library, inference, modelId, smallestFace }: PipelineOptions,
): Promise<Outcome[]> {
  const wanted: { photo: WaitingPhoto; contentHash: string }[] = []
  const outcomes: Outcome[] = []
  for (const { photo, contentHash, unsettled, message } of batch) {
    if (unsettled) outcomes.push({ kind: 'unsettled', photo })
    else if (contentHash === null) outcomes.push({ kind: 'unread', photo, message })
    else if (library.contents.complete(contentHash, modelId)) outcomes.push({ kind: 'reused', photo, contentHash })
    else wanted.push({ photo, contentHash })
  }
  if (wanted.length === 0) return outcomes
  const photos = wanted.map(({ photo, contentHash }) => ({ path: photo.path, contentHash }))
  const results = await inference.analyse(photos, smallestFace())
  // Paired by position *and* hash: no photo may ever get another's facts.
  wanted.forEach(({ photo, contentHash }, i) => {
    const result = results[i]
    if (result?.contentHash !== contentHash) throw new Error('Inference answered for another photo.')
    if (result.ok && result.modelId !== modelId) throw new Error(`Inference answered with the model ${result.modelId}.`)
    outcomes.push({ kind: 'computed', photo, result })
  })
  return outcomes
}

function store(outcomes: readonly Outcome[], options: PipelineOptions): void {
  const { library } = options
  library.transaction(() => {
    for (const outcome of outcomes) {
      if (outcome.kind === 'reused') storeReused(outcome.photo, outcome.contentHash, options)
      else if (outcome.kind === 'unsettled') {
        const message = 'The file changed while it was being read. It is looked at again.'
        fail(outcome.photo, { contentHash: null, stage: 'scan', kind: 'busy', message, transient: true }, options)
        options.onUnsettled(outcome.photo)
      } else if (outcome.kind === 'unread') {
        const message = `The file cannot be read: ${outcome.message}`
        fail(outcome.photo, { contentHash: null, stage: 'scan', kind: 'unreadable', message, transient: true }, options)
      } else if (outcome.result.ok) storeAnalysed(outcome.photo, outcome.result, options)
      else fail(outcome.photo, outcome.result, options)
    }
  })
}

function storeAnalysed(photo: WaitingPhoto, result: Analysed, { library, modelId }: PipelineOptions): void {
  const { contentHash } = result
  // What no photo refers to is not kept: its row went, or its file was changed meanwhile and is read again.
  if (!finish(library, photo, contentHash)) return
  library.contents.put(contentHash, result.facts)
  library.measures.put(contentHash, result.measures.version, result.measures, result.traces)
  library.vectors.put(contentHash, modelId, result.vector)
  library.tokens.put(contentHash, modelId, result.tokens)
  if (result.faces !== null) library.faces.put(contentHash, result.faces)
}

function storeReused(photo: WaitingPhoto, contentHash: string, { library, modelId }: PipelineOptions): void {
  // The folder that held the other copy may have been removed meanwhile: then this photo waits on.
  if (library.contents.complete(contentHash, modelId)) finish(library, photo, contentHash)
}

/** False where the photo is not as it was found. */
function finish(library: Library, photo: WaitingPhoto, contentHash: string): boolean {
  if (!library.photos.settle(photo, 'indexed', contentHash)) return false
  library.failures.clear(photo.photoId)
  // A new row whose bytes are those of a missing photo is that photo, moved: also from another folder.
  const moved = photo.contentHash === null ? library.photos.missingWith(contentHash) : null
  if (moved === null) return true
  library.photos.takeOver(moved.photoId, photo)
  library.photos.setState(moved.photoId, 'indexed', contentHash)
  library.failures.clear(moved.photoId)
  return true
}

type Reason = Pick<AnalyseFailed, 'kind' | 'message' | 'transient'> & Pick<NewFailure, 'contentHash' | 'stage'>

function fail(
  photo: WaitingPhoto,
  { contentHash, stage, kind, message, transient }: Reason,
  { library, now }: PipelineOptions,
): void {
  if (!library.photos.settle(photo, 'failed', contentHash)) return
  library.failures.put({ photoId: photo.photoId, contentHash, stage, kind, message, transient }, now())
}
