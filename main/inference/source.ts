/** A file opened as a picture, whichever container it comes in. */
import { readFile, stat } from 'node:fs/promises'
import { isRawName } from '../contract/formats.ts'
import type { Containers } from './containers.ts'
import { cameraName, readExif, readTiffBlock, wallTime, type ExifFacts } from './exif.ts'
import { fromPixels, metadataOf, openImage, type Metadata, type Sharp } from './pixels.ts'
import type { RawPicture } from './raw.ts'
import { DecodeError, PIXEL_LIMIT, refusal, tooLarge } from './refusal.ts'

interface Opened {
  /** A fresh pipeline from the first frame, as the file holds it; `strict` refuses a file that breaks off. */
  open(strict: boolean): Sharp
  /** The same, turned upright. */
  upright(strict: boolean): Sharp
  /** Of what `open` gives. */
  readonly channels: number
  readonly metadata: Metadata
  readonly format: string
  /** Of what `upright` gives. */
  readonly width: number
  readonly height: number
  /** What the file calls its size, where its picture is smaller. */
  readonly original?: { readonly width: number; readonly height: number }
  facts(): Promise<ExifFacts>
}

export interface Source extends Opened {
  /** Of the file, from before it was read. */
  readonly dates: { readonly atime: Date; readonly mtime: Date }
}

/** Shapes nearer than this are the same: sensors have a margin that pictures do not show. */
const SAME_SHAPE = 0.02

/** @throws DecodeError. */
export async function openSource(path: string, containers: Containers): Promise<Source> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw new DecodeError('vanished', 'The file is gone.', true)
  const { size, atime, mtime } = found
  if (size === 0) throw new DecodeError('damaged', 'The file is empty.')
  try {
    const opened = isRawName(path) ? await openRaw(path, containers) : await openPicture(path, containers)
    return { ...opened, dates: { atime, mtime } }
  } catch (error) {
    throw refusal(error, path)
  }
}

/** Date, place and camera alone; decodes nothing. @throws DecodeError. */
export async function readFileExif(path: string): Promise<ExifFacts> {
  if (isRawName(path)) return readExif(await readTiffBlock(path))
  const metadata = await metadataOf(path).catch((error: unknown) => Promise.reject(refusal(error, path)))
  return factsOf(path, metadata)
}

async function openPicture(path: string, containers: Containers): Promise<Opened> {
  const metadata = await metadataOf(path)
  const format = formatOf(metadata)
  if (format === 'heic') return openHeic(path, metadata, containers)
  if (metadata.width * metadata.height > PIXEL_LIMIT) throw tooLarge(metadata.width, metadata.height)
  const turned = (metadata.orientation ?? 1) >= 5
  return {
    open: (strict) => openImage(path, strict),
    upright: (strict) => openImage(path, strict).autoOrient(),
    channels: metadata.channels,
    metadata,
    format,
    width: turned ? metadata.height : metadata.width,
    height: turned ? metadata.width : metadata.height,
    facts: () => factsOf(path, metadata),
  }
}

async function factsOf(path: string, { format, exif }: Metadata): Promise<ExifFacts> {
  return readExif(format === 'tiff' ? await readTiffBlock(path) : exif)
}

function formatOf({ format, compression }: Metadata): string {
  if (format !== 'heif') return format
  return compression === 'av1' ? 'avif' : 'heic'
}

/** sharp reads the metadata of HEIC but cannot decode it. */
async function openHeic(path: string, metadata: Metadata, { heic }: Containers): Promise<Opened> {
  const { data, width, height } = await heic(await readFile(path), PIXEL_LIMIT)
  const open = (): Sharp => fromPixels(new Uint8Array(data.buffer), width, height, 4)
  const facts = (): Promise<ExifFacts> => readExif(metadata.exif)
  return { open, upright: open, channels: 4, metadata, format: 'heic', width, height, facts }
}

/** By the picture inside. What only bears the name of a raw file is opened as what it is. */
async function openRaw(path: string, containers: Containers): Promise<Opened> {
  const bytes = await readFile(path)
  let raw: RawPicture
  try {
    raw = await containers.raw(bytes, PIXEL_LIMIT)
  } catch (error) {
    const metadata = await metadataOf(path).catch(() => null)
    // Of a raw file that is a TIFF, sharp would show a picture of the size of a stamp.
    if (metadata === null || metadata.format === 'tiff') throw error
    return openPicture(path, containers)
  }
  const open = (strict: boolean): Sharp =>
    raw.kind === 'jpeg' ? openImage(raw.data, strict) : fromPixels(raw.data, raw.width, raw.height, 3)
  const metadata = await open(false).metadata()
  const upright = (strict: boolean): Sharp => {
    // Where LibRaw finds no orientation in the JPEG, it writes in that of the camera: only the turn can be trusted.
    if (raw.turn === null) return open(strict).autoOrient()
    return raw.turn === 0 ? open(strict) : open(strict).rotate(raw.turn)
  }
  const turned = raw.turn === null ? (metadata.orientation ?? 1) >= 5 : raw.turn % 180 !== 0
  const shown = { width: metadata.width, height: metadata.height }
  const shape = turned ? { width: shown.height, height: shown.width } : shown
  // Of a picture inside that is cut to another shape, the size of the sensor says nothing.
  const ratio = raw.sensor.width / raw.sensor.height / (shape.width / shape.height)
  const original = Math.abs(ratio - 1) < SAME_SHAPE ? raw.sensor : shape
  const facts = (): Promise<ExifFacts> => rawFacts(bytes, metadata, raw)
  return { open, upright, channels: metadata.channels, metadata, format: 'raw', ...shape, original, facts }
}

/** Most raw files are TIFF and say all themselves; of others the picture inside does, or LibRaw. */
async function rawFacts(bytes: Buffer, { exif }: Metadata, raw: RawPicture): Promise<ExifFacts> {
  const [whole, inside] = [await readExif(bytes), await readExif(exif)]
  const placed = [whole, inside, raw.place].find((facts) => facts !== null && facts.latitude !== null)
  return {
    takenAt: whole.takenAt ?? inside.takenAt ?? wallTime(raw.takenAt),
    takenOffsetMinutes: whole.takenOffsetMinutes ?? inside.takenOffsetMinutes,
    latitude: placed?.latitude ?? null,
    longitude: placed?.longitude ?? null,
    camera: whole.camera ?? inside.camera ?? cameraName(raw.make, raw.model),
    exposureBias: whole.exposureBias ?? inside.exposureBias,
  }
}
