/** Metadata blocks to typed facts. Reads buffers, never paths: by path the library leaves file handles open. */
import { readFile, stat } from 'node:fs/promises'
import exifr from 'exifr'

export interface ExifFacts {
  readonly takenAt: string | null
  readonly takenOffsetMinutes: number | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly camera: string | null
  readonly exposureBias: number | null
}

const NOTHING: ExifFacts = {
  takenAt: null,
  takenOffsetMinutes: null,
  latitude: null,
  longitude: null,
  camera: null,
  exposureBias: null,
}
const EXIF_HEADER = Buffer.from('Exif\0\0', 'latin1')
const EARLIEST_YEAR = 1826
/** Midnights at which clocks begin to count: what a camera writes that was never set. */
const NEVER_SET = /^(?:1900|1904|1970|1980)-01-01T00:00:00$/u

/** A larger scan is read without its date: it would have to lie in memory whole. */
const LARGEST_TIFF = 128 * 1024 * 1024

/** In a TIFF the metadata are the file's own directories, at any place in it; sharp does not hand them out. */
export async function readTiffBlock(path: string): Promise<Buffer | undefined> {
  const { size } = await stat(path)
  return size > LARGEST_TIFF ? undefined : readFile(path)
}

/** @param block what the container holds as EXIF, with or without its header. Broken metadata is no metadata. */
export async function readExif(block: Buffer | undefined): Promise<ExifFacts> {
  if (block === undefined) return NOTHING
  const tiff = block.subarray(0, EXIF_HEADER.length).equals(EXIF_HEADER) ? block.subarray(EXIF_HEADER.length) : block
  let tags: unknown
  try {
    // Dates stay text: a camera knows no zone, and a Date would invent this computer's.
    tags = await exifr.parse(tiff, { reviveValues: false, translateValues: false, gps: true, exif: true, ifd0: {} })
  } catch {
    return NOTHING
  }
  if (typeof tags !== 'object' || tags === null) return NOTHING
  const values = new Map<string, unknown>(Object.entries(tags))
  const latitude = numberWithin(values.get('latitude'), 90)
  const longitude = numberWithin(values.get('longitude'), 180)
  const placed = latitude !== null && longitude !== null
  return {
    takenAt:
      wallTime(values.get('DateTimeOriginal')) ??
      wallTime(values.get('CreateDate')) ??
      wallTime(values.get('DateTimeDigitized')),
    takenOffsetMinutes: offsetMinutes(values.get('OffsetTimeOriginal') ?? values.get('OffsetTime')),
    latitude: placed ? latitude : null,
    longitude: placed ? longitude : null,
    camera: cameraName(values.get('Make'), values.get('Model')),
    exposureBias: numberWithin(values.get('ExposureCompensation') ?? values.get('ExposureBiasValue'), 20),
  }
}

/** `2019:07:14 18:22:05` -> `2019-07-14T18:22:05`; null for zeros, impossible and future dates. */
export function wallTime(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const match = /^(\d{4})[:-](\d{2})[:-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})/u.exec(value)
  if (match === null) return null
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = match
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const time = Date.parse(`${text}Z`)
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 19) !== text) return null
  // The clock of a camera may be ahead by zones, not by years.
  const possible = Number(year) >= EARLIEST_YEAR && time < Date.now() + 2 * 24 * 3_600_000
  return possible && !NEVER_SET.test(text) ? text : null
}

export function offsetMinutes(value: unknown): number | null {
  if (typeof value !== 'string') return null
  if (value.trim() === 'Z') return 0
  const match = /^([+-])(\d{2}):?(\d{2})/u.exec(value.trim())
  if (match === null) return null
  const minutes = Number(match[2]) * 60 + Number(match[3])
  if (minutes > 14 * 60) return null
  return match[1] === '-' ? 0 - minutes : minutes
}

/** "Canon" + "Canon EOS 5D" is "Canon EOS 5D". */
export function cameraName(make: unknown, model: unknown): string | null {
  const clean = (value: unknown): string => (typeof value === 'string' ? value.replaceAll('\0', '').trim() : '')
  const [maker, name] = [clean(make), clean(model)]
  if (name === '') return maker === '' ? null : maker
  const repeated = maker === '' || name.toLowerCase().startsWith((maker.split(' ')[0] ?? '').toLowerCase())
  return repeated ? name : `${maker} ${name}`
}

function numberWithin(value: unknown, limit: number): number | null {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= limit ? value : null
}
