/** Photos in a library as indexing leaves them, without a file or a picture behind them. */
import type { Library } from '../../main/library/open.ts'
import type { PictureMeasures } from '../../main/inference/api.ts'

export interface StoredPhoto {
  readonly name: string
  readonly folderId: number
  readonly hash?: string
  readonly mtimeMs?: number
  readonly takenAt?: string | null
  readonly camera?: string | null
  readonly format?: string
  readonly measures?: Partial<PictureMeasures>
  readonly frame?: { readonly fingerprint: string; readonly exposureBias: number | null }
}

export function storePhoto(library: Library, photo: StoredPhoto): number {
  const { name, folderId, hash = `hash of ${name}`, takenAt = null, camera = null, format = 'jpeg' } = photo
  const photoId = library.photos.add(folderId, name, { size: 10, mtimeMs: photo.mtimeMs ?? 0 }, 0)
  const rest = { takenOffsetMinutes: null, latitude: null, longitude: null, damaged: false }
  const more = photo.frame ?? { fingerprint: '0123456789abcdef', exposureBias: null }
  library.contents.put(hash, { format, width: 4, height: 3, takenAt, camera, ...rest, ...more })
  const measures = { noise: 0, brightness: 0, contrast: 0, clipping: 0, colourfulness: 0, warmth: 0, sharpness: 0 }
  library.measures.put(hash, 1, { ...measures, ...photo.measures })
  library.photos.setState(photoId, 'indexed', hash)
  return photoId
}
