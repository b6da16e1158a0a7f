/** Files to pixels and pixels to files. */
import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CONTAINERS_HERE, type Containers } from './containers.ts'
import type { ExifFacts } from './exif.ts'
import type { Plane, RgbPicture } from './measure.ts'
import { fromPixels, openImage, type Sharp } from './pixels.ts'
import { refusal } from './refusal.ts'
import { openSource, type Source } from './source.ts'

/** Long side of the picture everything small is made from: thumbnail, tone, model input. */
const SMALL = 512
/** A panorama keeps at least this much of its short side, where it has it: the model looks at squares. */
const SMALL_SHORT = 224
const SMALL_LONGEST = 2_048
const PREVIEW = 2_048
/** Pixels read at native size; larger pictures are brought down to about this, so that memory stays bounded. */
const DETAIL_PIXELS = 26_000_000

export interface DecodedPicture extends ExifFacts {
  readonly format: string
  /** After orientation. */
  readonly width: number
  readonly height: number
  readonly damaged: boolean
  /** sRGB, alpha flattened, upright, at most 512 on its long side. */
  readonly small: RgbPicture
  /** Luminance (the green channel) at native size, not turned. */
  readonly detail: Plane
}

/** Decodes once small and once at native size. @throws DecodeError with a reason for people. */
export async function decodePicture(
  path: string,
  background: readonly [number, number, number],
  containers: Containers = CONTAINERS_HERE,
): Promise<DecodedPicture> {
  const source = await openSource(path, containers)
  const exif = await source.facts()
  const render = async (strict: boolean): Promise<[RgbPicture, Plane]> => [
    await renderSmall(source, strict, background),
    await renderDetail(source, strict),
  ]
  let damaged = false
  const [small, detail] = await render(true).catch(async () => {
    // A file that breaks off may still show most of its picture: used, and marked.
    damaged = true
    return render(false).catch((error: unknown) => Promise.reject(refusal(error, path)))
  })
  const { format } = source
  const { width, height } = source.original ?? source
  return { format, width, height, damaged, small, detail, ...exif }
}

/** The small picture alone. @throws DecodeError. */
export async function decodeSmall(
  path: string,
  background: readonly [number, number, number],
  containers: Containers,
): Promise<RgbPicture> {
  const source = await openSource(path, containers)
  return renderSmall(source, false, background).catch((error: unknown) => Promise.reject(refusal(error, path)))
}

/** What `writeThumbnail` wrote. Throws where there is none. */
export async function readThumbnail(folder: string, contentHash: string): Promise<RgbPicture> {
  const { data, info } = await openImage(thumbnailPath(folder, contentHash, '512.webp'), true)
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { data: threeChannels(data, info.channels), width: info.width, height: info.height }
}

function smallSize({ width, height }: Source): { width: number; height: number } {
  const [short, long] = width < height ? [width, height] : [height, width]
  const scale = Math.min(1, Math.max(SMALL / long, Math.min(SMALL_SHORT / short, SMALL_LONGEST / long)))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

async function renderSmall(
  source: Source,
  strict: boolean,
  background: readonly [number, number, number],
): Promise<RgbPicture> {
  if (source.metadata.space === 'cmyk' && source.metadata.icc === undefined) return renderCmyk(source, strict)
  const [r, g, b] = background
  const { data, info } = await source
    .upright(strict)
    .flatten({ background: { r, g, b } })
    .resize({ ...smallSize(source), fit: 'fill', kernel: 'cubic' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { data: threeChannels(data, info.channels), width: info.width, height: info.height }
}

/** Ink without a profile: red = (1 - cyan)(1 - black), as browsers and Pillow do. */
export async function renderCmyk(source: Source, strict: boolean, size = smallSize(source)): Promise<RgbPicture> {
  const { data, info } = await source
    .upright(strict)
    .resize({ ...size, fit: 'fill', kernel: 'cubic' })
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const rgb = new Uint8Array(info.width * info.height * 3)
  for (let pixel = 0; pixel < info.width * info.height; pixel++) {
    const at = pixel * info.channels
    const light = 255 - data[at + 3]!
    for (let ink = 0; ink < 3; ink++) rgb[pixel * 3 + ink] = Math.round(((255 - data[at + ink]!) * light) / 255)
  }
  return { data: rgb, width: info.width, height: info.height }
}

function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data
  const pixels = data.length / channels
  const rgb = new Uint8Array(pixels * 3)
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      rgb[pixel * 3 + channel] = data[pixel * channels + (channels < 3 ? 0 : channel)]!
    }
  }
  return rgb
}

async function renderDetail(source: Source, strict: boolean): Promise<Plane> {
  const { width, height } = source.metadata
  let picture = source.open(strict)
  if (width * height > DETAIL_PIXELS) {
    const scale = Math.sqrt(DETAIL_PIXELS / (width * height))
    picture = picture.resize({ width: Math.round(width * scale), height: Math.round(height * scale), fit: 'fill' })
  }
  // Green carries most of the light and costs no conversion; of one channel or ink, the first.
  const channel = source.metadata.space === 'cmyk' || source.channels < 3 ? 0 : 1
  const { data, info } = await picture
    .extractChannel(channel)
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

export function thumbnailPath(folder: string, contentHash: string, name: '512.webp' | '2048.jpg'): string {
  return join(folder, contentHash.slice(0, 2), `${contentHash}-${name}`)
}

export function encodeThumbnail(picture: RgbPicture): Promise<Buffer> {
  return fromRgb(picture).webp({ quality: 75, effort: 0 }).toBuffer()
}

/** Writes the thumbnail of a content under its final name, whole or not at all. */
export async function writeThumbnail(picture: RgbPicture, folder: string, contentHash: string): Promise<void> {
  await writeWhole(thumbnailPath(folder, contentHash, '512.webp'), await encodeThumbnail(picture))
}

/** A large JPEG of what a browser cannot show. Returns its path; made once. */
export async function writePreview(
  path: string,
  folder: string,
  contentHash: string,
  containers: Containers = CONTAINERS_HERE,
): Promise<string> {
  const target = thumbnailPath(folder, contentHash, '2048.jpg')
  const made = await stat(target).catch(() => null)
  if (made !== null) return target
  const source = await openSource(path, containers)
  const jpeg = await source
    .upright(false)
    .flatten({ background: '#fff' })
    .resize({ width: PREVIEW, height: PREVIEW, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 88 })
    .toBuffer()
    .catch((error: unknown) => Promise.reject(refusal(error, path)))
  await writeWhole(target, jpeg)
  return target
}

export function fromRgb({ data, width, height }: RgbPicture): Sharp {
  return fromPixels(data, width, height, 3)
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${randomUUID()}.part`
  const file = await open(temporary, 'w')
  try {
    await file.writeFile(bytes)
  } finally {
    await file.close()
  }
  await rename(temporary, path).catch(async (error: unknown) => {
    await rm(temporary, { force: true })
    throw error
  })
}
