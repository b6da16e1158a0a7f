/** Photos as unit vectors and persons whose taste is known: what was planted must be found, and nothing else. */
import type { Taught } from '../../main/ranking/lesson.ts'
import { dot } from '../../main/ranking/preference.ts'

export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

export function unitVector(random: () => number, width: number): Float32Array {
  const raw = Float32Array.from({ length: width }, () => gaussian(random))
  const length = Math.hypot(...raw)
  return raw.map((value) => value / length)
}

/** To mean 0 and deviation 1. */
export function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return values.map((value) => (value - mean) / (deviation || 1))
}

/** How a person likes each photo, where they follow the order by `order` and a direction of their own by `own`. */
export function plantedTaste(photos: readonly Taught[], direction: Float32Array, order: number, own: number): number[] {
  const liking = standardised(photos.map(({ vector }) => dot(vector, direction)))
  return standardised(photos.map(({ score }, i) => order * score + own * liking[i]!))
}
