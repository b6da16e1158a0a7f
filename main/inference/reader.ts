/** One photo file to all that is read from its pixels: facts, measures, thumbnail and what the network looks at. */
import type { ModelManifest } from '../packs/manifest.ts'
import type { AnalyseFailed, PhotoToAnalyse, PictureFacts, PictureMeasures } from './api.ts'
import { containerThreads } from './containers.ts'
import { fingerprintOf } from './fingerprint.ts'
import { decodePicture, writeThumbnail } from './images.ts'
import { pictureInput } from './input.ts'
import { Limit } from './lanes.ts'
import { measurePicture, type RgbPicture } from './measure.ts'
import { giveBack } from './memory.ts'
import { configureImages } from './pixels.ts'
import { DecodeError } from './refusal.ts'
import { tracesOf } from './traces.ts'

export interface ReaderOptions {
  readonly image: ModelManifest['image']
  readonly thumbnailFolder: string
}

export interface ReadPhoto {
  readonly ok: true
  readonly photo: PhotoToAnalyse
  readonly facts: PictureFacts
  readonly measures: PictureMeasures
  readonly traces: Uint8Array
  /** Of the image tower: f32 [3, height, width]. */
  readonly input: Float32Array<ArrayBuffer>
  /** What thumbnails are made of. */
  readonly small: RgbPicture
}

export type PhotoReader = (photo: PhotoToAnalyse) => Promise<ReadPhoto | AnalyseFailed>

export function createReader({ image, thumbnailFolder }: ReaderOptions): PhotoReader {
  configureImages()
  const containers = containerThreads()
  // A picture at native size is large: while one is decoded here, the thumbnails of others are written.
  const atNativeSize = new Limit(1)

  async function decode(photo: PhotoToAnalyse): Promise<ReadPhoto> {
    const decoded = await decodePicture(photo.path, image.background, containers)
    const { small, detail, ...read } = decoded
    const facts = { ...read, fingerprint: fingerprintOf(small) }
    // A turned picture has its sides exchanged, so the long ones are compared.
    const scale = Math.max(facts.width, facts.height) / Math.max(detail.width, detail.height)
    const measures = measurePicture(detail, small, scale)
    const traces = tracesOf(small, scale === 1 ? detail : null)
    // Native pixels are let go as soon as they are measured.
    giveBack(detail.data)
    return { ok: true, photo, facts, measures, traces, input: pictureInput(small, image), small }
  }

  return async (photo) => {
    try {
      const read = await atNativeSize.run(() => decode(photo))
      await writeThumbnail(read.small, thumbnailFolder, photo.contentHash)
      return read
    } catch (error) {
      return failed(photo, 'decode', error)
    }
  }
}

export function failed({ contentHash }: PhotoToAnalyse, stage: AnalyseFailed['stage'], error: unknown): AnalyseFailed {
  const base = { ok: false, contentHash, stage } as const
  if (error instanceof DecodeError)
    return { ...base, kind: error.kind, message: error.message, transient: error.transient }
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOSPC')
    return { ...base, kind: 'busy', message: 'The disk is full: the thumbnail cannot be written.', transient: true }
  return { ...base, kind: 'internal', message: error instanceof Error ? error.message : String(error), transient: true }
}
