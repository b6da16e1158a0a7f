/**
 * Measured axes of the pixels. Sharpness and noise are read on native pixels, because a blur of two pixels is gone once
 * a photo is made small; the rest on the small picture, where it is the same and costs nothing.
 *
 * - sharpness: 0..100 points. Structure functions S(l) = mean squared difference at distance l, per tile, less twice the
 *   noise variance. An edge as sharp as the pixels gives S(l)/S(16) = l/16 at every distance, texture gives more; a
 *   blurred edge falls to (l/16) squared, the small distances first. The sharpest tenth of the tiles with structure decides, so a soft
 *   background is no fault.
 * - noise: sigma in 8-bit levels, of the flattest tenth of the tiles (Immerkaer, 1996).
 * - brightness: mean luma, percent. contrast: its standard deviation, percent (RMS contrast; Peli, 1990).
 * - clipping: percent of pixels at 0..2 or 253..255 in luma.
 * - colourfulness: Hasler and Suesstrunk, 2003, for 8-bit sRGB.
 * - warmth: mean of b* (CIELAB, D65): blue below 0, yellow above.
 */
import type { PictureMeasures } from './api.ts'

/** Raised when a definition changes, so that old values are told from new. */
export const MEASURES_VERSION = 1

/** One 8-bit channel, [height, width]. */
export interface Plane {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

/** 8-bit sRGB, [height, width, 3]. */
export type RgbPicture = Plane

const TILE = 96
const SAMPLED_LINES = 8
const LAGS = [1, 2, 4, 8] as const
const LAG_WEIGHTS = [0.35, 0.3, 0.2, 0.15] as const
const LONGEST_LAG = 16
/** S(16) below this holds no edge to be sharp: four levels of difference. */
const LEAST_STRUCTURE = 16
const BEST_SHARE = 0.1
/**
 * A little over one standard error of S(l) over the pixels sampled in a tile, and what the noise is underestimated by choosing the
 * flattest tiles: the best tiles are chosen afterwards, and choosing would pick those where chance looks like detail.
 */
const CHANCE = 1.2 * Math.sqrt(2 / (2 * SAMPLED_LINES * TILE)) + 0.1

interface Tile {
  /** S(1), S(2), S(4), S(8), S(16). */
  readonly structure: readonly number[]
  readonly noise: number
  readonly mean: number
}

/** @param detail luminance at native size. @param small the whole picture, at most some hundred pixels wide. */
export function measurePicture(detail: Plane, small: RgbPicture): PictureMeasures {
  const tiles = tilesOf(detail)
  const noise = noiseOf(tiles)
  return { version: MEASURES_VERSION, sharpness: sharpnessOf(tiles, noise), noise, ...toneOf(small) }
}

function tilesOf(plane: Plane): Tile[] {
  const width = Math.min(TILE, plane.width)
  const height = Math.min(TILE, plane.height)
  const columns = Math.max(1, Math.floor(plane.width / width))
  const rows = Math.max(1, Math.floor(plane.height / height))
  const tiles: Tile[] = []
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) tiles.push(readTile(plane, column * width, row * height, width, height))
  }
  return tiles
}

function readTile(plane: Plane, left: number, top: number, width: number, height: number): Tile {
  const { data, width: stride } = plane
  const structure: number[] = []
  for (const lag of [...LAGS, LONGEST_LAG]) {
    const across = squaredDifferences(data, top * stride + left, stride, 1, width, height, lag)
    const down = squaredDifferences(data, top * stride + left, 1, stride, height, width, lag)
    const count = across.count + down.count
    structure.push(count === 0 ? 0 : (across.sum + down.sum) / count)
  }
  return { structure, ...residual(plane, left, top, width, height) }
}

/** Along `length` pixels of step `along`, on some of the `lines` lines of step `between`. */
function squaredDifferences(
  data: Uint8Array, start: number, between: number, along: number, length: number, lines: number, lag: number,
): { sum: number; count: number } {
  const step = Math.max(1, Math.floor(lines / SAMPLED_LINES))
  const reach = lag * along
  let sum = 0
  let count = 0
  for (let line = step >> 1; line < lines; line += step) {
    let at = start + line * between
    const end = at + (length - lag) * along
    for (; at < end; at += along) {
      const difference = data[at + reach]! - data[at]!
      sum += difference * difference
      count += 1
    }
  }
  return { sum, count }
}

/** Immerkaer's mask answers to noise and hardly to edges: sigma = sqrt(pi / 2) * mean|mask| / 6. */
function residual({ data, width: stride }: Plane, left: number, top: number, width: number, height: number): { noise: number; mean: number } {
  const step = Math.max(1, Math.floor(height / SAMPLED_LINES))
  let sum = 0
  let light = 0
  let count = 0
  for (let y = top + 1; y < top + height - 1; y += step) {
    const line = y * stride
    for (let x = left + 1; x < left + width - 1; x++) {
      const at = line + x
      const up = at - stride
      const down = at + stride
      const value =
        data[up - 1]! - 2 * data[up]! + data[up + 1]! -
        2 * data[at - 1]! + 4 * data[at]! - 2 * data[at + 1]! +
        data[down - 1]! - 2 * data[down]! + data[down + 1]!
      sum += Math.abs(value)
      light += data[at]!
      count += 1
    }
  }
  if (count === 0) return { noise: 0, mean: data[top * stride + left] ?? 0 }
  return { noise: (Math.sqrt(Math.PI / 2) * sum) / (6 * count), mean: light / count }
}

/** Burnt-out and black tiles have lost their noise with everything else: they are asked only if there is nothing else. */
function noiseOf(tiles: readonly Tile[]): number {
  const exposed = tiles.filter((tile) => tile.mean > 8 && tile.mean < 247)
  const values = (exposed.length > 0 ? exposed : tiles).map((tile) => tile.noise).toSorted((a, b) => a - b)
  const flattest = values.slice(0, Math.max(1, Math.floor(values.length * BEST_SHARE)))
  return mean(flattest)
}

function sharpnessOf(tiles: readonly Tile[], noise: number): number {
  const floor = 2 * noise * noise * (1 + CHANCE)
  const scores: number[] = []
  for (const { structure } of tiles) {
    const signal = structure.map((value) => Math.max(0, value - floor))
    const whole = signal.at(-1) ?? 0
    // Structure must stand well above the noise to be judged at all.
    if (whole < LEAST_STRUCTURE + 4 * floor) continue
    scores.push(LAGS.reduce((sum, lag, i) => sum + (LAG_WEIGHTS[i] ?? 0) * crispness((signal[i] ?? 0) / whole, lag / LONGEST_LAG), 0))
  }
  if (scores.length === 0) return 0
  const best = scores.toSorted((a, b) => b - a).slice(0, Math.max(1, Math.ceil(scores.length * BEST_SHARE)))
  return 100 * mean(best)
}

/** 0 where S(l)/S(16) is (l/16) squared, as in a smooth slope; 1/2 where it is l/16, a clean edge; towards 1 for fine texture. */
function crispness(ratio: number, reach: number): number {
  const smooth = reach * reach
  const relative = Math.max(0, (ratio - smooth) / (reach - smooth))
  return relative / (relative + 1)
}

type Tone = Pick<PictureMeasures, 'brightness' | 'contrast' | 'clipping' | 'colourfulness' | 'warmth'>

function toneOf({ data, width, height }: RgbPicture): Tone {
  const count = width * height
  let light = 0, lightSquared = 0, clipped = 0, warmth = 0
  let rg = 0, rgSquared = 0, yb = 0, ybSquared = 0
  for (let at = 0; at < count * 3; at += 3) {
    const red = data[at]!
    const green = data[at + 1]!
    const blue = data[at + 2]!
    const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    light += luma
    lightSquared += luma * luma
    if (luma <= 2 || luma >= 253) clipped += 1
    const redGreen = red - green
    const yellowBlue = (red + green) / 2 - blue
    rg += redGreen
    rgSquared += redGreen * redGreen
    yb += yellowBlue
    ybSquared += yellowBlue * yellowBlue
    warmth += labB(red, green, blue)
  }
  const deviation = (sum: number, squared: number): number => Math.sqrt(Math.max(0, squared / count - (sum / count) ** 2))
  const spread = Math.hypot(deviation(rg, rgSquared), deviation(yb, ybSquared))
  return {
    brightness: (100 * light) / count / 255,
    contrast: (100 * deviation(light, lightSquared)) / 255,
    clipping: (100 * clipped) / count,
    colourfulness: spread + 0.3 * Math.hypot(rg / count, yb / count),
    warmth: warmth / count,
  }
}

/** b* of CIELAB under D65 for 8-bit sRGB. */
function labB(red: number, green: number, blue: number): number {
  const [r, g, b] = [LINEAR[red]!, LINEAR[green]!, LINEAR[blue]!]
  const y = 0.2126729 * r + 0.7151522 * g + 0.072175 * b
  const z = (0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883
  return 200 * (cubeRoot(y) - cubeRoot(z))
}

function cubeRoot(value: number): number {
  return value > 216 / 24_389 ? Math.cbrt(value) : (24_389 / 27 / 116) * value + 16 / 116
}

/** sRGB byte to linear light. */
const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
})

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
