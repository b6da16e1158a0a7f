/**
 * Bicubic resampling exactly as Pillow does it, which the model was trained with: antialiased when it shrinks, the same
 * kernel (a = -0.5) when it enlarges, eight bits between the two passes. Other libraries differ when they enlarge, and
 * a tower sees that.
 */
import type { RgbPicture } from './measure.ts'
import { giveBack } from './memory.ts'

interface Taps {
  /** First source index of each target index. */
  readonly first: Int32Array
  /** Weights, `width` for each target index; they sum to 1. */
  readonly weights: Float64Array
  readonly width: number
}

const SUPPORT = 2

function cubic(distance: number): number {
  const x = Math.abs(distance)
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
}

function tapsOf(from: number, to: number): Taps {
  const scale = from / to
  const stretch = Math.max(1, scale)
  const reach = SUPPORT * stretch
  const width = Math.ceil(reach) * 2 + 1
  const first = new Int32Array(to)
  const weights = new Float64Array(to * width)
  for (let target = 0; target < to; target++) {
    const centre = (target + 0.5) * scale
    const start = Math.max(0, Math.trunc(centre - reach + 0.5))
    const end = Math.min(from, Math.trunc(centre + reach + 0.5))
    let sum = 0
    for (let source = start; source < end; source++) {
      const weight = cubic((source - centre + 0.5) / stretch)
      weights[target * width + source - start] = weight
      sum += weight
    }
    for (let tap = 0; tap < width; tap++) weights[target * width + tap]! /= sum
    first[target] = start
  }
  return { first, weights, width }
}

/** Squashes to [height, width, 3]; the shape of the picture is not kept. */
export function squash(
  { data, width: fromWidth, height: fromHeight }: RgbPicture,
  width: number,
  height: number,
): Uint8Array {
  const across = tapsOf(fromWidth, width)
  const middle = new Uint8ClampedArray(width * fromHeight * 3)
  for (let y = 0; y < fromHeight; y++) {
    resampleLine(data, y * fromWidth * 3, 3, fromWidth, across, middle, y * width * 3, 3)
  }
  const down = tapsOf(fromHeight, height)
  const result = new Uint8ClampedArray(width * height * 3)
  for (let x = 0; x < width; x++) resampleLine(middle, x * 3, width * 3, fromHeight, down, result, x * 3, width * 3)
  giveBack(middle)
  return new Uint8Array(result.buffer)
}

function resampleLine(
  source: Uint8Array | Uint8ClampedArray,
  sourceStart: number,
  sourceStep: number,
  sourceLength: number,
  { first, weights, width }: Taps,
  target: Uint8ClampedArray,
  targetStart: number,
  targetStep: number,
): void {
  for (let index = 0; index < first.length; index++) {
    const start = first[index]!
    const taps = Math.min(width, sourceLength - start)
    let red = 0
    let green = 0
    let blue = 0
    for (let tap = 0; tap < taps; tap++) {
      const weight = weights[index * width + tap]!
      const at = sourceStart + (start + tap) * sourceStep
      red += weight * source[at]!
      green += weight * source[at + 1]!
      blue += weight * source[at + 2]!
    }
    const at = targetStart + index * targetStep
    // A clamped array rounds halves to even; Pillow rounds them up.
    target[at] = Math.floor(red + 0.5)
    target[at + 1] = Math.floor(green + 0.5)
    target[at + 2] = Math.floor(blue + 0.5)
  }
}
