/**
 * A perceptual hash: 64 bits that frames of one moment nearly share. The signs of the low frequencies (DCT) of a 32 x 32
 * grey picture, after Zauner, "Implementation and benchmarking of perceptual image hash functions" (2010); here over the
 * ranks of the grey values instead of the values, since a change of exposure keeps who is brighter than whom.
 */
import type { Fingerprint, PhotoToAnalyse } from './api.ts'
import type { Containers } from './containers.ts'
import { decodeSmall, readThumbnail } from './images.ts'
import { readFileExif } from './source.ts'
import type { RgbPicture } from './measure.ts'

const SIDE = 32
const LOW = 8
const BITS = LOW * LOW

/** 16 hexadecimal digits. @param picture upright, any size. */
export function fingerprintOf(picture: RgbPicture): string {
  const ranks = ranksOf(greyCells(picture))
  const low = lowFrequencies(ranks)
  const middle = low.toSorted()[BITS >> 1]!
  let digits = ''
  for (let bit = 0; bit < BITS; bit += 4) {
    let digit = 0
    for (let i = 0; i < 4; i++) digit = digit * 2 + (low[bit + i]! > middle ? 1 : 0)
    digits += digit.toString(16)
  }
  return digits
}

/** Of a photo that was analysed before. @throws DecodeError where the file cannot be read. */
export async function readFingerprint(
  { path, contentHash }: PhotoToAnalyse,
  thumbnailFolder: string,
  background: readonly [number, number, number],
  containers: Containers,
): Promise<Fingerprint> {
  // The exposure asked for stands in the file alone; without it, frames of a bracket would be taken for a burst.
  const { exposureBias } = await readFileExif(path)
  const thumbnail = readThumbnail(thumbnailFolder, contentHash)
  // Thumbnails may be thrown away to make room.
  const picture = await thumbnail.catch(() => decodeSmall(path, background, containers))
  return { contentHash, fingerprint: fingerprintOf(picture), exposureBias }
}

/** Mean luma of each of 32 x 32 cells, whatever the shape of the picture. */
function greyCells({ data, width, height }: RgbPicture): Float64Array {
  const sums = new Float64Array(SIDE * SIDE)
  const counts = new Float64Array(SIDE * SIDE)
  const columns = Uint8Array.from({ length: width }, (_, x) => Math.floor((x * SIDE) / width))
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * SIDE) / height) * SIDE
    for (let x = 0; x < width; x++) {
      const cell = row + columns[x]!
      const at = 3 * (y * width + x)
      sums[cell]! += 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
      counts[cell]! += 1
    }
  }
  // A picture smaller than the grid leaves cells empty: they take what is before them.
  for (let cell = 0; cell < sums.length; cell++) {
    if (counts[cell]! > 0) sums[cell] = sums[cell]! / counts[cell]!
    else sums[cell] = cell % SIDE > 0 ? sums[cell - 1]! : (sums[cell - SIDE] ?? 0)
  }
  return sums
}

/** Place of each value among all, -1 to 1; equal values share the mean of their places. */
function ranksOf(values: Float64Array): Float64Array {
  // Saturated parts and plain skies differ by less than a level, which is noise: whole levels tie.
  const levels = values.map((value) => Math.round(value))
  const below = new Int32Array(257)
  for (const level of levels) below[level + 1]! += 1
  for (let level = 0; level < 256; level++) below[level + 1]! += below[level]!
  return levels.map((level) => (below[level]! + below[level + 1]!) / values.length - 1)
}

/** DCT-II, frequencies 1..8 in both directions: [8 x 8], row by row. */
function lowFrequencies(cells: Float64Array): Float64Array {
  const waves = Array.from({ length: LOW }, (_, k) =>
    Float64Array.from({ length: SIDE }, (__, x) => Math.cos((Math.PI / SIDE) * (x + 0.5) * (k + 1))),
  )
  const across = new Float64Array(SIDE * LOW)
  for (let y = 0; y < SIDE; y++)
    for (let k = 0; k < LOW; k++)
      for (let x = 0; x < SIDE; x++) across[y * LOW + k]! += cells[y * SIDE + x]! * waves[k]![x]!
  const low = new Float64Array(BITS)
  for (let v = 0; v < LOW; v++)
    for (let k = 0; k < LOW; k++)
      for (let y = 0; y < SIDE; y++) low[v * LOW + k]! += across[y * LOW + k]! * waves[v]![y]!
  return low
}
