import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  gapAt,
  layoutGrid,
  offsetOf,
  positionAt,
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

  it('lay out 100,000 photos in under 20 ms', () => {
    const aspects = Int32Array.from(
      { length: 100_000 },
      (_, index) => [67, 75, 133, 150, 178, 300, 20][index % 7] ?? 150,
    )
    const times = Array.from({ length: 7 }, () => {
      const before = performance.now()
      layoutGrid({ aspects, width: 1_400, rowHeight: 170, gap: 5, breakAt: 61_234, breakHeight: 36 })
      return performance.now() - before
    })
    expect(Math.min(...times)).toBeLessThan(20)
  })

  it('are higher for a handful of photos than for many', () => {
    expect(suitableRowHeight(780, 620, 3)).toBeGreaterThanOrEqual(2 * suitableRowHeight(780, 620, 400))
    expect(suitableRowHeight(780, 620, 100_000)).toBe(139)
  })
})
