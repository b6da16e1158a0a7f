/** Parts of an order: one of each burst, and the cut at the top. What stays keeps its order, scores and bands. */
import type { Cut } from '../contract/ranking.ts'
import type { Order } from './order.ts'

export interface Reduced {
  readonly order: Order
  /** Photos each remaining one stands for, itself included; null where every photo stands for itself. */
  readonly stacks: Int32Array | null
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

/** @param groupOf burst of each catalogue row, -1 for a photo on its own. The first of each burst stays. */
export function onePerGroup(order: Order, groupOf: Int32Array): Reduced {
  const total = order.rows.length
  const positions = new Int32Array(total)
  const stacks = new Int32Array(total)
  const firstOf = new Map<number, number>()
  let kept = 0
  for (let position = 0; position < total; position++) {
    const group = groupOf[order.rows[position]!] ?? -1
    const first = group === -1 ? undefined : firstOf.get(group)
    if (first !== undefined) {
      stacks[first]! += 1
      continue
    }
    if (group !== -1) firstOf.set(group, kept)
    stacks[kept] = 1
    positions[kept++] = position
  }
  return { order: pickPositions(order, positions.subarray(0, kept)), stacks: stacks.slice(0, kept) }
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
