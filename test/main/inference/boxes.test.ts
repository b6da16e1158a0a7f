import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shift, square, suppress, type Box } from '../../../main/inference/boxes.ts'

function box(left: number, top: number, right: number, bottom: number, score = 1): Box {
  return { left, top, right, bottom, score, shifts: [0, 0, 0, 0] }
}

const anyBox = fc
  .record({
    left: fc.integer({ min: -20, max: 100 }),
    top: fc.integer({ min: -20, max: 100 }),
    side: fc.integer({ min: 1, max: 60 }),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ left, top, side, score }) => box(left, top, left + side, top + side, score))

it('keeps the surest of boxes that share too much, and those that stand apart', () => {
  const [sure, near, apart] = [box(0, 0, 10, 10, 0.9), box(1, 0, 11, 10, 0.8), box(30, 0, 40, 10, 0.7)]
  expect(suppress([near, apart, sure], 0.7, 'union')).toEqual([sure, apart])
  expect(suppress([near, apart, sure], 0.9, 'union')).toEqual([sure, near, apart])
})

it('drops a box inside another only where overlap is a part of the smaller one', () => {
  const [outer, inner] = [box(0, 0, 40, 40, 0.9), box(10, 10, 20, 20, 0.8)]
  expect(suppress([outer, inner], 0.7, 'union')).toEqual([outer, inner])
  expect(suppress([outer, inner], 0.7, 'smaller')).toEqual([outer])
})

it('gives the same boxes in whatever order they come, and none that share too much', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyBox, { selector: ({ score }) => score, maxLength: 20 }), (boxes) => {
      const kept = suppress(boxes, 0.5, 'union')
      expect(suppress(boxes.toReversed(), 0.5, 'union')).toEqual(kept)
      expect(suppress(kept, 0.5, 'union')).toEqual(kept)
      for (const gone of boxes.filter((one) => !kept.includes(one)))
        expect(suppress([gone, ...kept], 0.5, 'union')).not.toContain(gone)
    }),
  )
})

it('moves each edge by its part of the side', () => {
  const moved = shift({ ...box(10, 20, 30, 60), shifts: [0.1, -0.1, 0.5, 0.25] }, 0)
  expect([moved.left, moved.top, moved.right, moved.bottom]).toEqual([12, 16, 40, 70])
  expect(shift({ ...box(0, 0, 9, 9), shifts: [0.1, 0, 0, 0] }, 1).left).toBe(1)
})

it('makes a square of the longer side about the same middle', () => {
  fc.assert(
    fc.property(anyBox, fc.integer({ min: 1, max: 40 }), (one, more) => {
      const tall = { ...one, bottom: one.bottom + more }
      const { left, top, right, bottom } = square(tall)
      expect(right - left).toBeCloseTo(tall.bottom - tall.top, 9)
      expect(bottom - top).toBeCloseTo(right - left, 9)
      expect(left + right).toBeCloseTo(tall.left + tall.right, 9)
      expect(top + bottom).toBeCloseTo(tall.top + tall.bottom, 9)
    }),
  )
})
