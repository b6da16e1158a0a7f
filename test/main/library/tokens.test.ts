import { expect, test } from 'vitest'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

test('what the adapter reads of many photos comes in the order of the question, with gaps where nothing is known', () => {
  const library = temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 0)
  const values = { sharpness: 1, noise: null, brightness: 3, contrast: 4, clipping: 0, colourfulness: 6, warmth: -7 }
  for (const hash of ['a', 'b', 'c']) {
    if (hash !== 'c') storePhoto(library, { name: `${hash}.jpg`, folderId, hash })
    library.tokens.put(hash, 'model', Uint8Array.of(hash.charCodeAt(0)))
  }
  library.measures.put('a', 1, values, Uint8Array.of(9, 8))
  library.measures.put('b', 1, values)
  library.tokens.put('d', 'another model', Uint8Array.of(4))
  expect(library.tokens.features(['c', 'd', 'b', 'a', 'none'], 'model')).toEqual([
    { tokens: Buffer.of(99), measures: null, traces: null },
    null,
    { tokens: Buffer.of(98), measures: values, traces: null },
    { tokens: Buffer.of(97), measures: values, traces: Buffer.of(9, 8) },
    null,
  ])
})
