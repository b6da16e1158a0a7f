import fc from 'fast-check'
import { beforeEach, expect, it } from 'vitest'
import type { Library } from '../../../main/library/open.ts'
import { Bursts } from '../../../main/ranking/bursts.ts'
import { Catalogue } from '../../../main/ranking/catalogue.ts'
import type { FrameFacts } from '../../../main/ranking/frames.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

const UNLIKE = { fingerprint: 'ffffffffffffffff', exposureBias: null }

let library: Library
let folderId: number
let count = 0

beforeEach(() => {
  library = temporaryLibrary()
  folderId = library.folders.add('/photos', 0).folderId
  count = 0
})

interface Shot {
  /** Seconds after noon; null leaves the date to the file. */
  readonly at: number | null
  /** Bits that differ from a common picture. */
  readonly bits?: number
  readonly camera?: string
  readonly bias?: number
}

function shoot(shots: readonly Shot[]): string[] {
  return shots.map(({ at, bits = 0, camera = 'X100', bias = null }) => {
    const name = `${String(count++)}.jpg`
    const takenAt = at === null ? null : new Date(Date.UTC(2019, 6, 14, 12, 0, at)).toISOString().slice(0, 19)
    const fingerprint = ((1n << BigInt(bits)) - 1n).toString(16).padStart(16, '0')
    storePhoto(library, { name, folderId, takenAt, camera, frame: { fingerprint, exposureBias: bias } })
    return name
  })
}

/** The same bytes again, under the same names. */
function copyTo(folder: number): void {
  for (const { relativePath, contentHash } of [...library.photos.changedSince(-1)]) {
    const photoId = library.photos.add(folder, relativePath, { size: 10, mtimeMs: 0 }, 0)
    library.photos.setState(photoId, 'indexed', contentHash)
  }
}

/** Names that share a burst; photos on their own are left out. */
function bursts(): string[][] {
  const catalogue = new Catalogue(library)
  catalogue.refresh()
  const groups = new Bursts(library).groups(catalogue)
  const named = Map.groupBy(catalogue.names.keys(), (row) => groups[row] ?? -1)
  named.delete(-1)
  return [...named.values()].map((rows) => rows.map((row) => catalogue.names[row] ?? '').toSorted())
}

it('groups frames that follow each other within seconds and look alike', () => {
  shoot([{ at: 0 }, { at: 1, bits: 4 }, { at: 3, bits: 8 }, { at: 30 }, { at: 31, bits: 3 }])
  expect(bursts().toSorted()).toEqual([
    ['0.jpg', '1.jpg', '2.jpg'],
    ['3.jpg', '4.jpg'],
  ])
})

it('leaves apart what follows at once and shows something else, and what looks alike at another time', () => {
  shoot([{ at: 0 }, { at: 1, bits: 40 }, { at: 60, bits: 40 }])
  expect(bursts()).toEqual([])
})

it('ends a burst that pans away from its first frame bit by bit', () => {
  shoot(Array.from({ length: 8 }, (_, i) => ({ at: i, bits: i * 8 })))
  for (const names of bursts()) expect(names.length).toBeLessThanOrEqual(3)
})

it('keeps brackets whole, however often they are repeated and whatever the names say', () => {
  // Two frames a second: newest first and by name within the second, equal exposures become neighbours.
  const pattern = [0, -2, 2, 0, -2, 2]
  shoot(pattern.map((bias, i) => ({ at: Math.floor(i / 2), bias })))
  shoot([0, -1 / 3, 1 / 3].map((bias, i) => ({ at: 60 + i, bias })))
  // Darker and lighter frames may look unlike: they are a bracket all the same.
  shoot(pattern.map((bias, i) => ({ at: 120 + Math.floor(i / 2), bias, bits: 30 + 15 * Math.sign(bias) })))
  expect(bursts()).toEqual([])
})

it('groups frames that all ask for the same other exposure', () => {
  const same = shoot([
    { at: 60, bias: 0.7 },
    { at: 61, bias: 0.7 },
  ])
  expect(bursts()).toEqual([same])
})

it('groups the frames before a bracket, but for the one that the bracket may need', () => {
  const names = shoot([0, 0, 0, 0, -2, 2].map((bias, at) => ({ at, bias })))
  expect(bursts()).toEqual([names.slice(0, 3)])
})

it('reads the order within a second from the names', () => {
  count = 10
  const names = shoot([
    ...Array(8).fill({ at: 0, bias: 0 }),
    ...[0, 0, -2, 2].map((bias) => ({ at: 1, bias })),
  ] as Shot[])
  expect(bursts()).toEqual([names.slice(0, 9)])
})

it('keeps a frame that does not say its exposure, as one that was edited, with those around it', () => {
  const names = shoot([{ at: 0, bias: 1 }, { at: 1 }, { at: 2, bias: 1 }])
  expect(bursts()).toEqual([names])
})

it('tells cameras that take turns apart', () => {
  shoot([{ at: 0 }, { at: 1, camera: 'Phone' }, { at: 2 }, { at: 3, camera: 'Phone' }])
  expect(bursts().toSorted()).toEqual([
    ['0.jpg', '2.jpg'],
    ['1.jpg', '3.jpg'],
  ])
})

it('tells folders apart', () => {
  shoot([{ at: 0 }])
  folderId = library.folders.add('/other', 0).folderId
  shoot([{ at: 1 }])
  expect(bursts()).toEqual([])
})

it('believes times of files, which copying makes equal, only where the pictures are nearly the same', () => {
  shoot([
    { at: null, bits: 0 },
    { at: null, bits: 5 },
    { at: null, bits: 10 },
    { at: null, bits: 30 },
  ])
  expect(bursts()).toEqual([['0.jpg', '1.jpg']])
})

it('takes copies of the same bytes for one picture, wherever and whenever their files were written', () => {
  const other = library.folders.add('/other', 0).folderId
  storePhoto(library, { name: 'a.jpg', folderId, hash: 'same bytes' })
  storePhoto(library, { name: 'a.jpg', folderId: other, hash: 'same bytes', mtimeMs: 9e11 })
  storePhoto(library, { name: 'other.jpg', folderId: other, hash: 'other bytes', mtimeMs: 9e11, frame: UNLIKE })
  expect(bursts()).toEqual([['a.jpg', 'a.jpg']])
})

it('groups a burst with the copy of it that lies in another folder, and copies of a bracket frame by frame', () => {
  const [first, second] = shoot([{ at: 0 }, { at: 1 }])
  const bracket = shoot([0, -2, 2].map((bias, i) => ({ at: 60 + i, bias })))
  const other = library.folders.add('/other', 0).folderId
  copyTo(other)
  expect(bursts().toSorted()).toEqual([[first, first, second, second], ...bracket.map((name) => [name, name])])
})

it('leaves photos without a fingerprint on their own', () => {
  const [a, b] = shoot([{ at: 0 }, { at: 1 }])
  const found = new Bursts({ contents: { frame: () => null, frames: () => new Map() } })
  const catalogue = new Catalogue(library)
  catalogue.refresh()
  expect([...found.groups(catalogue)]).toEqual([-1, -1])
  expect(bursts()).toEqual([[a, b]])
})

it('leaves photos that were not read yet on their own, also in rows that others had before', () => {
  const other = library.folders.add('/other', 0).folderId
  const add = (name: string): number => library.photos.add(folderId, name, { size: 10, mtimeMs: 0 }, 0)
  for (const name of ['a.jpg', 'b.jpg']) storePhoto(library, { name, folderId: other, hash: 'same bytes' })
  add('c.jpg')
  add('d.jpg')
  const catalogue = new Catalogue(library)
  const found = new Bursts(library)
  catalogue.refresh()
  expect([...found.groups(catalogue)]).toEqual([0, 0, -1, -1])
  library.folders.remove(other)
  catalogue.refresh()
  expect([...found.groups(catalogue)]).toEqual([-1, -1])
})

it('leaves out photos whose file is missing', () => {
  shoot([{ at: 0 }])
  const [gone] = shoot([{ at: 1 }])
  const row = [...library.photos.changedSince(-1)].find(({ relativePath }) => relativePath === gone)
  library.photos.setMissing([row?.photoId ?? 0], 1)
  expect(bursts()).toEqual([])
})

it('follows the library: photos that come, fingerprints that are made, rows that go', () => {
  const other = library.folders.add('/other', 0).folderId
  storePhoto(library, { name: 'first of all.jpg', folderId: other, frame: UNLIKE })
  shoot([{ at: 0 }])
  const catalogue = new Catalogue(library)
  const made = new Map<string, FrameFacts>()
  const found = new Bursts({
    contents: {
      frame: (hash) => made.get(hash) ?? (hash === 'hash of 0.jpg' ? library.contents.frame(hash) : null),
      frames: () => new Map(),
    },
  })
  const groups = (): number[] => {
    catalogue.refresh()
    return [...found.groups(catalogue)]
  }
  expect(groups()).toEqual([-1, -1])
  shoot([{ at: 1 }])
  expect(groups()).toEqual([-1, -1, -1])
  const fingerprint = '0000000000000001'
  made.set('hash of 1.jpg', { fingerprint, exposureBias: null, dated: true })
  library.contents.putFingerprints([{ contentHash: 'hash of 1.jpg', fingerprint, exposureBias: null }])
  expect(groups()).toEqual([-1, 0, 0])
  library.folders.remove(other)
  expect(groups()).toEqual([0, 0])
})

it('asks for each content once, and does nothing when nothing changed', () => {
  shoot([{ at: 0 }, { at: 1 }])
  const asked: string[] = []
  const found = new Bursts({
    contents: {
      frame: (hash) => {
        asked.push(hash)
        return library.contents.frame(hash)
      },
      frames: () => library.contents.frames(),
    },
  })
  const catalogue = new Catalogue(library)
  catalogue.refresh()
  expect(found.groups(catalogue)).toBe(found.groups(catalogue))
  shoot([{ at: 2 }])
  catalogue.refresh()
  expect([...found.groups(catalogue)]).toEqual([0, 0, 0])
  expect(asked).toEqual(['hash of 0.jpg', 'hash of 1.jpg', 'hash of 2.jpg'])
})

it('finds in a large library at once what it finds photo by photo', () => {
  library.transaction(() => {
    for (let i = 0; i < 600; i++) shoot([{ at: 60 * i }, { at: 60 * i + 1, bits: i % 24 }])
  })
  const catalogue = new Catalogue(library)
  catalogue.refresh()
  const oneByOne = new Map<string, FrameFacts>()
  for (const hash of catalogue.hashes) oneByOne.set(hash ?? '', library.contents.frame(hash ?? '')!)
  const expected = new Bursts({ contents: { frame: () => null, frames: () => oneByOne } }).groups(catalogue)
  expect([...new Bursts(library).groups(catalogue)]).toEqual([...expected])
  expect(new Set(expected).size).toBe(1 + 600 * (13 / 24))
})

it('never puts together what differs in camera, in exposure, or beyond reach in time and looks', () => {
  const shots = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 40 }),
      bits: fc.integer({ min: 0, max: 30 }),
      camera: fc.constantFrom('X100', 'Phone'),
      bias: fc.constantFrom(0, 0.7),
    }),
    { maxLength: 25 },
  )
  fc.assert(
    fc.property(shots, (taken) => {
      library.folders.remove(folderId)
      folderId = library.folders.add('/photos', 0).folderId
      count = 0
      const shotOf = new Map(shoot(taken).map((name, i) => [name, taken[i]!]))
      for (const names of bursts()) {
        const frames = names.map((name) => shotOf.get(name)!).toSorted((a, b) => b.at - a.at)
        expect(names.length).toBeGreaterThan(1)
        expect(new Set(frames.map(({ camera, bias }) => `${camera} ${String(bias)}`)).size).toBe(1)
        for (let i = 1; i < frames.length; i++) expect(frames[i - 1]!.at - frames[i]!.at).toBeLessThanOrEqual(3)
        const bits = frames.map((frame) => frame.bits)
        expect(Math.max(...bits) - Math.min(...bits)).toBeLessThanOrEqual(2 * 18)
      }
    }),
    { numRuns: 30 },
  )
})
