/** Places of an order as numbers with room between them: a photo that comes in the middle does not move those behind it. */

/** Nearer than this, photos that come between two would soon be without a place: then those around them move too. */
const ROOM = 1e-6
/** Photos on either side that make room. */
const MARGIN = 64

/** Ends at which a part of an order hangs together with the rest: the photo there stays where it is. */
export interface Bounds {
  readonly first: boolean
  readonly last: boolean
}

/**
 * New places for `wanted`, of those photos only whose place must change; null where a bounded part is too narrow to
 * make room in: take a longer one.
 *
 * @param before place of each former member; those not wanted do not matter
 * @param wanted each once, in the order they are to stand in; those that bound it were members
 */
export function changedPlaces(
  before: ReadonlyMap<number, number>,
  wanted: readonly number[],
  bounds: Bounds = { first: false, last: false },
): Map<number, number> | null {
  const places = wanted.map((photoId) => before.get(photoId) ?? NaN)
  const stays = longestRise(places)
  const changed = new Map<number, number>()
  const [least, most] = [bounds.first ? 1 : 0, wanted.length - (bounds.last ? 1 : 0)]
  for (let at = 0; at < wanted.length;) {
    if (stays[at] === 1) {
      at += 1
      continue
    }
    let to = nextStay(stays, at)
    let from = at
    let room = roomBetween(places, from, to)
    while (room.step < ROOM) {
      if (from === least && to === most) return null
      from = Math.max(least, from - MARGIN)
      to = Math.min(most, nextStay(stays, Math.min(to + MARGIN, wanted.length)))
      room = roomBetween(places, from, to)
    }
    for (let i = from; i < to; i++) {
      places[i] = room.left + (i - from + 1) * room.step
      changed.set(wanted[i]!, places[i]!)
    }
    at = to
  }
  return changed
}

function nextStay(stays: Uint8Array, from: number): number {
  const found = stays.indexOf(1, from)
  return found === -1 ? stays.length : found
}

/** Beyond the first and the last there is room without end. */
function roomBetween(places: readonly number[], from: number, to: number): { left: number; step: number } {
  const right = to < places.length ? places[to]! : null
  const left = from > 0 ? places[from - 1]! : right === null ? -1 : right - (to - from) - 1
  return { left, step: right === null ? 1 : (right - left) / (to - from + 1) }
}

/** 1 for each number of a longest strictly rising subsequence; NaN belongs to none. n log n. */
function longestRise(numbers: readonly number[]): Uint8Array {
  const ends: number[] = []
  const previous = new Int32Array(numbers.length).fill(-1)
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i]!
    if (Number.isNaN(number)) continue
    let low = 0
    let high = ends.length
    // Most often it goes to the end.
    if (high > 0 && numbers[ends[high - 1]!]! < number) low = high
    while (low < high) {
      const middle = (low + high) >> 1
      if (numbers[ends[middle]!]! < number) low = middle + 1
      else high = middle
    }
    previous[i] = low === 0 ? -1 : ends[low - 1]!
    ends[low] = i
  }
  const inside = new Uint8Array(numbers.length)
  for (let at = ends.at(-1) ?? -1; at !== -1; at = previous[at]!) inside[at] = 1
  return inside
}
