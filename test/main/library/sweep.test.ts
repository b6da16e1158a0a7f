import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Library } from '../../../main/library/open.ts'
import { temporaryFolder, temporaryLibrary } from '../../support/temporary-library.ts'

const facts = { size: 1, mtimeMs: 1 }

function photo(library: Library, folderId: number, name: string, hash: string): number {
  library.contents.put(hash, {
    format: 'jpeg',
    width: 4,
    height: 3,
    takenAt: null,
    takenOffsetMinutes: null,
    latitude: null,
    longitude: null,
    camera: null,
    fingerprint: '0123456789abcdef',
    exposureBias: null,
    damaged: false,
  })
  library.measures.put(
    hash,
    1,
    {
      sharpness: 1,
      noise: 1,
      brightness: 1,
      contrast: 1,
      clipping: 1,
      colourfulness: 1,
      warmth: 1,
    },
    Uint8Array.of(3),
  )
  for (const model of ['one', 'two']) {
    library.vectors.put(hash, model, Float32Array.of(1, 0))
    library.tokens.put(hash, model, Uint8Array.of(1, 2))
  }
  const photoId = library.photos.add(folderId, name, facts, 1)
  library.photos.setState(photoId, 'indexed', hash)
  return photoId
}

/** Hashes in each table of what was computed, as they are in the closed file. */
function computed(file: string): Record<string, unknown[]> {
  const raw = new Database(file, { readonly: true })
  try {
    return Object.fromEntries(
      ['contents', 'measures', 'traces', 'vectors', 'tokens'].map((table) => [
        table,
        raw.prepare(`select distinct content_hash from ${table} order by 1`).pluck().all(),
      ]),
    )
  } finally {
    raw.close()
  }
}

test('removing a folder forgets what was computed for it, but nothing that another folder holds or misses', () => {
  const file = join(temporaryFolder(), 'library.db')
  const library = temporaryLibrary(file)
  const [left, right] = ['/left', '/right'].map((path) => library.folders.add(path, 1).folderId) as [number, number]
  photo(library, left, 'a.jpg', 'only-left')
  photo(library, left, 'b.jpg', 'in-both')
  library.photos.setMissing([photo(library, left, 'c.jpg', 'only-left-missing')], 2)
  photo(library, right, 'b.jpg', 'in-both')
  library.photos.setMissing([photo(library, right, 'd.jpg', 'right-missing')], 2)
  library.folders.remove(left)
  expect(library.contents.complete('in-both', 'two')).toBe(true)
  expect(library.contents.complete('right-missing', 'one')).toBe(true)
  library.close()
  const kept = ['in-both', 'right-missing']
  expect(computed(file)).toEqual({ contents: kept, measures: kept, traces: kept, vectors: kept, tokens: kept })
})

test('removing a folder that is not there sweeps nothing and tells nobody', () => {
  const library = temporaryLibrary()
  library.vectors.put('a', 'one', Float32Array.of(1))
  const epoch = library.epoch()
  library.folders.remove(99)
  expect(library.vectors.count('one')).toBe(1)
  expect(library.epoch()).toBe(epoch)
})

test('a reader that knows the vectors up to a row misses none that come after a removal', () => {
  const library = temporaryLibrary()
  const left = library.folders.add('/left', 1).folderId
  for (let i = 0; i < 5; i++) photo(library, left, `${i}.jpg`, `left ${i}`)
  const last = [...library.vectors.since('one', -1)].at(-1)?.rowId ?? -1
  library.folders.remove(left)
  const right = library.folders.add('/right', 1).folderId
  photo(library, right, 'a.jpg', 'right')
  expect([...library.vectors.since('one', last)].map((row) => row.contentHash)).toEqual(['right'])
})
