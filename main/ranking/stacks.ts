/** An order as it is shown: each moment's frames behind the one that stands for them, but for stacks that are open. */
import type { RankHeader } from '../contract/ranking.ts'
import type { Order } from './order.ts'

export interface ShownStacks {
  /** Places in the order, as they are shown. */
  readonly positions: Int32Array
  /** Of each shown place: frames of its moment that the order holds, itself included. */
  readonly sizes: Int32Array
  /** Of each shown place: the stack, -1 for a photo that is in none. */
  readonly stackOf: Int32Array
  /** Of each shown place: its place in an open stack, -1 elsewhere. */
  readonly places: Int32Array
  /** Positions of each stack's frames, the one that stands for them first. */
  readonly frames: readonly (readonly number[])[]
  /** Photos that are in no stack. */
  readonly alone: number
}

export interface Stacking {
  /** Moment of each catalogue row, -1 for a photo on its own. */
  readonly groupOf: Int32Array
  /** A person chose this row to stand for its moment. */
  readonly isTop: (row: number) => boolean
  /** A stack that holds such a row is open. */
  readonly isOpen: (row: number) => boolean
}

/**
 * Stacks stand where the frame stands that stands for them, so that the places of stacks go by their own scores. The
 * frames of an open stack follow it in the order.
 */
export function stackOrder({ rows }: Order, { groupOf, isTop, isOpen }: Stacking): ShownStacks {
  const framesOf = new Map<number, number[]>()
  for (let position = 0; position < rows.length; position++) {
    const group = groupOf[rows[position]!] ?? -1
    if (group === -1) continue
    const frames = framesOf.get(group)
    if (frames === undefined) framesOf.set(group, [position])
    else frames.push(position)
  }
  const shown: Shown = { positions: [], sizes: [], stackOf: [], places: [] }
  const frames: (readonly number[])[] = []
  let alone = 0
  for (let position = 0; position < rows.length; position++) {
    const ofMoment = framesOf.get(groupOf[rows[position]!] ?? -1)
    if (ofMoment === undefined || ofMoment.length === 1) {
      show(shown, position, 1, -1, -1)
      alone += 1
      continue
    }
    const top = ofMoment.find((other) => isTop(rows[other]!)) ?? ofMoment[0]!
    if (top !== position) continue
    const stack = frames.push([top, ...ofMoment.filter((other) => other !== top)]) - 1
    const open = ofMoment.some((other) => isOpen(rows[other]!))
    for (const [place, frame] of (frames[stack] ?? []).entries())
      if (open || place === 0) show(shown, frame, ofMoment.length, stack, open ? place : -1)
  }
  return {
    positions: Int32Array.from(shown.positions),
    sizes: Int32Array.from(shown.sizes),
    stackOf: Int32Array.from(shown.stackOf),
    places: Int32Array.from(shown.places),
    frames,
    alone,
  }
}

/** Where the order begins to fade as it is shown: at the first stack that stands in the faded part of it. */
export function shownFade(fadesAt: number | null, { positions, places }: ShownStacks): number | null {
  if (fadesAt === null) return null
  const at = positions.findIndex((position, i) => position >= fadesAt && places[i]! <= 0)
  return at === -1 ? null : at
}

interface Shown {
  readonly positions: number[]
  readonly sizes: number[]
  readonly stackOf: number[]
  readonly places: number[]
}

function show(shown: Shown, position: number, size: number, stack: number, place: number): void {
  shown.positions.push(position)
  shown.sizes.push(size)
  shown.stackOf.push(stack)
  shown.places.push(place)
}

/** Photos of an order and what they make of it when stacked, as the header says it. */
export function countsOf({ rows }: Order, { frames, alone }: ShownStacks): NonNullable<RankHeader['stacks']> {
  return { photos: rows.length, stacks: frames.length + alone, alone }
}
