/**
 * Justified rows for a whole order, as pure arithmetic over typed arrays: 100,000 photos lay out in a few
 * milliseconds, so geometry is computed again on every resize instead of being kept in step.
 */
import { layoutUniform, uniformTiles } from './uniform-rows.ts'

/** Panoramas and strips are cropped to these shapes in the grid, in hundredths; the viewer shows them whole. */
const NARROWEST = 45
const WIDEST = 320

export interface GridOptions {
  /** round(100 * width / height), one per position. */
  readonly aspects: ArrayLike<number>
  readonly width: number
  readonly rowHeight: number
  /** Equal square cells instead of justified rows. */
  readonly uniform?: boolean
  readonly gap: number
  /** Position before which a rule is drawn across the grid; rows never straddle it. */
  readonly breakAt: number | null
  readonly breakHeight: number
}

export interface GridLayout {
  readonly options: GridOptions
  /** Cells in a row; null where rows are justified. */
  readonly columns: number | null
  readonly rowCount: number
  readonly height: number
  /** First position of each row, and the number of photos as the last entry. */
  readonly starts: Uint32Array
  readonly tops: Float64Array
  readonly heights: Float64Array
  /** 1 where the row reaches from edge to edge; the last row before a break or the end may be short. */
  readonly filled: Uint8Array
  readonly breakTop: number | null
}

export interface TileBox {
  readonly position: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export function layoutGrid(options: GridOptions): GridLayout {
  if (options.uniform === true) return layoutUniform(options)
  const { aspects, gap, rowHeight, breakHeight } = options
  const width = Math.max(1, Math.floor(options.width))
  const count = aspects.length
  const breakAt = options.breakAt !== null && options.breakAt > 0 && options.breakAt < count ? options.breakAt : null
  // One photo alone is never asked to be wider than the row: it would become lower than every other row.
  const widest = Math.min(WIDEST, Math.max(NARROWEST, (100 * width) / rowHeight))
  const starts = new Uint32Array(count + 1)
  const tops = new Float64Array(count)
  const heights = new Float64Array(count)
  const filled = new Uint8Array(count)
  let rows = 0
  let y = 0
  let breakTop: number | null = null

  const close = (from: number, until: number, height: number, full: boolean): void => {
    starts[rows] = from
    tops[rows] = y
    heights[rows] = Math.max(1, Math.round(height))
    filled[rows] = full ? 1 : 0
    y += Math.max(1, Math.round(height)) + gap
    rows += 1
    starts[rows] = until
  }

  const segment = (from: number, until: number): void => {
    let start = from
    let sum = 0
    let before = 0
    for (let position = from; position < until; position += 1) {
      const aspect = shape(aspects[position] ?? 100, widest)
      const previous = before
      sum += aspect
      const height = heightOf(width, gap, position - start + 1, sum)
      before = height
      if (height > rowHeight) continue
      // With or without this photo, whichever leaves the row nearer to the wanted height.
      if (position > start && previous / rowHeight < rowHeight / height) {
        close(start, position, previous, true)
        start = position
        sum = aspect
        before = heightOf(width, gap, 1, sum)
        if (before > rowHeight) continue
      }
      close(start, position + 1, before, true)
      start = position + 1
      sum = 0
      before = 0
    }
    if (start < until) {
      const natural = heightOf(width, gap, until - start, sum)
      const full = natural <= rowHeight * 1.25
      close(start, until, full ? natural : rowHeight, full)
    }
  }

  segment(0, breakAt ?? count)
  if (breakAt !== null) {
    breakTop = y - gap
    y += breakHeight - gap
    segment(breakAt, count)
  }
  return {
    options: { ...options, width, breakAt },
    columns: null,
    rowCount: rows,
    height: Math.max(0, y - gap),
    starts: starts.slice(0, rows + 1),
    tops: tops.slice(0, rows),
    heights: heights.slice(0, rows),
    filled: filled.slice(0, rows),
    breakTop,
  }
}

/** The tiles of one row, on whole pixels: edges are rounded, not widths, so that a full row ends exactly at the edge. */
export function rowTiles(layout: GridLayout, row: number): TileBox[] {
  if (layout.columns !== null) return uniformTiles(layout, layout.columns, row)
  const { aspects, width, gap, rowHeight } = layout.options
  const from = layout.starts[row] ?? 0
  const until = layout.starts[row + 1] ?? from
  const y = layout.tops[row] ?? 0
  const height = layout.heights[row] ?? 0
  const widest = Math.min(WIDEST, Math.max(NARROWEST, (100 * width) / rowHeight))
  let sum = 0
  for (let position = from; position < until; position += 1) sum += shape(aspects[position] ?? 100, widest)
  const exact = layout.filled[row] === 1 ? heightOf(width, gap, until - from, sum) : height
  const tiles: TileBox[] = []
  let before = 0
  for (let position = from; position < until; position += 1) {
    const aspect = shape(aspects[position] ?? 100, widest) / 100
    const offset = (position - from) * gap
    const x = offset + Math.round(before * exact)
    before += aspect
    tiles.push({ position, x, y, width: Math.max(1, offset + Math.round(before * exact) - x), height })
  }
  return tiles
}

/** Rows that meet the band from `top` to `bottom`: `first` to `last`, both included; none when `last < first`. */
export function visibleRows(layout: GridLayout, top: number, bottom: number): { first: number; last: number } {
  if (layout.rowCount === 0) return { first: 0, last: -1 }
  let first = lastAtOrBelow(layout.tops, top)
  if ((layout.tops[first] ?? 0) + (layout.heights[first] ?? 0) <= top) first += 1
  return { first, last: lastAtOrBelow(layout.tops, Math.max(0, bottom - 1)) }
}

export function rowOf(layout: GridLayout, position: number): number {
  return Math.min(layout.rowCount - 1, lastAtOrBelow(layout.starts, position))
}

/** The nearest tile, by its middle, some rows away; the position itself when there is no such row. */
export function verticalNeighbour(layout: GridLayout, position: number, rows: number): number {
  const row = rowOf(layout, position)
  const target = Math.max(0, Math.min(layout.rowCount - 1, row + rows))
  if (target === row) return position
  const own = rowTiles(layout, row).find((tile) => tile.position === position)
  if (own === undefined) return position
  const middle = own.x + own.width / 2
  let best = position
  let distance = Infinity
  for (const tile of rowTiles(layout, target)) {
    const away = Math.max(0, tile.x - middle, middle - tile.x - tile.width)
    if (away < distance) {
      best = tile.position
      distance = away
    }
  }
  return best
}

/** Height of a position in the grid: rows are read left to right, so a place inside a row is a part of its height. */
export function offsetOf(layout: GridLayout, position: number): number {
  if (layout.rowCount === 0) return 0
  if (position >= layout.options.aspects.length) return layout.height
  const row = rowOf(layout, position)
  const from = layout.starts[row] ?? 0
  const until = layout.starts[row + 1] ?? from + 1
  return (layout.tops[row] ?? 0) + ((layout.heights[row] ?? 0) * (position - from)) / Math.max(1, until - from)
}

/** The position read at a height of the grid: the inverse of `offsetOf`. */
export function positionAt(layout: GridLayout, offset: number): number {
  if (layout.rowCount === 0) return 0
  const row = lastAtOrBelow(layout.tops, offset)
  const from = layout.starts[row] ?? 0
  const until = layout.starts[row + 1] ?? from + 1
  const within = Math.min(1, Math.max(0, (offset - (layout.tops[row] ?? 0)) / (layout.heights[row] ?? 1)))
  return Math.min(until - 1, from + Math.floor(within * (until - from)))
}

export interface GridBox {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Positions of all tiles that a box touches, drawn or not. */
export function positionsWithin(layout: GridLayout, { left, top, right, bottom }: GridBox): number[] {
  const rows = visibleRows(layout, top, bottom)
  if (bottom <= 0) return []
  const found: number[] = []
  for (let row = rows.first; row <= rows.last; row += 1)
    for (const tile of rowTiles(layout, row))
      if (tile.x < right && tile.x + tile.width > left) found.push(tile.position)
  return found
}

/** A row height that suits the room: denser windows for long orders, large pictures for a handful. */
export function suitableRowHeight(width: number, viewHeight: number, count: number): number {
  const usual = Math.min(240, Math.max(104, 100 + width * 0.05))
  const filling = 0.82 * Math.sqrt((width * viewHeight) / (Math.max(1, count) * 1.4))
  return Math.round(Math.max(usual, Math.min(320, filling)))
}

function shape(aspect: number, widest: number): number {
  return Math.min(widest, Math.max(NARROWEST, aspect))
}

function heightOf(width: number, gap: number, count: number, aspectSum: number): number {
  return (100 * Math.max(1, width - (count - 1) * gap)) / aspectSum
}

/** Index of the last entry that is not above `value`; 0 when all are. */
function lastAtOrBelow(sorted: ArrayLike<number>, value: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((sorted[middle] ?? Infinity) <= value) low = middle
    else high = middle - 1
  }
  return low
}

/** A place between two photos, or before the first or behind the last: `at` photos stand before it. */
export interface GridGap {
  readonly at: number
  /** Where a line would show it, in the middle between the tiles. */
  readonly x: number
  readonly y: number
  readonly height: number
}

/** The gap nearest to a point among drawn tiles: before or behind the tile nearest to it, in the row nearest to it. */
export function gapAt(tiles: readonly TileBox[], x: number, y: number, gapPx = 5): GridGap | null {
  const distance = (from: number, size: number, point: number): number => Math.max(0, from - point, point - from - size)
  let nearest: TileBox | null = null
  let least = [Infinity, Infinity] as const
  for (const tile of tiles) {
    const found = [distance(tile.y, tile.height, y), distance(tile.x, tile.width, x)] as const
    if (found[0] > least[0] || (found[0] === least[0] && found[1] >= least[1])) continue
    nearest = tile
    least = found
  }
  if (nearest === null) return null
  const behind = x > nearest.x + nearest.width / 2
  return {
    at: nearest.position + (behind ? 1 : 0),
    x: behind ? nearest.x + nearest.width + gapPx / 2 : nearest.x - gapPx / 2,
    y: nearest.y,
    height: nearest.height,
  }
}
