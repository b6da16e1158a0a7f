/**
 * Camera raw files, through LibRaw as WebAssembly: the picture that the camera put inside, developed as its owner saw it, or,
 * where there is none of use, a development at half size. Never made brighter: a dark picture stays dark. Blocks the thread.
 */
// The package has types for a browser only; the tests' program finds these by this line.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./libraw-wasm.d.ts" />
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import loadLibRaw, { type LibRaw, type LibRawMetadata } from 'libraw-wasm/dist/libraw.js'

/** Quarters and halves of a turn to the right, in degrees. */
export type Turn = 0 | 90 | 180 | 270

export interface RawPicture {
  /** A JPEG file, or values [height, width, 3] of 8 bits. */
  readonly kind: 'jpeg' | 'pixels'
  readonly data: Uint8Array
  /** Of `data`, before it is turned. */
  readonly width: number
  readonly height: number
  /** What brings it upright; null where the camera was held upright, and a JPEG may know better. */
  readonly turn: Turn | null
  /** Of the sensor, upright. */
  readonly sensor: { readonly width: number; readonly height: number }
  /** As the camera's clock stood: `2019-07-14T18:22:05`. */
  readonly takenAt: string | null
  readonly make: string
  readonly model: string
  /** Degrees. */
  readonly place: { readonly latitude: number; readonly longitude: number } | null
}

/** A picture inside is of use from here on, or from half of the sensor's long side. */
const PREVIEW_SIDE = 1_000
const TURNS: Readonly<Record<number, Turn>> = { 3: 180, 5: 270, 6: 90 }
/** Half size is four times as quick and still beyond every screen. */
const DEVELOPMENT = { halfSize: true, useCameraWb: true, noAutoBright: true, outputBps: 8 } as const

let library: ReturnType<typeof loadLibRaw> | null = null

function libRaw(): ReturnType<typeof loadLibRaw> {
  const file = createRequire(import.meta.url).resolve('libraw-wasm/dist/libraw.wasm')
  library ??= readFile(file).then((wasmBinary) => loadLibRaw({ wasmBinary }))
  return library
}

/** Throws where LibRaw does not know the file, or it holds neither a picture nor values that can be developed. */
export async function decodeRaw(bytes: Uint8Array, pixelLimit: number): Promise<RawPicture> {
  const raw = new (await libRaw()).LibRaw()
  try {
    const facts = attempt(() => {
      raw.open(bytes, DEVELOPMENT)
      return raw.metadata(false)
    })
    if (facts === undefined) throw new Error('This camera raw file is damaged or of an unknown kind.')
    const { width, height } = facts
    if (width * height > pixelLimit) throw new Error('Input image exceeds pixel limit')
    const preview = previewOf(raw, facts)
    const enough = Math.min(PREVIEW_SIDE, Math.max(width, height) / 2)
    const large = preview !== null && Math.max(preview.width, preview.height) >= enough
    const picture = large ? preview : (developed(raw) ?? preview)
    if (picture === null) throw new Error('This camera raw file holds no picture, and its values cannot be developed.')
    return {
      ...picture,
      sensor: { width, height },
      takenAt: facts.timestamp > 0 ? new Date(facts.timestamp * 1_000).toISOString().slice(0, 19) : null,
      make: facts.camera_make,
      model: facts.camera_model,
      place: placeOf(facts),
    }
  } finally {
    raw.delete()
  }
}

type Pixels = Pick<RawPicture, 'kind' | 'data' | 'width' | 'height' | 'turn'>

function previewOf(raw: LibRaw, { width, height, flip }: LibRawMetadata): Pixels | null {
  const inside = attempt(() => raw.thumbnailData())
  if (inside === undefined || inside.width * inside.height === 0) return null
  const turn = TURNS[flip] ?? null
  // Some cameras turn it already: then it stands as the sensor's picture does once that is turned.
  const stands = turn !== 180 && inside.width < inside.height === width < height
  const { data, ...size } = inside
  const pixels = {
    data: Uint8Array.from(data),
    width: size.width,
    height: size.height,
    turn: turn !== null && stands ? 0 : turn,
  } as const
  if (size.format === 'jpeg') return { kind: 'jpeg', ...pixels }
  return size.format === 'bitmap' && data.length === size.width * size.height * 3 ? { kind: 'pixels', ...pixels } : null
}

function developed(raw: LibRaw): Pixels | null {
  const picture = attempt(() => raw.imageData())
  if (picture?.colors !== 3) return null
  const { data, width, height } = picture
  return { kind: 'pixels', data: Uint8Array.from(data), width, height, turn: 0 }
}

function placeOf({ gps_data: gps }: LibRawMetadata): RawPicture['place'] {
  if (gps?.gpsparsed !== true) return null
  const degrees = ([whole, minutes, seconds]: readonly [number, number, number], negative: boolean): number =>
    (whole + minutes / 60 + seconds / 3_600) * (negative ? -1 : 1)
  return { latitude: degrees(gps.latitude, gps.latref === 'S'), longitude: degrees(gps.longitude, gps.longref === 'W') }
}

/** What it throws is a number of its own memory. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
