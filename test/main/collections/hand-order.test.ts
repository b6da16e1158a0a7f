import fc from 'fast-check'
import { expect, test } from 'vitest'
import { moved, placesOf } from '../../../main/collections/hand-order.ts'
import type { PhotoMove } from '../../../main/contract/collections.ts'

const MEMBERS = Array.from({ length: 12 }, (_, photoId) => photoId)
const photo = fc.integer({ min: 0, max: 14 })
const move = fc
  .record({ photoIds: fc.uniqueArray(photo, { minLength: 1 }), before: fc.option(photo) })
  .map(({ photoIds, before }): PhotoMove => ({
    photoIds,
    before: before === null || before > 11 || photoIds.includes(before) ? null : before,
  }))

test('any moves keep every photo once, and the moves back bring the order of before', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 4 }), (moves) => {
      const after = moves.reduce(moved, MEMBERS)
      expect(after.toSorted((a, b) => a - b)).toEqual(MEMBERS)
      const back = placesOf(MEMBERS, new Set(moves.flatMap(({ photoIds }) => photoIds)))
      expect(back.reduce(moved, after)).toEqual(MEMBERS)
    }),
  )
})

test('photos taken out and added again at the end are moved back to where they stood', () => {
  fc.assert(
    fc.property(fc.uniqueArray(photo), (photoIds) => {
      const taken = new Set(photoIds)
      const places = placesOf(MEMBERS, taken)
      const added = [...MEMBERS.filter((photoId) => !taken.has(photoId)), ...MEMBERS.filter((id) => taken.has(id))]
      expect(places.reduce(moved, added)).toEqual(MEMBERS)
    }),
  )
})

test('neighbours that move together go back together', () => {
  expect(placesOf([1, 2, 3, 4, 5], new Set([5, 1, 2]))).toEqual([
    { photoIds: [1, 2], before: 3 },
    { photoIds: [5], before: null },
  ])
})
