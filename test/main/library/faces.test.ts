import { expect, test } from 'vitest'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

const SEARCH = { detector: 'one', smallest: 0.04 }
const FACE = { left: 0.1, top: 0.2, width: 0.25, height: 0.5, score: 0.9, age: 61.5 }
const SMALL = { left: 0.6, top: 0.2, width: 0.1, height: 0.1, score: 0.8, age: null }

test('faces are counted and the largest is measured; no face is another thing than nobody having looked', () => {
  const library = temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 0)
  for (const hash of ['two', 'none', 'unseen']) storePhoto(library, { name: `${hash}.jpg`, folderId, hash })
  library.faces.put('two', { ...SEARCH, boxes: [FACE, SMALL] })
  library.faces.put('none', { ...SEARCH, boxes: [] })
  const facts = [...library.photos.changedSince(-1)].map((row) => [row.contentHash, row.faces, row.largestFace])
  expect(facts).toEqual([
    ['two', 2, 12.5],
    ['none', 0, null],
    ['unseen', null, null],
  ])
  expect(library.faces.of(1)).toEqual([FACE, SMALL])
  expect(library.photos.get(1)?.measures).toMatchObject({ faces: 2, largestFace: 12.5, oldestFace: 61.5 })
  expect(library.photos.get(2)?.measures).toMatchObject({ faces: 0, largestFace: 0 })
  expect(library.photos.get(3)?.measures).not.toHaveProperty('faces')
})

test('a content waits until it was looked at in this very way, and is looked at again for another', () => {
  const library = temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 0)
  for (const hash of ['a', 'b', 'c']) storePhoto(library, { name: `${hash}.jpg`, folderId, hash })
  const lacking = (search = SEARCH): string[] => library.faces.lacking(search, 9).map(({ contentHash }) => contentHash)
  expect(lacking()).toEqual(['a', 'b', 'c'])
  library.faces.put('b', { ...SEARCH, boxes: [] })
  expect(lacking()).toEqual(['a', 'c'])
  expect(library.faces.lacking(SEARCH, 1)).toHaveLength(1)
  expect(lacking({ ...SEARCH, smallest: 0.1 })).toEqual(['a', 'c', 'b'])
  expect(lacking({ ...SEARCH, detector: 'another' })).toContain('b')
})

test('faces found late replace those before, tell the orders, and pass over what is gone', () => {
  const library = temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 0)
  storePhoto(library, { name: 'a.jpg', folderId, hash: 'a' })
  library.faces.put('a', { ...SEARCH, boxes: [FACE, SMALL] })
  const before = library.revision()
  library.transaction(() => {
    library.faces.putLate([
      { contentHash: 'a', ...SEARCH, boxes: [SMALL] },
      { contentHash: 'gone', ...SEARCH, boxes: [FACE] },
    ])
  })
  expect(library.revision()).toBeGreaterThan(before)
  expect([...library.photos.changedSince(before)].map(({ faces }) => faces)).toEqual([1])
  expect(library.faces.of(1)).toEqual([SMALL])
  expect(library.faces.of(2)).toEqual([])
})

test('the oldest and the youngest face are facts of a photo, of faces that are large enough to tell', () => {
  const library = temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 0)
  for (const hash of ['family', 'crowd']) storePhoto(library, { name: `${hash}.jpg`, folderId, hash })
  library.faces.put('family', { ...SEARCH, boxes: [{ ...FACE, age: 34 }, FACE, SMALL, { ...SMALL, age: 3.5 }] })
  library.faces.put('crowd', { ...SEARCH, boxes: [SMALL] })
  const ages = [...library.photos.changedSince(-1)].map(({ oldestFace, youngestFace }) => [oldestFace, youngestFace])
  expect(ages).toEqual([
    [61.5, 3.5],
    [null, null],
  ])
  expect(library.photos.get(1)?.measures).toMatchObject({ faces: 4, oldestFace: 61.5, youngestFace: 3.5 })
  expect(library.photos.get(2)?.measures).not.toHaveProperty('oldestFace')
  const [facts] = library.photoFacts.of([1])
  expect(facts?.measures).toMatchObject({ oldestFace: 61.5, youngestFace: 3.5 })
})
