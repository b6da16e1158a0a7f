import fc from 'fast-check'
import { beforeEach, expect, it } from 'vitest'
import { Flag, Label } from '../../../main/contract/marks.ts'
import type { Library } from '../../../main/library/open.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

let library: Library
let folderId: number
let a: number
let b: number

beforeEach(() => {
  library = temporaryLibrary()
  folderId = library.folders.add('/photos', 0).folderId
  a = storePhoto(library, { name: 'a.jpg', folderId })
  b = storePhoto(library, { name: 'b.jpg', folderId })
})

it('returns the former marks of the photos that differ now, and of no other', () => {
  expect(library.marks.change({ photoIds: [a], rating: 3 }, 1)).toEqual([
    { photoId: a, marks: { rating: 0, flag: 'none', label: 'none' } },
  ])
  const former = library.marks.change({ photoIds: [a, b, 999, a], rating: 3, flag: 'pick' }, 2)
  expect(former).toEqual([
    { photoId: a, marks: { rating: 3, flag: 'none', label: 'none' } },
    { photoId: b, marks: { rating: 0, flag: 'none', label: 'none' } },
  ])
  expect(library.marks.change({ photoIds: [a, b], rating: 3 }, 3)).toEqual([])
  expect(library.marks.get(a)).toEqual({ rating: 3, flag: 'pick', label: 'none' })
})

it('gives back exactly what was, and again exactly what came after', () => {
  library.marks.change({ photoIds: [a], rating: 2, label: 'red' }, 1)
  const former = library.marks.change({ photoIds: [a, b], rating: 0, flag: 'reject', label: 'none' }, 2)
  const after = library.marks.restore(former, 3)
  expect(library.marks.get(a)).toEqual({ rating: 2, flag: 'none', label: 'red' })
  expect(library.marks.get(b)).toEqual({ rating: 0, flag: 'none', label: 'none' })
  library.marks.restore(after, 4)
  expect(library.marks.get(a)).toEqual({ rating: 0, flag: 'reject', label: 'none' })
})

it('undoes and does again any row of changes, exactly', () => {
  const marks = () => [a, b].map((photoId) => library.marks.get(photoId))
  const change = fc.record(
    {
      photoIds: fc.subarray([0, 1, 999], { minLength: 1 }),
      rating: fc.integer({ min: 0, max: 5 }),
      flag: fc.constantFrom(...Flag.options),
      label: fc.constantFrom(...Label.options),
    },
    { requiredKeys: ['photoIds'] },
  )
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
      const states = [marks()]
      const undos = changes.map(({ photoIds, ...named }) => {
        const former = library.marks.change({ photoIds: photoIds.map((i) => [a, b][i] ?? i), ...named }, 1)
        states.push(marks())
        return former
      })
      const last = marks()
      const redos = undos.toReversed().map((former) => {
        const after = library.marks.restore(former, 2)
        states.pop()
        expect(marks()).toEqual(states.at(-1))
        return after
      })
      for (const after of redos.toReversed()) library.marks.restore(after, 3)
      expect(marks()).toEqual(last)
      for (const former of undos.toReversed()) library.marks.restore(former, 4)
      expect(marks()).toEqual(states[0])
    }),
    { numRuns: 30 },
  )
})

it('keeps marks of nothing as they are across a restart: none is an opinion like another', () => {
  library.marks.change({ photoIds: [a], rating: 5, flag: 'pick', label: 'red' }, 1)
  library.marks.change({ photoIds: [a], rating: 0, flag: 'none', label: 'none' }, 2)
  expect(library.marks.get(a)).toEqual({ rating: 0, flag: 'none', label: 'none' })
  expect(library.marks.changedAt(a)).toBe(2)
  library.close()
  const again = temporaryLibrary(library.file)
  expect(again.marks.get(a)).toEqual({ rating: 0, flag: 'none', label: 'none' })
  expect(again.marks.changedAt(a)).toBe(2)
})

it('is a change of the photo only where something differs', () => {
  const before = library.revision()
  library.marks.change({ photoIds: [a], rating: 0 }, 1)
  expect(library.revision()).toBe(before)
  expect(library.marks.changedAt(a)).toBeNull()
  library.marks.change({ photoIds: [a, b], rating: 1 }, 7)
  expect(library.revision()).toBe(before + 1)
  expect([...library.photos.changedSince(before)].map(({ photoId, rating }) => [photoId, rating])).toEqual([
    [a, 1],
    [b, 1],
  ])
  expect(library.marks.changedAt(b)).toBe(7)
})

it('keeps the marks of a photo that is renamed, moved, edited, missing and back, or indexed by another model', () => {
  library.marks.change({ photoIds: [a], rating: 5, flag: 'pick', label: 'blue' }, 1)
  const marks = library.marks.get(a)
  library.photos.setMissing([a], 2)
  library.photos.move(a, folderId, 'trip/a2.jpg', { size: 10, mtimeMs: 3 })
  expect(library.marks.get(a)).toEqual(marks)
  library.photos.changed(a, { size: 11, mtimeMs: 4 })
  library.photos.setState(a, 'indexed', 'other bytes')
  library.photos.requeueWithout('another model')
  expect(library.marks.get(a)).toEqual(marks)
  library.photos.setMissing([a], 5)
  library.photos.setPresent([a])
  expect(library.marks.get(a)).toEqual(marks)
})

it('keeps them when the file has already come back under a row of its own', () => {
  library.marks.change({ photoIds: [a], rating: 4 }, 1)
  library.photos.setMissing([a], 2)
  const twin = library.photos.add(folderId, 'new.jpg', { size: 10, mtimeMs: 9 }, 2)
  library.photos.takeOver(a, { photoId: twin, folderId, relativePath: 'new.jpg', size: 10, mtimeMs: 9 })
  expect(library.marks.get(a).rating).toBe(4)
})
