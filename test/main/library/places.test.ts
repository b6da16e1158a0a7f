import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedPlaces } from '../../../main/library/places.ts'

function apply(before: ReadonlyMap<number, number>, wanted: readonly number[]): Map<number, number> {
  const changed = changedPlaces(before, wanted) ?? new Map<number, number>()
  return new Map(wanted.map((photoId) => [photoId, changed.get(photoId) ?? before.get(photoId) ?? NaN]))
}

function byPlace(places: ReadonlyMap<number, number>): number[] {
  return [...places].toSorted((a, b) => a[1] - b[1]).map(([photoId]) => photoId)
}

const order = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 })

test('whatever orders follow one another, the places always give the last one', () => {
  fc.assert(
    fc.property(fc.array(order, { minLength: 1, maxLength: 30 }), (orders) => {
      let places: ReadonlyMap<number, number> = new Map()
      for (const wanted of orders) {
        places = apply(places, wanted)
        expect(byPlace(places)).toEqual(wanted)
        expect(new Set(places.values()).size).toBe(wanted.length)
      }
    }),
  )
})

function movedBy(places: ReadonlyMap<number, number>, wanted: readonly number[]): number[] {
  const changed = changedPlaces(places, wanted)
  if (changed === null) throw new Error('There was room.')
  return [...changed.keys()]
}

test('one photo that comes, goes or moves changes no other place', () => {
  const places = apply(new Map(), [1, 2, 3, 4, 5])
  expect(movedBy(places, [1, 2, 9, 3, 4, 5])).toEqual([9])
  expect(movedBy(places, [9, 1, 2, 3, 4, 5])).toEqual([9])
  expect(movedBy(places, [1, 2, 3, 4, 5, 9])).toEqual([9])
  expect(movedBy(places, [2, 3, 4, 5])).toEqual([])
  expect(movedBy(places, [5, 1, 2, 3, 4])).toEqual([5])
  expect(movedBy(places, [1, 2, 3, 4, 5])).toEqual([])
})

test('photos that come again and again at one spot never share a place; where no room is left, those around make some', () => {
  let wanted = Array.from({ length: 1_000 }, (_, i) => i)
  let places = apply(new Map(), wanted)
  let most = 0
  for (let photoId = 1_000; photoId < 1_300; photoId++) {
    wanted = [...wanted.slice(0, 500), photoId, ...wanted.slice(500)]
    most = Math.max(most, movedBy(places, wanted).length)
    places = apply(places, wanted)
    expect(byPlace(places)).toEqual(wanted)
    expect(new Set(places.values()).size).toBe(wanted.length)
  }
  expect(most).toBeGreaterThan(10)
  expect(most).toBeLessThan(300)
})

test('what bounds a part of an order stays, and a part too narrow to make room in says so', () => {
  const places = new Map([
    [1, 0],
    [2, 1],
    [3, 1 + 1e-7],
    [4, 2],
  ])
  expect(changedPlaces(places, [2, 9, 3], { first: true, last: true })).toBeNull()
  const wider = changedPlaces(places, [1, 2, 9, 3, 4], { first: true, last: true })
  expect([...(wider ?? [])]).toEqual([
    [2, 0.5],
    [9, 1],
    [3, 1.5],
  ])
  expect([...(changedPlaces(places, [2, 9, 3], { first: true, last: false })?.keys() ?? [])]).toEqual([9, 3])
  expect([...(changedPlaces(places, [2, 9, 3])?.keys() ?? [])]).toEqual([2, 9, 3])
})
