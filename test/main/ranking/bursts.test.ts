import { beforeEach, expect, it } from 'vitest'
import type { Library } from '../../../main/library/open.ts'
import { Bursts } from '../../../main/ranking/bursts.ts'
import { Catalogue } from '../../../main/ranking/catalogue.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

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

it('keeps brackets whole, and groups frames that all ask for the same other exposure', () => {
  shoot([
    { at: 0, bias: 0 },
    { at: 1, bias: -2 },
    { at: 2, bias: 2 },
  ])
  const same = shoot([
    { at: 60, bias: 0.7 },
    { at: 61, bias: 0.7 },
  ])
  expect(bursts()).toEqual([same])
})

it('tells cameras that take turns apart', () => {
  shoot([{ at: 0 }, { at: 1, camera: 'Phone' }, { at: 2 }, { at: 3, camera: 'Phone' }])
  expect(bursts().toSorted()).toEqual([
    ['0.jpg', '2.jpg'],
    ['1.jpg', '3.jpg'],
  ])
})

it('believes times of files, which copying makes equal, only where the pictures are nearly the same', () => {
  shoot([
    { at: null, bits: 0 },
    { at: null, bits: 5 },
    { at: null, bits: 30 },
  ])
  expect(bursts()).toEqual([['0.jpg', '1.jpg']])
})

it('groups copies of the same bytes, and a frame is never in two bursts', () => {
  const hash = 'same bytes'
  for (const name of ['a.jpg', 'copy of a.jpg'])
    storePhoto(library, { name, folderId, hash, takenAt: '2019-07-14T12:00:00' })
  expect(bursts()).toEqual([['a.jpg', 'copy of a.jpg']])
})

it('follows the library', () => {
  shoot([{ at: 0 }])
  const catalogue = new Catalogue(library)
  const found = new Bursts(library)
  catalogue.refresh()
  expect([...found.groups(catalogue)]).toEqual([-1])
  shoot([{ at: 1 }])
  catalogue.refresh()
  expect([...found.groups(catalogue)]).toEqual([0, 0])
})
