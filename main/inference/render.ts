/** A picture made anew: upright, smaller if asked for, in another format, with as much metadata as is wanted. */
import { open, readFile, rm } from 'node:fs/promises'
import { constants, crc32, deflateSync } from 'node:zlib'
import { AppError } from '../contract/errors.ts'
import type { Rendered, RenderRequest } from './api.ts'
import { readExif } from './exif.ts'
import { removePlace, setUpright, tiffOf } from './exif-block.ts'
import type { Containers } from './containers.ts'
import { fromRgb, renderCmyk } from './images.ts'
import { openImage, type Sharp } from './pixels.ts'
import { openSource, type Source } from './source.ts'
import { refusal } from './refusal.ts'

/** Slower settings gain a few per cent of the bytes for several times the time. */
const WEBP_EFFORT = 4
const AVIF_EFFORT = 3
/** PNG: signature and header, behind which other parts may stand. */
const PNG_HEAD = 33
const PROFILE_NAME = Buffer.from('profile\0\0', 'latin1')

/**
 * Of a TIFF and of a camera's raw file, only date and camera of its EXIF go along. What breaks off is shown as far as it goes.
 * It gets the dates of the original. @throws DecodeError; AppError `target-unwritable`
 */
export async function renderPicture(request: RenderRequest, containers: Containers): Promise<Rendered> {
  const { path, target } = request
  const source = await openSource(path, containers)
  // Never through a link, never over a file.
  const file = await open(target, 'wx').catch((error: unknown) => Promise.reject(targetError(error)))
  try {
    const picture = encoded(await prepare(source, request), request, isOpaque(source))
    const { width, height, size } = await picture.toFile(target).catch((error: unknown) => {
      throw isFull(error) ? targetError(error) : refusal(error, path)
    })
    await file.utimes(source.dates.atime, source.dates.mtime)
    await file.sync()
    return { bytes: size, width, height }
  } catch (error) {
    await rm(target, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

async function prepare(source: Source, { metadata, path }: RenderRequest): Promise<Sharp> {
  const { icc, space, xmpAsString } = source.metadata
  if (space === 'cmyk') {
    // Ink has no place in most formats: it becomes sRGB.
    if (icc !== undefined) return metadata === 'all' ? source.upright(false).withMetadata() : source.upright(false)
    const { width, height } = source
    return fromRgb(await renderCmyk(source, false, { width, height }))
  }
  if (source.format === 'heic') return prepareHeic(source, metadata)
  if (metadata === 'none') return source.upright(false).keepIccProfile()
  if (source.format === 'tiff' || source.format === 'raw') return withDateAndCamera(source)
  if (metadata === 'all') {
    const picture = source.upright(false).keepMetadata()
    // The orientation may stand there a second time, and would turn the picture again.
    const upright = xmpAsString?.replaceAll(/(tiff:Orientation(?:="|>))[2-8]/gu, '$11')
    return upright === undefined || upright === xmpAsString ? picture : picture.withXmp(upright)
  }
  const bytes = await readFile(path)
  const placeless = await withoutPlace(bytes, source.metadata.exif)
  const picture = openImage(bytes, false).autoOrient().keepIccProfile()
  return placeless ? picture.keepExif() : picture
}

async function withDateAndCamera(source: Source): Promise<Sharp> {
  const { takenAt, camera } = await source.facts()
  const taken = takenAt === null ? {} : { DateTimeOriginal: takenAt.replaceAll('-', ':').replace('T', ' ') }
  return source
    .upright(false)
    .keepIccProfile()
    .withExif({ IFD0: camera === null ? {} : { Model: camera }, IFD2: taken })
}

/** Changes the file's bytes in memory. False where the EXIF could not be found or still tells the place. */
async function withoutPlace(bytes: Buffer, block: Buffer | undefined): Promise<boolean> {
  if (block === undefined) return false
  const tiff = tiffOf(block)
  const at = bytes.indexOf(tiff)
  if (at === -1) return false
  const inside = bytes.subarray(at, at + tiff.length)
  if (!removePlace(inside)) return false
  if (bytes.toString('latin1', at - 4, at) === 'eXIf')
    bytes.writeUInt32BE(crc32(bytes.subarray(at - 4, at + tiff.length)), at + tiff.length)
  const { exif } = await openImage(bytes, false).metadata()
  const { latitude, longitude } = await readExif(exif)
  return latitude === null && longitude === null
}

/** Its pixels come without their metadata, which go back beside them: as a PNG that no disk sees. */
async function prepareHeic(source: Source, metadata: RenderRequest['metadata']): Promise<Sharp> {
  const { icc, exif } = source.metadata
  const tiff = exif === undefined || metadata === 'none' ? null : Buffer.from(tiffOf(exif))
  const sound = tiff !== null && setUpright(tiff) && (metadata === 'all' || removePlace(tiff))
  const parts: Buffer[] = []
  if (icc !== undefined) parts.push(pngPart('iCCP', Buffer.concat([PROFILE_NAME, deflateSync(icc)])))
  if (sound) parts.push(pngPart('eXIf', tiff))
  if (parts.length === 0) return source.open(false)
  const png = await source.open(false).png({ compressionLevel: constants.Z_NO_COMPRESSION }).toBuffer()
  const whole = Buffer.concat([png.subarray(0, PNG_HEAD), ...parts, png.subarray(PNG_HEAD)])
  const picture = openImage(whole, false).keepIccProfile()
  return sound ? picture.keepExif() : picture
}

function pngPart(kind: 'iCCP' | 'eXIf', data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

function isOpaque({ channels, metadata }: Source): boolean {
  return (channels === 1 || channels === 3) && !metadata.hasAlpha
}

function encoded(picture: Sharp, { longSide, format, quality }: RenderRequest, opaque: boolean): Sharp {
  const sized =
    longSide === null
      ? picture
      : picture.resize({ width: longSide, height: longSide, fit: 'inside', withoutEnlargement: true })
  switch (format) {
    case 'jpeg':
      // Putting white behind what hides it takes time too.
      return (opaque ? sized : sized.flatten({ background: '#fff' })).jpeg({ quality })
    case 'webp':
      return sized.webp({ quality, effort: WEBP_EFFORT })
    case 'avif':
      return sized.avif({ quality, effort: AVIF_EFFORT })
    case 'png':
      return sized.png()
  }
}

function isFull(error: unknown): boolean {
  return /ENOSPC|EDQUOT|no space left|quota exceeded/iu.test(error instanceof Error ? error.message : String(error))
}

function targetError(error: unknown): AppError {
  const words = isFull(error) ? 'There is no room left to write the picture.' : 'The picture cannot be written there.'
  return new AppError('target-unwritable', words, { cause: error })
}
