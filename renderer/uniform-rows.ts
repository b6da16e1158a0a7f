/** Rows of equal square cells, beside the justified ones: each picture is shown whole in its cell. */
import type { GridLayout, GridOptions, TileBox } from './grid-layout.ts'

/** As many columns as bring the cells nearest to the wanted height. */
export function layoutUniform(options: GridOptions): GridLayout {
  const { aspects, gap, breakHeight } = options
  const width = Math.max(1, Math.floor(options.width))
  const count = aspects.length
  const breakAt = options.breakAt !== null && options.breakAt > 0 && options.breakAt < count ? options.breakAt : null
  const columns = Math.max(1, Math.round((width + gap) / (options.rowHeight + gap)))
  const side = Math.max(1, Math.floor(cellOf(width, gap, columns)))
  const above = breakAt === null ? 0 : Math.ceil(breakAt / columns)
  const rowCount = above + Math.ceil((count - (breakAt ?? 0)) / columns)
  const starts = new Uint32Array(rowCount + 1)
  const tops = new Float64Array(rowCount)
  const filled = new Uint8Array(rowCount)
  const shift = breakAt === null ? 0 : breakHeight - gap
  for (let row = 0; row < rowCount; row += 1) {
    const below = row >= above
    starts[row] = below ? (breakAt ?? 0) + (row - above) * columns : row * columns
    tops[row] = row * (side + gap) + (below ? shift : 0)
  }
  starts[rowCount] = count
  for (let row = 0; row < rowCount; row += 1) {
    filled[row] = (starts[row + 1] ?? 0) - (starts[row] ?? 0) === columns ? 1 : 0
  }
  return {
    options: { ...options, width, breakAt, rowHeight: side },
    columns,
    rowCount,
    height: rowCount === 0 ? 0 : (tops[rowCount - 1] ?? 0) + side,
    starts,
    tops,
    heights: new Float64Array(rowCount).fill(side),
    filled,
    breakTop: breakAt === null ? null : above * (side + gap) - gap,
  }
}

/** The cells of one row; on whole pixels, and a full row ends exactly at the edge. */
export function uniformTiles(layout: GridLayout, columns: number, row: number): TileBox[] {
  const { width, gap } = layout.options
  const from = layout.starts[row] ?? 0
  const until = layout.starts[row + 1] ?? from
  const y = layout.tops[row] ?? 0
  const height = layout.heights[row] ?? 0
  const cell = cellOf(width, gap, columns)
  return Array.from({ length: until - from }, (_, column) => {
    const x = Math.round(column * (cell + gap))
    // From the next cell's start: rounded by itself, an end on half a pixel may go the other way, and the gap with it.
    const next = Math.round((column + 1) * (cell + gap))
    return { position: from + column, x, y, width: Math.max(1, next - gap - x), height }
  })
}

function cellOf(width: number, gap: number, columns: number): number {
  return Math.max(1, (width - (columns - 1) * gap) / columns)
}
