import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fadePosition, orderByScore, percentileOf, robustStatistics } from '../../../main/ranking/order.ts'

const scoreLists = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constant(NaN), fc.constantFrom(0, -0, 0.5, 1)), {
  maxLength: 200,
})

function members(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i)
}

it('tells scores apart that differ in their last bits alone', () => {
  const count = 5_000
  const scores = Float64Array.from({ length: count }, (_, i) => 1 + ((i * 2_741) % count) * 2 ** -50)
  const order = orderByScore(members(count), scores, true, 0)
  expect([...order.scores]).toEqual([...scores].toSorted((a, b) => a - b))
})

it('agrees with a stable comparison sort, unscored rows last', () => {
  fc.assert(
    fc.property(scoreLists, fc.boolean(), (scores, ascending) => {
      const order = orderByScore(members(scores.length), Float64Array.from(scores), ascending, 0)
      const score = (row: number): number => scores[row] ?? NaN
      const scored = [...members(scores.length)].filter((row) => !Number.isNaN(score(row)))
      const expected = [
        ...scored.toSorted((a, b) => {
          const [left, right] = ascending ? [score(a), score(b)] : [score(b), score(a)]
          return left < right ? -1 : left > right ? 1 : 0
        }),
        ...[...members(scores.length)].filter((row) => Number.isNaN(score(row))),
      ]
      expect([...order.rows]).toEqual(expected)
      expect(order.scored).toBe(scored.length)
    }),
  )
})

it('is the same order for the same input, and holds every member once', () => {
  fc.assert(
    fc.property(scoreLists, fc.double({ min: 0, max: 1, noNaN: true }), (scores, width) => {
      const input = Float64Array.from(scores)
      const first = orderByScore(members(scores.length), input, false, width)
      const second = orderByScore(members(scores.length), input, false, width)
      expect(first).toEqual(second)
      expect([...first.rows].toSorted((a, b) => a - b)).toEqual([...members(scores.length)])
    }),
  )
})

it('never lets a tie band span more than its width, and numbers bands upwards', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 }), (scores) => {
      const { scores: ordered, tieBands } = orderByScore(members(scores.length), Float64Array.from(scores), false, 0.1)
      for (let i = 1; i < ordered.length; i++) {
        expect(tieBands[i]! - tieBands[i - 1]!).toBeOneOf([0, 1])
      }
      for (const band of new Set(tieBands)) {
        const inside = [...ordered].filter((_, i) => tieBands[i] === band)
        expect(Math.max(...inside) - Math.min(...inside)).toBeLessThanOrEqual(0.1)
      }
    }),
  )
})

it('gives the first 100 percent, the last 0, and nothing to a photo without a score', () => {
  expect([0, 1, 2, 3].map((position) => percentileOf(position, 3))).toEqual([100, 50, 0, null])
  expect(percentileOf(0, 1)).toBe(100)
})

it('finds where scores fall below what any picture reaches', () => {
  const order = orderByScore(members(4), Float64Array.from([0.1, 0.4, 0.3, NaN]), false, 0)
  expect(fadePosition(order, 0.2)).toBe(2)
  expect(fadePosition(order, 0.05)).toBeNull()
  expect(fadePosition(order, 0.9)).toBe(0)
})

it('keeps median and sigma when one value runs away', () => {
  const { median, sigma } = robustStatistics(Float32Array.from([1, 2, 3, 4, 1e6]))
  expect(median).toBe(3)
  expect(sigma).toBeCloseTo(1.4826)
})
