/** Arithmetic of boxes that a detector proposes: pure, in pixels. */

/** A box with its chance, 0 to 1, and the parts of its sides by which the network would move each edge. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly score: number
  /** Left, top, right, bottom. */
  readonly shifts: readonly [number, number, number, number]
}

/**
 * Boxes that stay, the surest first: of those that overlap by more than `limit`, only the surest.
 * @param of `union`: overlap is a part of what both cover; `smaller`: of the smaller one, counting whole pixels, so that a
 *   box inside another goes.
 */
export function suppress(boxes: readonly Box[], limit: number, of: 'union' | 'smaller'): Box[] {
  const one = of === 'smaller' ? 1 : 0
  const kept: Box[] = []
  for (const box of boxes.toSorted((a, b) => b.score - a.score)) {
    const free = kept.every((other) => {
      const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left) + one
      const tall = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) + one
      if (wide <= 0 || tall <= 0) return true
      const shared = wide * tall
      const [mine, theirs] = [area(box, one), area(other, one)]
      const whole = of === 'smaller' ? Math.min(mine, theirs) : mine + theirs - shared
      return shared / Math.max(whole, 1e-9) <= limit
    })
    if (free) kept.push(box)
  }
  return kept
}

function area({ left, top, right, bottom }: Box, one: number): number {
  return (right - left + one) * (bottom - top + one)
}

/** Each edge where the network would have it. @param one added to the sides by networks that count pixels. */
export function shift(box: Box, one: 0 | 1): Box {
  const { left, top, right, bottom, shifts } = box
  const wide = right - left + one
  const tall = bottom - top + one
  return {
    ...box,
    left: left + shifts[0] * wide,
    top: top + shifts[1] * tall,
    right: right + shifts[2] * wide,
    bottom: bottom + shifts[3] * tall,
  }
}

/** The square of the longer side about the same middle. */
export function square(box: Box): Box {
  const wide = box.right - box.left
  const tall = box.bottom - box.top
  const side = Math.max(wide, tall)
  const left = box.left + (wide - side) / 2
  const top = box.top + (tall - side) / 2
  return { ...box, left, top, right: left + side, bottom: top + side }
}
