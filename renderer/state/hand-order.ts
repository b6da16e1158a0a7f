/** Moving photos within the order that a person gave a fixed collection: from places in view to what the core is told. */
import type { PhotoMove } from '../../main/contract/collections.ts'
import type { Order } from './order.svelte.ts'

/** Photos of the order with their positions, in the order of the view; those it does not hold are left out. */
export async function positionsOf(order: Order, photoIds: readonly number[]): Promise<Map<number, number>> {
  const positions = new Map<number, number>()
  for (const photoId of photoIds) {
    const position = order.find(photoId)
    if (position !== null) positions.set(photoId, position)
  }
  if (positions.size < photoIds.length) {
    // Some were never on screen: all of the order is asked for, once.
    const wanted = new Set(photoIds)
    for (const [position, photoId] of (await order.ids(0, order.header.total - 1)).entries())
      if (wanted.has(photoId)) positions.set(photoId, position)
  }
  return new Map([...positions].toSorted(([, left], [, right]) => left - right))
}

/** The gap in view, 0 to the number of photos, that lies so many places before or behind these positions. */
export function shiftedGap(positions: readonly number[], by: number, total: number): number {
  const first = positions[0] ?? 0
  const last = positions.at(-1) ?? 0
  return by < 0 ? Math.max(0, first + by) : Math.min(total, last + by + 1)
}

/** Photos put into a gap of the view, together; null where they stand there already. */
export async function moveInto(order: Order, photoIds: readonly number[], gap: number): Promise<PhotoMove | null> {
  const positions = await positionsOf(order, photoIds)
  const places = [...positions.values()]
  const [first, last] = [places[0], places.at(-1)]
  if (first === undefined || last === undefined) return null
  if (last - first + 1 === places.length && gap >= first && gap <= last + 1) return null
  const { reversed, total } = order.header
  // Turned round, what stands before the gap in view follows in the collection.
  const step = reversed ? -1 : 1
  let at = reversed ? gap - 1 : gap
  const moved = new Set(places)
  while (moved.has(at)) at += step
  const [before = null] = at < 0 || at >= total ? [] : await order.ids(at, at)
  const ids = [...positions.keys()]
  return { photoIds: reversed ? ids.toReversed() : ids, before }
}
