/** Parts of an order: one of each burst, and the cut at the top. What stays keeps its order, scores and bands. */
import type { Cut } from '../contract/ranking.ts'
import type { Order } from './order.ts'
import { stackOrder, type Stacking } from './stacks.ts'

export interface Reduced {
  readonly order: Order
  /** Photos each remaining one stands for, itself included. */
  readonly standsFor: Int32Array
}

/** Positions as given, ascending. Bands keep their numbers, so that neighbours that were told apart still are. */
export function pickPositions(order: Order, positions: Int32Array): Order {
  let scored = 0
  while (scored < positions.length && positions[scored]! < order.scored) scored += 1
  return {
    rows: positions.map((position) => order.rows[position]!),
    scores: Float64Array.from(positions, (position) => order.scores[position]!),
    scored,
    tieBands: positions.map((position) => order.tieBands[position]!),
  }
}

/** One of each moment stays: the frame that a person chose to stand for it, else the first. */
export function onePerGroup(order: Order, stacking: Omit<Stacking, 'isOpen'>): Reduced {
  const { positions, sizes } = stackOrder(order, { ...stacking, isOpen: () => false })
  return { order: pickPositions(order, positions), standsFor: sizes }
}

/** `percent` is of the scored photos, rounded up: a set of 5 % is never empty while there is one. */
export function cutOrder(order: Order, cut: Cut): Order {
  if (cut.kind === 'score') {
    const { least = -Infinity, most = Infinity } = cut
    const inside = Int32Array.from({ length: order.scored }, (_, position) => position).filter(
      (position) => order.scores[position]! >= least && order.scores[position]! <= most,
    )
    return pickPositions(order, inside)
  }
  // A few hundredths of a per cent may be written 0.1 + 0.2: half a millionth of a photo does not add one.
  const count = cut.kind === 'top' ? cut.count : Math.ceil((order.scored * cut.percent) / 100 - 1e-6)
  const length = Math.min(order.rows.length, count)
  return pickPositions(
    order,
    Int32Array.from({ length }, (_, position) => position),
  )
}
