/** Which files are photos: by extension, since reading every file of a drive to find out would take a day. */

const PICTURES = new Set('jpg jpeg jpe jfif png webp gif tif tiff avif heic heif hif'.split(' '))
const RAW = new Set(
  'cr2 cr3 crw nef nrw arw sr2 srf dng orf rw2 raf pef srw x3f 3fr erf kdc mef mos mrw rwl iiq'.split(' '),
)
const OTHER = new Set('jxl bmp psd psb svg ico jp2 j2k jpx tga hdr exr xcf'.split(' '))

export type FileKind = 'picture' | 'unsupported' | 'other'

export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}

/** What a camera writes before it develops a picture. Many of them are TIFF inside, so the name alone tells. */
export function isRawName(name: string): boolean {
  return RAW.has(extensionOf(name))
}

export function fileKindOf(name: string): FileKind {
  const extension = extensionOf(name)
  if (PICTURES.has(extension) || RAW.has(extension)) return 'picture'
  return OTHER.has(extension) ? 'unsupported' : 'other'
}

/** What it is and what to do about it. */
export function unsupportedMessage(name: string): string {
  const extension = extensionOf(name).toUpperCase()
  return `${extension} files are not read yet. Export it as JPEG, PNG, WebP, TIFF, AVIF or HEIC.`
}
