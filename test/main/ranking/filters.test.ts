import fc from 'fast-check'
import { beforeEach, expect, it, test } from 'vitest'
import { Filter, type FilterTerm } from '../../../main/contract/filters.ts'
import { Flag, Label } from '../../../main/contract/marks.ts'
import type { Library } from '../../../main/library/open.ts'
import { Catalogue } from '../../../main/ranking/catalogue.ts'
import { rowTest } from '../../../main/ranking/filters.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

let library: Library
let catalogue: Catalogue
let folderId: number
let other: number

beforeEach(() => {
  library = temporaryLibrary()
  folderId = library.folders.add('/photos', 0).folderId
  other = library.folders.add('/more', 0).folderId
  const first = storePhoto(library, {
    name: 'trip/Beach 1.jpg',
    folderId,
    takenAt: '2019-07-14T23:59:59',
    camera: 'Canon EOS 5D',
    measures: { sharpness: 40 },
  })
  storePhoto(library, { name: 'trips/b.png', folderId, takenAt: '2019-07-15T00:00:00', format: 'png' })
  const third = storePhoto(library, { name: 'c.jpg', folderId: other, takenAt: '2020-01-01T00:00:00', camera: 'X100' })
  library.photos.add(folderId, 'waiting.jpg', { size: 1, mtimeMs: 0 }, 0)
  library.marks.change({ photoIds: [first], rating: 4, flag: 'pick', label: 'red' }, 1)
  library.marks.change({ photoIds: [third], flag: 'reject' }, 1)
  catalogue = new Catalogue(library)
  catalogue.refresh()
})

function passing(filter: Filter, members: Record<number, number[]> = {}): string[] {
  const test = rowTest(Filter.parse(filter), { catalogue, membersOf: (id) => members[id] ?? [] })
  return catalogue.names.filter((_, row) => test(row)).toSorted()
}

const ALL = ['c.jpg', 'trip/Beach 1.jpg', 'trips/b.png', 'waiting.jpg']

test.each<[string, () => Filter, string[]]>([
  ['a day to its last second', () => ({ kind: 'date', from: '2019-07-14', to: '2019-07-14' }), ['trip/Beach 1.jpg']],
  ['from a day on', () => ({ kind: 'date', from: '2019-07-15', to: '2021-01-01' }), ['c.jpg', 'trips/b.png']],
  ['a folder', () => ({ kind: 'folder', folderId: other }), ['c.jpg']],
  ['a directory and not the one its name begins like', () => ({ kind: 'folder', folderId, under: 'trip' }), [ALL[1]!]],
  ['a camera', () => ({ kind: 'camera', cameras: ['X100', 'none'] }), ['c.jpg']],
  ['a format', () => ({ kind: 'format', formats: ['png'] }), ['trips/b.png']],
  ['at least so many stars', () => ({ kind: 'rating', least: 4 }), ['trip/Beach 1.jpg']],
  ['no stars', () => ({ kind: 'rating', most: 0 }), ['c.jpg', 'trips/b.png', 'waiting.jpg']],
  ['exactly so many stars', () => ({ kind: 'rating', least: 4, most: 4 }), ['trip/Beach 1.jpg']],
  ['flags', () => ({ kind: 'flag', flags: ['pick', 'reject'] }), ['c.jpg', 'trip/Beach 1.jpg']],
  ['no label', () => ({ kind: 'label', labels: ['none'] }), ['c.jpg', 'trips/b.png', 'waiting.jpg']],
  ['a fact', () => ({ kind: 'fact', axis: 'sharpness', least: 40 }), ['trip/Beach 1.jpg']],
  ['part of a name, in any case', () => ({ kind: 'name', contains: 'bEACH' }), ['trip/Beach 1.jpg']],
  ['all of nothing', () => ({ kind: 'all', of: [] }), ALL],
  ['any of nothing', () => ({ kind: 'any', of: [] }), []],
])('%s', (_, filter, names) => {
  expect(passing(filter())).toEqual(names)
})

it('holds what was not measured to be in no range, however wide', () => {
  expect(passing({ kind: 'fact', axis: 'sharpness', most: 1e9 })).not.toContain('waiting.jpg')
  expect(passing({ kind: 'not', of: { kind: 'fact', axis: 'sharpness', most: 1e9 } })).toContain('waiting.jpg')
})

it.each<[Filter, boolean]>([
  [{ kind: 'fact', axis: 'sharpness', least: 40, most: 40 }, true],
  [{ kind: 'fact', axis: 'sharpness', least: 40.001 }, false],
  [{ kind: 'fact', axis: 'sharpness', most: 39.999 }, false],
  [{ kind: 'fact', axis: 'sharpness', least: 41, most: 39 }, false],
  [{ kind: 'fact', axis: 'date', least: Date.UTC(2019, 6, 14, 23, 59, 59) }, true],
  [{ kind: 'fact', axis: 'date', least: Date.UTC(2019, 6, 15), most: Date.UTC(2019, 6, 15) - 1 }, false],
  [{ kind: 'date', to: '2019-07-13' }, false],
  [{ kind: 'date', from: '2019-07-15' }, false],
  [{ kind: 'date', from: '2019-07-15', to: '2019-07-13' }, false],
  [{ kind: 'rating', least: 5 }, false],
  [{ kind: 'rating', least: 0, most: 5 }, true],
  [{ kind: 'camera', cameras: ['Canon EOS 5'] }, false],
])('takes both ends of a range in and nothing beyond: %j', (filter, passes) => {
  expect(passing(filter).includes('trip/Beach 1.jpg')).toBe(passes)
})

it('knows the members of a collection, and none of one that is gone', () => {
  const [photoId = -1] = catalogue.photoIds
  expect(passing({ kind: 'collection', collectionId: 7 }, { 7: [photoId] })).toEqual([catalogue.names[0]])
  expect(passing({ kind: 'collection', collectionId: 8 })).toEqual([])
})

const stars = fc.integer({ min: 0, max: 5 })
const terms = fc.oneof<fc.MaybeWeightedArbitrary<FilterTerm>[]>(
  stars.map((least) => ({ kind: 'rating', least })),
  stars.map((most) => ({ kind: 'rating', most })),
  fc.subarray(['jpeg', 'png', 'gif'], { minLength: 1 }).map((formats) => ({ kind: 'format', formats })),
  fc.subarray(Flag.options, { minLength: 1 }).map((flags) => ({ kind: 'flag', flags })),
  fc.subarray(Label.options, { minLength: 1 }).map((labels) => ({ kind: 'label', labels })),
  fc.constantFrom('trip', 'B', '.jpg', 'zzz').map((contains) => ({ kind: 'name', contains })),
  fc.constantFrom('2019-07-14', '2019-07-15', '2030-01-01').map((from) => ({ kind: 'date', from })),
  fc.nat(80).map((most) => ({ kind: 'fact', axis: 'sharpness', most })),
  fc.constantFrom(7, 8).map((collectionId) => ({ kind: 'collection', collectionId })),
)

const { filter: filters } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof<fc.MaybeWeightedArbitrary<Filter>[]>(
    { weight: 3, arbitrary: terms },
    tie('filter').map((of) => ({ kind: 'not', of })),
    fc
      .tuple(fc.constantFrom('all', 'any'), fc.array(tie('filter'), { maxLength: 3 }))
      .map(([kind, of]) => ({ kind, of })),
  ),
}))

it('composes as sets do, and twice turned round is not turned round', () => {
  const members = { 7: catalogue.photoIds.slice(0, 2) }
  /** By the sets that single terms give. */
  const naive = (filter: Filter): Set<string> => {
    switch (filter.kind) {
      case 'not': {
        const inner = naive(filter.of)
        return new Set(ALL.filter((name) => !inner.has(name)))
      }
      case 'all':
        return new Set(ALL.filter((name) => filter.of.every((one) => naive(one).has(name))))
      case 'any':
        return new Set(filter.of.flatMap((one) => [...naive(one)]))
      default:
        return new Set(passing(filter, members))
    }
  }
  fc.assert(
    fc.property(filters, (filter) => {
      expect(passing(filter, members)).toEqual([...naive(filter)].toSorted())
      expect(passing({ kind: 'not', of: { kind: 'not', of: filter } }, members)).toEqual(passing(filter, members))
    }),
  )
})
