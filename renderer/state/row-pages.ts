/** The rows read so far of a long order, by page. Never changed in place: each step gives a new collection. */
import type { RankRows } from '../../main/contract/ranking.ts'

export type RowPages = ReadonlyMap<number, RankRows>

export const PAGE_ROWS = 200

export function noPages(): RowPages {
  return new Map()
}

export function pageOf(position: number): number {
  return Math.floor(position / PAGE_ROWS)
}

export function withPage(pages: RowPages, rows: RankRows): RowPages {
  return new Map(pages).set(pageOf(rows.offset), rows)
}

/** At most `kept` pages: those nearest to the pages from `from` to `until`. */
export function nearestPages(pages: RowPages, from: number, until: number, kept: number): RowPages {
  if (pages.size <= kept) return pages
  const distance = (page: number): number => Math.max(from - page, page - until, 0)
  const nearest = [...pages].toSorted(([left], [right]) => distance(left) - distance(right))
  return new Map(nearest.slice(0, kept))
}
