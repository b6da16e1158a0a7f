/** Windows of an order as the columns that cross the wire. */
import type { RankRows } from '../contract/ranking.ts'
import { assetVersion } from '../library/asset-version.ts'
import type { Catalogue } from './catalogue.ts'
import { percentileOf, type Order } from './order.ts'
import type { ShownStacks } from './stacks.ts'

export interface ShownOrder {
  readonly order: Order
  /** Photos of its moment that each one stands for in a set with one of each; null where that is not such a set. */
  readonly standsFor: Int32Array | null
  /** How it is shown; null: as it is. */
  readonly stacks: ShownStacks | null
}

export function lengthOf({ order, stacks }: ShownOrder): number {
  return stacks?.positions.length ?? order.rows.length
}

export function rowsOf(
  shown: ShownOrder,
  catalogue: Catalogue,
  offline: ReadonlySet<number>,
  offset: number,
  limit: number,
): RankRows {
  const { order, standsFor, stacks } = shown
  const length = Math.max(0, Math.min(limit, lengthOf(shown) - offset))
  const places = Array.from({ length }, (_, i) => offset + i)
  const positions = places.map((place) => stacks?.positions[place] ?? place)
  const column = <T>(pick: (row: number) => T): T[] => positions.map((position) => pick(order.rows[position]!))
  const idOf = (position: number): number => catalogue.photoIds[order.rows[position]!] ?? 0
  // The frame that came first into the library: the same while others come and the order changes.
  const names = stacks?.frames ?? []
  const nameOf = (stack: number): number =>
    (names[stack] ?? []).reduce((least, at) => Math.min(least, idOf(at)), Infinity)
  return {
    offset,
    photoIds: positions.map(idOf),
    scores: positions.map((position) => (position < order.scored ? (order.scores[position] ?? null) : null)),
    percentiles: positions.map((position) => percentileOf(position, order.scored)),
    tieBands: positions.map((position) => order.tieBands[position] ?? 0),
    takenAt: column((row) => catalogue.takenAt(row)),
    folderIds: column((row) => catalogue.folderIds[row] ?? -1),
    names: column((row) => catalogue.names[row] ?? ''),
    aspects: column((row) => catalogue.aspectOf(row)),
    offline: column((row) => offline.has(catalogue.folderIds[row] ?? -1)),
    versions: column((row) => assetVersion(catalogue.hashes[row])),
    ratings: column((row) => catalogue.ratings[row] ?? 0),
    flags: column((row) => catalogue.flags[row] ?? 'none'),
    labels: column((row) => catalogue.labels[row] ?? 'none'),
    stacks: places.map((place) => stacks?.sizes[place] ?? standsFor?.[place] ?? 1),
    stackIds: places.map((place) =>
      stacks === null || stacks.stackOf[place]! < 0 ? null : nameOf(stacks.stackOf[place]!),
    ),
    stackPlaces: places.map((place) => (stacks === null || stacks.places[place]! < 0 ? null : stacks.places[place]!)),
  }
}
