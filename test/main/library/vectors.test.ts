import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { temporaryFolder, temporaryLibrary } from '../../support/temporary-library.ts'

const HASH = 'a'.repeat(32)
const OTHER = 'b'.repeat(32)

function values(bits: Uint16Array): number[] {
  return Array.from(new Float16Array(bits.buffer, bits.byteOffset, bits.length))
}

test('a vector comes back as it was put, to the precision of half floats', () => {
  const library = temporaryLibrary()
  const vector = Float32Array.from({ length: 512 }, (_, i) => Math.sin(i) / 16)
  library.vectors.put(HASH, 'model', vector)
  const [row] = [...library.vectors.since('model', -1)]
  expect(row?.contentHash).toBe(HASH)
  const back = values(row?.vector ?? new Uint16Array())
  expect(back).toHaveLength(512)
  expect(Math.max(...back.map((value, i) => Math.abs(value - (vector[i] ?? NaN))))).toBeLessThan(5e-5)
})

test('reading goes on after the last row read, over more rows than one page', () => {
  const library = temporaryLibrary()
  library.transaction(() => {
    for (let i = 0; i < 5_000; i++)
      library.vectors.put(String(i).padStart(32, '0'), 'model', Float32Array.of(i / 8_192, 0))
  })
  const first = [...library.vectors.since('model', -1)]
  expect(new Set(first.map((row) => row.contentHash)).size).toBe(5_000)
  library.vectors.put(HASH, 'model', Float32Array.of(0.5, -0.5))
  const later = [...library.vectors.since('model', first.at(-1)?.rowId ?? 0)]
  expect(later.map((row) => [row.contentHash, values(row.vector)])).toEqual([[HASH, [0.5, -0.5]]])
})

test('vectors of two models live side by side', () => {
  const library = temporaryLibrary()
  library.vectors.put(HASH, 'old', Float32Array.of(1, 0))
  library.vectors.put(HASH, 'new', Float32Array.of(0, 1, 0))
  library.vectors.put(OTHER, 'old', Float32Array.of(0, 1))
  expect(library.vectors.count('old')).toBe(2)
  expect(library.vectors.count('new')).toBe(1)
  expect([...library.vectors.since('new', -1)].map((row) => values(row.vector))).toEqual([[0, 1, 0]])
})

test('a vector of another width, or of torn bytes, is left out of reading and given up for computing again', () => {
  const file = join(temporaryFolder(), 'library.db')
  const library = temporaryLibrary(file)
  library.vectors.put(HASH, 'model', Float32Array.of(1, 0, 0))
  library.vectors.put(OTHER, 'model', Float32Array.of(1, 0))
  library.close()
  const raw = new Database(file)
  raw
    .prepare('insert into vectors (content_hash, model_id, dimension, vector) values (?, ?, 3, ?)')
    .run('c'.repeat(32), 'model', Buffer.alloc(5))
  raw.close()
  const again = temporaryLibrary(file)
  expect([...again.vectors.since('model', -1)].map((row) => row.contentHash)).not.toContain('c'.repeat(32))
  expect(again.vectors.dropMisfits('model', 3).toSorted()).toEqual([OTHER, 'c'.repeat(32)])
  expect([...again.vectors.since('model', -1)].map((row) => row.contentHash)).toEqual([HASH])
})

test.each([[NaN], [Infinity], [-Infinity]])('a vector with %s in it is not stored', (bad) => {
  const library = temporaryLibrary()
  expect(() => {
    library.vectors.put(HASH, 'model', Float32Array.of(1, bad))
  }).toThrow()
  expect(library.vectors.count('model')).toBe(0)
})

test('tokens come back byte for byte, also from a view into a larger buffer', () => {
  const library = temporaryLibrary()
  const larger = Uint8Array.from({ length: 100 }, (_, i) => i)
  library.tokens.put(HASH, 'model', larger.subarray(7, 20))
  expect(library.tokens.get(HASH, 'model')).toEqual(larger.slice(7, 20))
  expect(library.tokens.get(HASH, 'another')).toBeNull()
})
