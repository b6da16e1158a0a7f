/** An order that a person looks at: kept, so that pages, outline and reasons come from the same one. */
import { AppError } from '../contract/errors.ts'
import type { Explanation, RankHeader, Reason } from '../contract/ranking.ts'
import type { Stack } from '../contract/stacks.ts'
import { axisOf } from './axes.ts'
import type { Catalogue } from './catalogue.ts'
import { percentileOf } from './order.ts'
import type { ShownOrder } from './rows.ts'
import { stackOrder, type Stacking } from './stacks.ts'

export interface KeptOrder extends ShownOrder {
  readonly header: RankHeader
  /** Place as the order is shown. */
  readonly fadesAt: number | null
  /** What an ordinary photo has: the median of a fact, or the background's similarity. */
  readonly typical: number
}

/** @throws AppError `not-found` for a photo that the order does not hold. */
export function explanationOf(kept: KeptOrder, catalogue: Catalogue, photoId: number): Explanation {
  const { header, order, stacks } = kept
  const position = positionOf(kept, catalogue, photoId)
  const row = order.rows[position] ?? 0
  const score = position < order.scored ? (order.scores[position] ?? null) : null
  // Behind the top of a closed stack it is shown where the stack is.
  const first = stacks?.frames.find((frames) => frames.includes(position))?.[0]
  const own = stacks?.positions.indexOf(position)
  const shown = own === -1 ? (stacks?.positions.indexOf(first ?? 0) ?? position) : (own ?? position)
  return {
    photoId,
    position: shown,
    total: header.total,
    percentile: percentileOf(position, order.scored),
    score,
    modelId: header.modelId,
    reason: reasonOf(kept, score, catalogue.indexed[row] === 1),
  }
}

function reasonOf({ header, typical }: KeptOrder, score: number | null, indexed: boolean): Reason {
  const { reading } = header
  if (reading.kind === 'manual') return { kind: 'manual' }
  if (score === null) return { kind: 'unscored', why: indexed ? 'not-measured' : 'waiting' }
  if (reading.kind !== 'measured') return { kind: reading.kind, value: score, typical }
  return { kind: 'measured', axis: reading.axis, value: score, unit: axisOf(reading.axis).unit, median: typical }
}

/**
 * @param stacking how the order would be stacked, whether it is shown so or not
 * @throws AppError `not-found` for a photo that the order does not hold.
 */
export function stackWith(
  kept: KeptOrder,
  catalogue: Catalogue,
  stacking: Omit<Stacking, 'isOpen'>,
  photoId: number,
): Stack {
  const position = positionOf(kept, catalogue, photoId)
  const { rows } = kept.order
  const stacks = kept.stacks ?? stackOrder(kept.order, { ...stacking, isOpen: () => false })
  const frames = stacks.frames.find((one) => one.includes(position)) ?? [position]
  return {
    photoIds: frames.map((frame) => catalogue.photoIds[rows[frame] ?? 0] ?? 0),
    chosen: stacking.isTop(rows[frames[0] ?? 0] ?? 0),
  }
}

function positionOf({ order }: KeptOrder, catalogue: Catalogue, photoId: number): number {
  const row = catalogue.rowOfPhoto(photoId)
  const position = row === undefined ? -1 : order.rows.indexOf(row)
  if (position === -1) throw new AppError('not-found', 'This photo is not in the order any more.')
  return position
}
