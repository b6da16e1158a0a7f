import Database from 'better-sqlite3'
import fc from 'fast-check'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { createCollectionMembers } from '../../../main/library/collection-members.ts'
import { migrate } from '../../../main/library/migrations.ts'
import type { CollectionStore } from '../../../main/library/collections.ts'
import type { Library } from '../../../main/library/open.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

let library: Library
let collections: CollectionStore
let folderId: number
let photos: number[]

beforeEach(() => {
  library = temporaryLibrary()
  collections = library.collections
  folderId = library.folders.add('/photos', 0).folderId
  photos = Array.from({ length: 6 }, (_, i) => storePhoto(library, { name: `${String(i)}.jpg`, folderId }))
})

function make(name: string, kind: 'fixed' | 'group' | 'ranked' = 'fixed', parentId: number | null = null): number {
  const rule = kind === 'ranked' ? { sentence: name, scope: {} } : null
  return collections.create({ name, parentId, kind, rule }, 1)
}

function fixed(name: string, photoIds: readonly number[]): number {
  const id = make(name)
  collections.setMembers(id, photoIds, 1, false)
  return id
}

function names(): string[] {
  return collections.list().map(({ name }) => name)
}

const orders = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 6 }), {
  minLength: 1,
  maxLength: 8,
})

it('holds the photos last given, in that order, whatever orders came before', () => {
  const id = make('any')
  fc.assert(
    fc.property(orders, (all) => {
      for (const order of all) {
        const wanted = order.map((i) => photos[i] ?? -1)
        const before = collections.members(id)
        const changed = collections.setMembers(id, wanted, 2, false)
        expect(collections.members(id)).toEqual(wanted)
        expect(changed).toBe(before.join(' ') !== wanted.join(' '))
      }
    }),
    { numRuns: 50 },
  )
})

it('tells what came and went since a person looked: the difference between then and now, and nothing else', () => {
  fc.assert(
    fc.property(orders, orders, (unseen, seen) => {
      const id = make('any', 'ranked')
      collections.renew(id, [], 1)
      for (const order of unseen)
        collections.renew(
          id,
          order.map((i) => photos[i] ?? -1),
          1,
        )
      const then = new Set(collections.members(id))
      collections.seen(id, 5)
      for (const order of seen)
        collections.renew(
          id,
          order.map((i) => photos[i] ?? -1),
          6,
        )
      const now = collections.members(id)
      const news = collections.news(id)
      expect(news.since).toBe(5)
      expect(news.entered).toEqual(now.filter((photoId) => !then.has(photoId)))
      expect(new Set(news.left)).toEqual(new Set([...then].filter((photoId) => !now.includes(photoId))))
      expect(collections.get(id)).toMatchObject({ entered: news.entered.length, left: news.left.length })
    }),
    { numRuns: 30 },
  )
})

it('takes each photo once, and none that is not in the library', () => {
  const id = fixed('some', [photos[1]!, 999, photos[0]!, photos[1]!, -1])
  expect(collections.members(id)).toEqual([photos[1], photos[0]])
  expect(collections.setMembers(id, [photos[1]!, photos[0]!, 999, photos[1]!], 2, false)).toBe(false)
})

it('writes one row for one photo that comes, goes or moves in a long order', () => {
  const written: string[] = []
  const database = new Database(':memory:', { verbose: (sql) => written.push(String(sql)) })
  onTestFinished(() => {
    database.close()
  })
  migrate(database)
  database.exec(`insert into folders (path, added_at) values ('/photos', 0);
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000)
    insert into photos (folder_id, relative_path, size, mtime_ms, added_at, revision)
      select 1, i || '.jpg', 1, 1, 1, 1 from n;
    insert into collections (name, kind, updated_at) values ('long', 'ranked', 0)`)
  const members = createCollectionMembers(database)
  const all = Array.from({ length: 4_999 }, (_, i) => i + 1)
  members.setMembers(1, all, 1, false)
  const rowsWritten = (order: readonly number[]): number => {
    written.length = 0
    members.setMembers(1, order, 2, false)
    expect(members.members(1)).toEqual(order)
    return written.filter((sql) => /^(?:insert into|delete from) collection_photos/u.test(sql)).length
  }
  expect(rowsWritten(all)).toBe(0)
  expect(rowsWritten(all.toSpliced(2_000, 0, 5_000))).toBe(1)
  expect(rowsWritten(all)).toBe(1)
  expect(rowsWritten([...all.slice(1), 1])).toBe(1)
  expect(rowsWritten([5_000, ...all])).toBe(2)
  // Where halving has used up the room between two, only those around make some.
  let most = 0
  let crowded = [...all]
  for (let i = 0; i < 80; i++) {
    crowded = [...crowded.slice(0, 2_000), crowded.pop() ?? 0, ...crowded.slice(2_000)]
    most = Math.max(most, rowsWritten(crowded))
  }
  expect(most).toBeGreaterThan(10)
  expect(most).toBeLessThan(300)
})

it('keeps telling places apart when photo after photo comes at one spot', () => {
  const more = Array.from({ length: 120 }, (_, i) => storePhoto(library, { name: `more ${String(i)}.jpg`, folderId }))
  let order = photos.slice(0, 3)
  const id = fixed('spot', order)
  // Places between two whole numbers are used up after some fifty.
  for (const photoId of more) {
    order = order.toSpliced(2, 0, photoId)
    collections.setMembers(id, order, 2, false)
  }
  expect(collections.members(id)).toEqual(order)
})

it('counts the photos an order would show: not those whose file is missing, which stay in it all the same', () => {
  const id = fixed('some', photos.slice(0, 3))
  library.photos.setMissing([photos[0]!, photos[5]!], 9)
  expect(collections.get(id)).toMatchObject({ count: 2, coverPhotoId: photos[1] })
  expect(collections.members(id)).toHaveLength(3)
  library.photos.setPresent([photos[0]!])
  expect(collections.get(id)).toMatchObject({ count: 3, coverPhotoId: photos[0] })
})

it('shows the chosen cover while it is in the collection, and the first photo otherwise', () => {
  const id = fixed('some', photos.slice(0, 3))
  collections.setCover(id, photos[2]!)
  expect(collections.get(id)).toMatchObject({ coverPhotoId: photos[2], coverChosen: true })
  collections.setMembers(id, photos.slice(0, 2), 2, false)
  expect(collections.get(id)).toMatchObject({ coverPhotoId: photos[0], coverChosen: false })
  collections.setMembers(id, photos.slice(0, 3), 3, false)
  expect(collections.get(id)).toMatchObject({ coverPhotoId: photos[2], coverChosen: true })
  library.photos.setState(photos[2]!, 'indexed', 'other bytes')
  expect(collections.get(id)?.coverVersion).toBe('other bytes')
})

it('keeps its photos when they are renamed, moved, edited, indexed again, or came back under a row of their own', () => {
  const id = fixed('some', [photos[3]!, photos[1]!])
  library.photos.setMissing([photos[3]!, photos[1]!], 2)
  library.photos.move(photos[3]!, folderId, 'trip/3.jpg', { size: 10, mtimeMs: 3 })
  const twin = library.photos.add(folderId, 'new.jpg', { size: 10, mtimeMs: 9 }, 2)
  library.photos.takeOver(photos[1]!, { photoId: twin, folderId, relativePath: 'new.jpg', size: 10, mtimeMs: 9 })
  library.photos.changed(photos[3]!, { size: 11, mtimeMs: 4 })
  library.photos.requeueWithout('another model')
  expect(collections.members(id)).toEqual([photos[3], photos[1]])
  expect(collections.get(id)).toMatchObject({ count: 2 })
})

it('forgets with the photo what it knew of it: membership, news and cover', () => {
  const id = make('some', 'ranked')
  collections.renew(id, [], 1)
  collections.renew(id, photos, 1)
  collections.setCover(id, photos[0]!)
  library.folders.remove(folderId)
  expect(collections.get(id)).toMatchObject({ count: 0, entered: 0, left: 0, coverPhotoId: null })
  expect(collections.news(id).entered).toEqual([])
})

it('brings back with a group what went with it, and not what had gone before', () => {
  const group = make('group', 'group')
  const [early, late] = [make('early', 'fixed', group), make('late', 'fixed', group)]
  collections.remove(early, 7)
  // The same millisecond.
  collections.remove(group, 7)
  expect(names()).toEqual([])
  expect(collections.kindOf(late)).toBeNull()
  collections.restore(group)
  expect(names()).toEqual(['group', 'late'])
  collections.restore(early)
  expect(names()).toEqual(['group', 'early', 'late'])
})

it('keeps what was brought back out of a removed group when the group is deleted for good', () => {
  const group = make('group', 'group')
  const inner = make('inner', 'fixed', group)
  collections.setMembers(inner, photos, 1, false)
  collections.remove(group, 7)
  collections.restore(inner)
  expect(names()).toEqual(['inner'])
  collections.purge()
  expect(collections.get(inner)).toMatchObject({ parentId: null, count: 6 })
  collections.restore(group)
  expect(names()).toEqual(['inner'])
})

it('lists by name, whatever the case, and each group before what it holds', () => {
  const group = make('b', 'group')
  make('C')
  make('a')
  make('z', 'group', group)
  make('y', 'fixed', group)
  expect(names()).toEqual(['a', 'b', 'y', 'z', 'C'])
})

it('calls the first answer of a rule no news, nor the first after the rule was changed', () => {
  const id = make('rule', 'ranked')
  expect(collections.renew(id, photos.slice(0, 2), 1)).toBe(true)
  expect(collections.get(id)).toMatchObject({ entered: 0, left: 0 })
  collections.renew(id, photos.slice(1, 3), 2)
  expect(collections.get(id)).toMatchObject({ entered: 1, left: 1 })
  collections.setRule(id, { sentence: 'other', scope: {} }, 3)
  expect(collections.get(id)).toMatchObject({ entered: 0, left: 0, count: 2 })
  collections.renew(id, photos.slice(3), 4)
  expect(collections.get(id)).toMatchObject({ entered: 0, left: 0, count: 3 })
  expect(collections.renew(id, photos.slice(3), 5)).toBe(false)
})

it('says a problem once, and that it is mended', () => {
  const id = make('rule', 'ranked')
  expect(collections.setProblem(id, 'Why.')).toBe(true)
  expect(collections.setProblem(id, 'Why.')).toBe(false)
  expect(collections.renew(id, [], 2)).toBe(true)
  expect(collections.get(id)?.problem).toBeNull()
})
