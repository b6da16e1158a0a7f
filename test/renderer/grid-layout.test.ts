import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  gapAt,
  layoutGrid,
  offsetOf,
  positionAt,
  positionsWithin,
  rowOf,
  rowTiles,
  suitableRowHeight,
  verticalNeighbour,
  visibleRows,
  type GridLayout,
  type GridOptions,
} from '../../renderer/grid-layout.ts'

const options = fc.record<GridOptions>({
  // Strips of 1:5, panoramas, and shapes rounded to nothing.
  aspects: fc.array(fc.oneof(fc.integer({ min: 50, max: 250 }), fc.integer({ min: 0, max: 2_000 })), {
    maxLength: 300,
  }),
  width: fc.integer({ min: 280, max: 3_000 }),
  rowHeight: fc.integer({ min: 100, max: 300 }),
  gap: fc.integer({ min: 0, max: 12 }),
  breakAt: fc.option(fc.integer({ min: 0, max: 320 })),
  breakHeight: fc.constant(36),
})

function allTiles(layout: GridLayout) {
  return Array.from({ length: layout.rowCount }, (_, row) => rowTiles(layout, row))
}

describe('the rows of an order', () => {
  it('hold every photo exactly once, in order', () => {
    fc.assert(
      fc.property(options, (given) => {
        const positions = allTiles(layoutGrid(given)).flatMap((row) => row.map((tile) => tile.position))
        expect(positions).toEqual(Array.from({ length: given.aspects.length }, (_, position) => position))
      }),
    )
  })

  it('reach from edge to edge with even gaps, except the last before a break or the end', () => {
    fc.assert(
      fc.property(options, (given) => {
        const layout = layoutGrid(given)
        allTiles(layout).forEach((tiles, row) => {
          tiles.forEach((tile, index) => {
            const next = tiles[index + 1]
            if (next !== undefined) expect(next.x - tile.x - tile.width).toBe(given.gap)
          })
          const last = tiles.at(-1)
          const end = (last?.x ?? 0) + (last?.width ?? 0)
          const closing = row === layout.rowCount - 1 || layout.starts[row + 1] === layout.options.breakAt
          if (layout.filled[row] === 1) expect(end).toBe(given.width)
          else expect(closing).toBe(true)
          expect(end).toBeLessThanOrEqual(given.width)
        })
      }),
    )
  })

  it('keep their heights near the wanted one', () => {
    fc.assert(
      fc.property(options, (given) => {
        for (const height of layoutGrid(given).heights) {
          expect(height).toBeGreaterThanOrEqual(Math.floor(given.rowHeight * 0.4))
          expect(height).toBeLessThanOrEqual(Math.ceil(given.rowHeight * 2.5))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('never straddle the place where the order fades, and leave room for its rule', () => {
    fc.assert(
      fc.property(options, (given) => {
        const layout = layoutGrid(given)
        const { breakAt } = layout.options
        if (breakAt === null) return
        const row = rowOf(layout, breakAt)
        expect(layout.starts[row]).toBe(breakAt)
        expect(layout.breakTop).toBe((layout.tops[row - 1] ?? 0) + (layout.heights[row - 1] ?? 0))
        expect((layout.tops[row] ?? 0) - (layout.breakTop ?? 0)).toBe(given.breakHeight)
      }),
    )
  })

  it('are found by position, by height and by what is on screen', () => {
    fc.assert(
      fc.property(options, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
        const layout = layoutGrid(given)
        if (layout.rowCount === 0) return
        const position = Math.floor(share * (given.aspects.length - 1))
        expect(rowTiles(layout, rowOf(layout, position)).some((tile) => tile.position === position)).toBe(true)
        expect(positionAt(layout, offsetOf(layout, position) + 1e-6)).toBe(position)
        const top = Math.floor(share * layout.height)
        const { first, last } = visibleRows(layout, top, top + 200)
        for (let row = 0; row < layout.rowCount; row += 1) {
          const from = layout.tops[row] ?? 0
          const seen = from < top + 200 && from + (layout.heights[row] ?? 0) > top
          expect(row >= first && row <= last).toBe(seen)
        }
      }),
    )
  })

  it('lead up and down to the tile that stands over the same place', () => {
    const layout = layoutGrid({
      aspects: new Array<number>(40).fill(150),
      width: 1_000,
      rowHeight: 160,
      gap: 5,
      breakAt: null,
      breakHeight: 36,
    })
    const below = verticalNeighbour(layout, 1, 1)
    expect(rowOf(layout, below)).toBe(1)
    expect(verticalNeighbour(layout, below, -1)).toBe(1)
    expect(verticalNeighbour(layout, 1, -1)).toBe(1)
    expect(verticalNeighbour(layout, 39, 1)).toBe(39)
  })

  it('have one gap more than photos, found before and behind each tile and beyond every edge', () => {
    const layout = layoutGrid({
      aspects: new Array<number>(40).fill(150),
      width: 1_000,
      rowHeight: 160,
      gap: 5,
      breakAt: null,
      breakHeight: 36,
    })
    const tiles = Array.from({ length: layout.rowCount }, (_, row) => rowTiles(layout, row)).flat()
    for (const { position, x, y, width, height } of tiles) {
      expect(gapAt(tiles, x + 1, y + height / 2)?.at).toBe(position)
      expect(gapAt(tiles, x + width - 1, y + height / 2)?.at).toBe(position + 1)
    }
    expect(gapAt(tiles, -50, -50)?.at).toBe(0)
    expect(gapAt(tiles, 5_000, 9_000)?.at).toBe(40)
    const [first, second] = tiles
    expect(gapAt(tiles, (first?.width ?? 0) + 2, 10)?.x).toBeCloseTo((second?.x ?? 0) - 2.5)
    expect(gapAt([], 1, 1)).toBeNull()
  })

  it('are higher for a handful of photos than for many', () => {
    expect(suitableRowHeight(780, 620, 3)).toBeGreaterThanOrEqual(2 * suitableRowHeight(780, 620, 400))
    expect(suitableRowHeight(780, 620, 100_000)).toBe(139)
  })
})

describe('equal cells', () => {
  const cells = options.map((given) => ({ ...given, uniform: true }))

  it('hold every photo once, in columns that end exactly at the edge, with even gaps', () => {
    fc.assert(
      fc.property(cells, (given) => {
        const layout = layoutGrid(given)
        const rows = allTiles(layout)
        expect(rows.flat().map((tile) => tile.position)).toEqual(
          Array.from({ length: given.aspects.length }, (_, i) => i),
        )
        rows.forEach((tiles, row) => {
          expect(tiles.length).toBeGreaterThan(0)
          const last = tiles.at(-1)
          if (layout.filled[row] === 1) expect((last?.x ?? 0) + (last?.width ?? 0)).toBe(given.width)
          tiles.forEach((tile, column) => {
            expect(Math.abs(tile.width - tile.height)).toBeLessThanOrEqual(1)
            expect(tile.x).toBe(rows[0]?.[column]?.x ?? tile.x)
            const next = tiles[column + 1]
            if (next !== undefined) expect(next.x - tile.x - tile.width).toBe(given.gap)
          })
        })
      }),
    )
  })

  it('keep their gaps where a cell ends on half a pixel', () => {
    const aspects = Array.from({ length: 14 }, () => 100)
    const given = { aspects, width: 1_361, rowHeight: 100, gap: 0, breakAt: null, breakHeight: 36, uniform: true }
    const tiles = rowTiles(layoutGrid(given), 0)
    const gaps = tiles.slice(1).map((tile, i) => tile.x - (tiles[i]?.x ?? 0) - (tiles[i]?.width ?? 0))
    expect(gaps).toEqual(gaps.map(() => 0))
  })

  it('leave room for the rule where the order fades, and are found again by their height', () => {
    fc.assert(
      fc.property(cells, (given) => {
        const layout = layoutGrid(given)
        const { breakAt } = layout.options
        if (breakAt !== null) {
          const row = rowOf(layout, breakAt)
          expect(layout.starts[row]).toBe(breakAt)
          expect((layout.tops[row] ?? 0) - (layout.breakTop ?? 0)).toBe(given.breakHeight)
        }
        for (let row = 0; row < layout.rowCount; row += 1)
          expect(positionAt(layout, layout.tops[row] ?? 0)).toBe(layout.starts[row])
      }),
    )
  })
})

describe('a box over the tiles', () => {
  it('touches those tiles that it meets and no other, drawn or not', () => {
    const point = fc.integer({ min: -20, max: 4_000 })
    fc.assert(
      fc.property(options, fc.boolean(), point, point, point, point, (given, uniform, x, y, across, down) => {
        const layout = layoutGrid({ ...given, uniform })
        const box = {
          left: Math.min(x, across),
          right: Math.max(x, across) + 1,
          top: Math.min(y, down),
          bottom: Math.max(y, down) + 1,
        }
        const meets = allTiles(layout)
          .flat()
          .filter(
            (tile) =>
              tile.x < box.right &&
              tile.x + tile.width > box.left &&
              tile.y < box.bottom &&
              tile.y + tile.height > box.top,
          )
        expect(positionsWithin(layout, box)).toEqual(meets.map(({ position }) => position))
      }),
    )
  })
})
