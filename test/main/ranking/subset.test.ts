import fc from 'fast-check'
import { expect, it } from 'vitest'
import { orderByScore, type Order } from '../../../main/ranking/order.ts'
import { cutOrder, onePerGroup, pickPositions } from '../../../main/ranking/subset.ts'

interface Case {
  readonly order: Order
  readonly groupOf: Int32Array
}

const isTop = (): boolean => false

/** Photos with a score or none, and a burst or none, in some order. */
const cases: fc.Arbitrary<Case> = fc
  .array(
    fc.record({
      score: fc.oneof(fc.constant(NaN), fc.integer({ min: -3, max: 3 })),
      group: fc.integer({ min: -1, max: 4 }),
    }),
    { maxLength: 60 },
  )
  .map((photos) => ({
    order: orderByScore(
      Int32Array.from(photos, (_, row) => row),
      Float64Array.from(photos, ({ score }) => score),
      false,
      1,
    ),
    groupOf: Int32Array.from(photos, ({ group }) => group),
  }))

/** What is told of each photo of an order. */
function told({ rows, scores, tieBands, scored }: Order): unknown[] {
  return Array.from(rows, (row, position) => [row, scores[position], tieBands[position], position < scored])
}

it('keeps exactly one photo of each burst, the first, and every photo that is in none', () => {
  fc.assert(
    fc.property(cases, ({ order, groupOf }) => {
      const reduced = onePerGroup(order, { groupOf, isTop }).order
      const firsts = [...order.rows].filter((row, position, rows) => {
        const group = groupOf[row]
        return group === -1 || rows.findIndex((other) => groupOf[other] === group) === position
      })
      expect([...reduced.rows]).toEqual(firsts)
    }),
  )
})

it('leaves score, band and place among the others as they were', () => {
  fc.assert(
    fc.property(cases, ({ order, groupOf }) => {
      const reduced = onePerGroup(order, { groupOf, isTop }).order
      const kept = new Set(reduced.rows)
      expect(told(reduced)).toEqual(told(order).filter((_, position) => kept.has(order.rows[position]!)))
    }),
  )
})

it('counts in its stacks every photo once, each with the one that stands for it', () => {
  fc.assert(
    fc.property(cases, ({ order, groupOf }) => {
      const { order: reduced, standsFor } = onePerGroup(order, { groupOf, isTop })
      const sizes = [...reduced.rows].map((row) =>
        groupOf[row] === -1 ? 1 : [...order.rows].filter((other) => groupOf[other] === groupOf[row]).length,
      )
      expect([...standsFor]).toEqual(sizes)
    }),
  )
})

it('changes nothing the second time', () => {
  fc.assert(
    fc.property(cases, ({ order, groupOf }) => {
      const once = onePerGroup(order, { groupOf, isTop }).order
      const twice = onePerGroup(once, { groupOf, isTop })
      expect(twice.order).toEqual(once)
      expect(twice.standsFor.every((size) => size === 1)).toBe(true)
    }),
  )
})

it('takes photos that came after the bursts were found for photos on their own', () => {
  const order = orderByScore(Int32Array.of(0, 1, 2), Float64Array.of(3, 2, 1), false, 0)
  expect([...onePerGroup(order, { groupOf: Int32Array.of(0), isTop }).order.rows]).toEqual([0, 1, 2])
})

it('cuts a beginning of the order: as many photos as asked for, or the share of those with a score, rounded up', () => {
  fc.assert(
    fc.property(
      cases,
      fc.integer({ min: 1, max: 80 }),
      fc.integer({ min: 1, max: 100 }),
      ({ order }, count, percent) => {
        const top = cutOrder(order, { kind: 'top', count })
        expect(told(top)).toEqual(told(order).slice(0, count))
        const share = cutOrder(order, { kind: 'percent', percent })
        expect(share.rows).toHaveLength(Math.ceil((order.scored * percent) / 100))
        expect(told(share)).toEqual(told(order).slice(0, share.rows.length))
      },
    ),
  )
})

it('cuts by score with both ends inside, and leaves photos without a score out', () => {
  fc.assert(
    fc.property(cases, fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), ({ order }, least, most) => {
      const inside = cutOrder(order, { kind: 'score', least, most })
      expect([...inside.rows]).toEqual(
        [...order.rows].filter((_, i) => i < order.scored && order.scores[i]! >= least && order.scores[i]! <= most),
      )
      expect(inside.scored).toBe(inside.rows.length)
    }),
  )
})

it('picks positions with all that belongs to them', () => {
  const order = orderByScore(Int32Array.of(0, 1, 2, 3), Float64Array.of(1, 4, NaN, 3), false, 0)
  const picked = pickPositions(order, Int32Array.of(1, 3))
  expect(told(picked)).toEqual([told(order)[1], told(order)[3]])
  expect(picked.scored).toBe(1)
})
