/** An order that a person looks at: kept, so that pages, outline and reasons come from the same one. */
import { AppError } from '../contract/errors.ts'
import type { Stack } from '../contract/stacks.ts'
import type { Catalogue } from './catalogue.ts'
import type { ExplainedOrder } from './explanation.ts'
import type { ShownOrder } from './rows.ts'
import { stackOrder, type Stacking } from './stacks.ts'

export interface KeptOrder extends ShownOrder, ExplainedOrder {
  /** The sentence without slips of the finger. */
  readonly said: string
  /** Place as the order is shown. */
  readonly fadesAt: number | null
}

/** @throws AppError `not-found` for a photo that the order does not hold. */
export function placeOf(
  { order }: Pick<KeptOrder, 'order'>,
  catalogue: Catalogue,
  photoId: number,
): { readonly row: number; readonly position: number } {
  const row = catalogue.rowOfPhoto(photoId)
  const position = row === undefined ? -1 : order.rows.indexOf(row)
  if (row === undefined || position === -1) throw new AppError('not-found', 'This photo is not in the order any more.')
  return { row, position }
}

/** Where a place of the order is shown: of a frame behind the top of a closed stack, where the stack is. */
export function shownPlaceOf({ stacks }: Pick<KeptOrder, 'stacks'>, position: number): number {
  if (stacks === null) return position
  const own = stacks.positions.indexOf(position)
  const top = stacks.frames.find((frames) => frames.includes(position))?.[0]
  return own === -1 ? stacks.positions.indexOf(top ?? position) : own
}

/**
 * The frames of a photo's moment that the order holds.
 *
 * @param stacking how the order would be stacked, whether it is shown so or not
 * @throws AppError `not-found` for a photo that the order does not hold.
 */
export function stackWith(
  kept: KeptOrder,
  catalogue: Catalogue,
  stacking: Omit<Stacking, 'isOpen'>,
  photoId: number,
): Stack {
  const { position } = placeOf(kept, catalogue, photoId)
  const { rows } = kept.order
  const stacks = kept.stacks ?? stackOrder(kept.order, { ...stacking, isOpen: () => false })
  const frames = stacks.frames.find((one) => one.includes(position)) ?? [position]
  return {
    photoIds: frames.map((frame) => catalogue.photoIds[rows[frame] ?? 0] ?? 0),
    chosen: stacking.isTop(rows[frames[0] ?? 0] ?? 0),
  }
}
