/** Which file shows a photo: by id only, so that no page can ask for a path. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { AssetFile, Assets } from './contract/host.ts'
import type { Inference } from './inference/api.ts'
import type { Library } from './library/open.ts'

/** What every browser draws itself; anything else is shown as a large JPEG made once. */
const SHOWN_BY_BROWSERS: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
}
/** Addresses carry the version, so a picture under one address never changes. */
const FOR_EVER = 'private, max-age=31536000, immutable'

export interface AssetsOptions {
  readonly library: Pick<Library, 'photos'>
  readonly inference: Pick<Inference, 'preview'>
  readonly thumbnailFolder: string
  /** A picture was asked for of a photo that is not read yet. */
  readonly onUnread: (photoId: number) => void
}

export function createAssets({ library, inference, thumbnailFolder, onUnread }: AssetsOptions): Assets {
  async function thumbnail(contentHash: string): Promise<AssetFile | null> {
    const file = join(thumbnailFolder, contentHash.slice(0, 2), `${contentHash}-512.webp`)
    if (!(await isFile(file))) return null
    return { file, contentType: 'image/webp', cacheControl: FOR_EVER, version: contentHash }
  }

  return {
    async resolve(kind, photoId) {
      const source = library.photos.fileOf(photoId)
      if (source === null) return null
      if (source.contentHash === null) {
        onUnread(photoId)
        return null
      }
      const { contentHash, path, format } = source
      if (kind === 'thumbnail') return thumbnail(contentHash)
      // An unplugged drive: the thumbnail is the best there is.
      if (!(await isFile(path))) return thumbnail(contentHash)
      const contentType = format === null ? undefined : SHOWN_BY_BROWSERS[format]
      if (contentType !== undefined) return { file: path, contentType, cacheControl: FOR_EVER, version: contentHash }
      const file = await inference.preview({ path, contentHash })
      return { file, contentType: 'image/jpeg', cacheControl: FOR_EVER, version: `${contentHash}-preview` }
    },
  }
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  )
}
