/** Stars from positions. */
import type { XmpOptions } from '../contract/exports.ts'

/**
 * Stars of each position of a set, 0 for none: each cut takes its share of the set from where the one before ended.
 * @param total photos in the set
 */
export function starsOf(total: number, cuts: XmpOptions['stars']): Uint8Array {
  const stars = new Uint8Array(total)
  let share = 0
  let from = 0
  for (const { percent, rating } of cuts) {
    share = Math.min(100, share + percent)
    // A few hundredths of a per cent may be written 0.1 + 0.2: half a millionth of a photo does not add one.
    const to = Math.min(total, Math.ceil((total * share) / 100 - 1e-6))
    stars.fill(rating, from, to)
    from = Math.max(from, to)
  }
  return stars
}
