/** Windows of an order as the columns that cross the wire. */
import type { RankRows } from '../contract/ranking.ts'
import { assetVersion } from '../library/asset-version.ts'
import type { Catalogue } from './catalogue.ts'
import { percentileOf, type Order } from './order.ts'

export interface ShownOrder {
  readonly order: Order
  readonly stacks: Int32Array | null
}

export function rowsOf(
  { order, stacks }: ShownOrder,
  catalogue: Catalogue,
  offline: ReadonlySet<number>,
  offset: number,
  limit: number,
): RankRows {
  const rows = order.rows.subarray(offset, offset + limit)
  const positions = Array.from(rows, (_, i) => offset + i)
  const column = <T>(pick: (row: number) => T): T[] => Array.from(rows, (row) => pick(row))
  return {
    offset,
    photoIds: column((row) => catalogue.photoIds[row] ?? 0),
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
    stacks: positions.map((position) => stacks?.[position] ?? 1),
  }
}
