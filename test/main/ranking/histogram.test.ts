import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { histogramOf } from '../../../main/ranking/histogram.ts'

const descending = (values: readonly number[]) => values.toSorted((a, b) => b - a)

describe('the spread of an order', () => {
  it('counts every photo with a score once, and leads to the first of each bar', () => {
    fc.assert(
      fc.property(
        // Of two zeros either may stand first.
        fc.array(
          fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0),
          { minLength: 2, maxLength: 400 },
        ),
        fc.boolean(),
        fc.integer({ min: 0, max: 5 }),
        (values, reversed, unscored) => {
          const order = reversed ? descending(values).toReversed() : descending(values)
          const bars = histogramOf([...order, ...Array.from({ length: unscored }, () => NaN)])
          if (new Set(values.map((value) => value + 0)).size === 1) {
            expect(bars).toEqual([])
            return
          }
          expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(values.length)
          let seen = 0
          for (const { from, count, range } of bars) {
            if (range === null) {
              expect(count).toBe(0)
              expect(from).toBeLessThan(values.length)
              continue
            }
            expect(from).toBe(seen)
            expect([range.least, range.most].toSorted((a, b) => a - b)).toEqual(
              [order[seen] ?? NaN, order[seen + count - 1] ?? NaN].toSorted((a, b) => a - b),
            )
            seen += count
          }
        },
      ),
    )
  })

  it('has a bar for each value where there are few, in the direction of the order', () => {
    expect(histogramOf([5, 2, 2, 0, 0, 0, NaN])).toEqual([
      { from: 0, count: 1, range: { least: 5, most: 5 } },
      { from: 1, count: 2, range: { least: 2, most: 2 } },
      { from: 3, count: 3, range: { least: 0, most: 0 } },
    ])
  })

  it('is not squeezed into one bar by one huge value', () => {
    const values = descending([1e9, ...Array.from({ length: 999 }, (_, i) => i)])
    expect(histogramOf(values).filter(({ count }) => count > 10).length).toBeGreaterThan(40)
  })

  it('is nothing where there is nothing to tell apart', () => {
    expect(histogramOf([])).toEqual([])
    expect(histogramOf([7, 7, 7])).toEqual([])
    expect(histogramOf([NaN, NaN])).toEqual([])
  })
})
