import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { createCollectionService, type CollectionService } from '../../../main/collections/service.ts'
import type { AppEvent } from '../../../main/contract/entities.ts'
import { AppError } from '../../../main/contract/errors.ts'
import type { RankedSet } from '../../../main/contract/ranking.ts'
import type { Library } from '../../../main/library/open.ts'
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryFolder, temporaryLibrary } from '../../support/temporary-library.ts'

let library: Library
let clock: FakeClock
let service: CollectionService
let photos: number[]
let events: string[]
/** What each sentence gives; a function is called, so that it may throw. */
let answers: Map<string, () => readonly number[] | Promise<readonly number[]>>
let evaluated: string[]

const rule = (sentence: string, more: Partial<RankedSet> = {}): RankedSet => ({ sentence, scope: {}, ...more })

function open(on: Library): CollectionService {
  const made = createCollectionService({
    library: on,
    evaluate: async ({ sentence }) => {
      evaluated.push(sentence)
      return { photoIds: (await answers.get(sentence)?.()) ?? [] }
    },
    emit: (event: AppEvent) => {
      events.push(event.kind)
    },
    timer: clock,
  })
  onTestFinished(() => made.close())
  return made
}

beforeEach(() => {
  library = temporaryLibrary()
  clock = createFakeClock()
  events = []
  evaluated = []
  answers = new Map()
  const { folderId } = library.folders.add('/photos', 0)
  photos = ['a', 'b', 'c', 'd', 'e'].map((name) => storePhoto(library, { name: `${name}.jpg`, folderId }))
  service = open(library)
})

/** Moves time on until nothing is planned and what is under way is done. */
async function settle(): Promise<void> {
  clock.advance(60_000)
  await service.refreshAll()
}

function fixed(name: string, photoIds: readonly number[] = photos, parentId: number | null = null) {
  return service.create({ name, parentId, of: { kind: 'fixed', photoIds: [...photoIds] } })
}

async function ranked(name: string, sentence: string, more: Partial<RankedSet> = {}) {
  return service.create({ name, of: { kind: 'ranked', rule: rule(sentence, more) } })
}

function at(place: number): number {
  return photos[place] ?? -1
}

it('keeps chosen photos in the order given, counts them, and shows the first as the cover', async () => {
  const collection = await fixed('Best', [at(2), at(0), at(2), 999])
  expect(library.collections.members(collection.collectionId)).toEqual([at(2), at(0)])
  expect(collection).toMatchObject({ count: 2, coverPhotoId: at(2), coverChosen: false, entered: 0, left: 0 })
  const changed = await service.change({ collectionId: collection.collectionId, coverPhotoId: at(0), name: 'Better' })
  expect(changed).toMatchObject({ name: 'Better', coverPhotoId: at(0), coverChosen: true })
  expect(await service.change({ collectionId: collection.collectionId, coverPhotoId: null })).toMatchObject({
    coverPhotoId: at(2),
    coverChosen: false,
  })
})

it('adds at the end what is not in it, takes out what is, and says which and from where', async () => {
  const { collectionId } = await fixed('Some', [at(1), at(3)])
  expect(service.addPhotos(collectionId, [at(3), at(0), at(0)])).toEqual([at(0)])
  expect(library.collections.members(collectionId)).toEqual([at(1), at(3), at(0)])
  expect(service.takePhotos(collectionId, [at(3), at(4)])).toEqual([{ photoIds: [at(3)], before: at(0) }])
  expect(library.collections.members(collectionId)).toEqual([at(1), at(0)])
})

it('moves photos before another or to the end, in the order given', async () => {
  const { collectionId } = await fixed('Order')
  service.movePhotos(collectionId, [{ photoIds: [at(4), at(2)], before: at(1) }])
  expect(library.collections.members(collectionId)).toEqual([0, 4, 2, 1, 3].map(at))
  service.movePhotos(collectionId, [{ photoIds: [at(0)], before: null }])
  expect(library.collections.members(collectionId)).toEqual([4, 2, 1, 3, 0].map(at))
  expect(() => {
    service.movePhotos(collectionId, [{ photoIds: [at(0)], before: at(0) }])
  }).toThrow(/before itself/u)
  expect(() => {
    service.movePhotos(collectionId, [
      { photoIds: [at(3)], before: null },
      { photoIds: [at(0)], before: 999 },
    ])
  }).toThrow(/not in this collection/u)
  expect(library.collections.members(collectionId)).toEqual([4, 2, 1, 3, 0].map(at))
})

it('computes a rule before it answers, and counts what it then holds as no news', async () => {
  answers.set('sharpest', () => [at(3), at(1)])
  const collection = await ranked('Sharp', 'sharpest')
  expect(library.collections.members(collection.collectionId)).toEqual([at(3), at(1)])
  expect(collection).toMatchObject({ kind: 'ranked', count: 2, entered: 0, left: 0, problem: null })
})

it('follows the library some time after it changed, once for many changes, and says what came and went', async () => {
  answers.set('sharpest', () => [at(3), at(1)])
  const { collectionId } = await ranked('Sharp', 'sharpest')
  await settle()
  evaluated = []
  events = []
  answers.set('sharpest', () => [at(0), at(3)])
  for (let i = 0; i < 50; i++) service.onEvent({ kind: 'photos.changed' })
  service.onEvent({ kind: 'indexing.changed' })
  expect(evaluated).toEqual([])
  clock.advance(1_000)
  await vi.waitUntil(() => events.length > 0)
  expect(evaluated).toEqual(['sharpest'])
  expect(events).toEqual(['collections.changed'])
  expect(service.news(collectionId)).toEqual({ since: null, entered: [at(0)], left: [at(1)] })
  expect(service.list()[0]).toMatchObject({ entered: 1, left: 1, count: 2 })
  service.seen(collectionId)
  expect(service.news(collectionId)).toEqual({ since: clock.now(), entered: [], left: [] })
})

it('says nothing of a photo that came and went again before anybody looked', async () => {
  answers.set('sharpest', () => [at(0)])
  const { collectionId } = await ranked('Sharp', 'sharpest')
  answers.set('sharpest', () => [at(1), at(0)])
  await service.refreshAll()
  answers.set('sharpest', () => [at(0)])
  await service.refreshAll()
  expect(service.news(collectionId)).toMatchObject({ entered: [], left: [] })
})

it('tells nobody when nothing differs', async () => {
  answers.set('sharpest', () => [at(0)])
  await ranked('Sharp', 'sharpest')
  events = []
  await service.refreshAll()
  expect(events).toEqual([])
})

it('keeps the last good photos and says why while a rule cannot be computed', async () => {
  answers.set('a dog', () => [at(0)])
  const { collectionId } = await ranked('Dogs', 'a dog')
  answers.set('a dog', () => {
    throw new AppError('inference-unavailable', 'The model cannot be started.')
  })
  await service.refreshAll()
  expect(service.list()[0]).toMatchObject({ problem: 'The model cannot be started.', count: 1 })
  answers.set('a dog', () => [at(1)])
  await service.refreshAll()
  expect(service.list()[0]).toMatchObject({ problem: null })
  expect(library.collections.members(collectionId)).toEqual([at(1)])
})

it('drops the answer to a rule that was changed while it was computed', async () => {
  const { collectionId } = await ranked('Set', 'first')
  const slow = Promise.withResolvers<readonly number[]>()
  answers.set('first', () => slow.promise)
  answers.set('second', () => [at(2)])
  const under = service.refreshAll()
  const changing = service.change({ collectionId, rule: rule('second') })
  slow.resolve([at(4)])
  await Promise.all([under, changing])
  expect(library.collections.members(collectionId)).toEqual([at(2)])
  expect(service.news(collectionId)).toMatchObject({ entered: [], left: [] })
})

it('computes collections after those they speak of, and never goes round in circles', async () => {
  const first = await ranked('First', 'one')
  const second = await ranked('Second', 'two', { scope: { collectionId: first.collectionId } })
  await service.change({
    collectionId: first.collectionId,
    rule: rule('one', { filter: { kind: 'not', of: { kind: 'rating', least: 1 } } }),
  })
  evaluated = []
  await service.refreshAll()
  expect(evaluated).toEqual(['one', 'two'])
  const circle = { kind: 'any', of: [{ kind: 'collection', collectionId: second.collectionId }] } as const
  await service.change({
    collectionId: first.collectionId,
    rule: rule('one', { filter: { ...circle, of: [...circle.of] } }),
  })
  await service.refreshAll()
  for (const collection of service.list()) expect(collection.problem).toMatch(/itself/u)
  service.remove(first.collectionId)
  await service.refreshAll()
  expect(service.list()[0]?.problem).toMatch(/deleted/u)
})

it('puts collections into groups, groups before what they hold, and no group into itself', async () => {
  const trips = await service.create({ name: 'Trips', of: { kind: 'group' } })
  const inner = await service.create({ name: 'A year', parentId: trips.collectionId, of: { kind: 'group' } })
  await fixed('Beach', photos, inner.collectionId)
  await fixed('Alone')
  expect(service.list().map(({ name }) => name)).toEqual(['Alone', 'Trips', 'A year', 'Beach'])
  await expect(
    service.change({ collectionId: trips.collectionId, parentId: inner.collectionId }),
  ).rejects.toMatchObject({ code: 'invalid-params' })
  await expect(service.create({ name: 'x', parentId: 999, of: { kind: 'group' } })).rejects.toMatchObject({
    code: 'not-found',
  })
  const { collectionId: alone } = service.list()[0] ?? { collectionId: -1 }
  await expect(fixed('x', [], alone)).rejects.toMatchObject({ code: 'invalid-params' })
})

it('brings back what was removed, whole, until Podium is started again', async () => {
  const trips = await service.create({ name: 'Trips', of: { kind: 'group' } })
  const beach = await fixed('Beach', photos, trips.collectionId)
  service.remove(trips.collectionId)
  expect(service.list()).toEqual([])
  expect(() => service.news(beach.collectionId)).toThrow(/no longer/u)
  service.restore(trips.collectionId)
  expect(service.list().map(({ name, count }) => [name, count])).toEqual([
    ['Trips', 0],
    ['Beach', 5],
  ])
  service.remove(beach.collectionId)
  open(library)
  expect(() => service.restore(beach.collectionId)).toThrow(/no longer/u)
})

it('freezes what a ranked collection holds now, and names copies so that each is told apart', async () => {
  answers.set('sharpest', () => [at(3), at(1)])
  const sharp = await ranked('Sharp', 'sharpest')
  const frozen = await service.freeze(sharp.collectionId)
  const again = await service.duplicate(sharp.collectionId)
  answers.set('sharpest', () => [at(0)])
  await service.refreshAll()
  expect(frozen.name).toMatch(/^Sharp, \d{4}-\d{2}-\d{2}$/u)
  expect(again.name).toBe('Sharp copy')
  expect(frozen.kind).toBe('fixed')
  expect(library.collections.members(frozen.collectionId)).toEqual([at(3), at(1)])
  expect(library.collections.members(again.collectionId)).toEqual([at(0)])
})

it('refuses what a kind cannot do, and changes nothing', async () => {
  const sharp = await ranked('Sharp', 'sharpest')
  const some = await fixed('Some')
  expect(() => service.addPhotos(sharp.collectionId, photos)).toThrow(/freeze/u)
  await expect(service.change({ collectionId: some.collectionId, rule: rule('x') })).rejects.toThrow(/rule/u)
  await expect(service.freeze(some.collectionId)).rejects.toThrow(/frozen/u)
  await expect(
    service.create({ name: 'x', of: { kind: 'ranked', rule: rule('', { reading: { kind: 'manual' } }) } }),
  ).rejects.toThrow(/by hand/u)
  expect(service.list()).toHaveLength(2)
})

it('keeps photos that are renamed, does not count those that are missing, and forgets those of a removed folder', async () => {
  const { collectionId } = await fixed('Some')
  const folderId = library.folders.list()[0]?.folderId ?? -1
  library.photos.setMissing([at(0)], 1)
  expect(service.list()[0]).toMatchObject({ count: 4, coverPhotoId: at(1) })
  library.photos.move(at(0), folderId, 'moved.jpg', { size: 10, mtimeMs: 0 })
  expect(library.collections.members(collectionId)).toEqual(photos)
  library.folders.remove(folderId)
  expect(service.list()[0]).toMatchObject({ count: 0, coverPhotoId: null })
})

it('holds the same after a restart', async () => {
  const file = `${temporaryFolder()}/library.db`
  const first = temporaryLibrary(file)
  const { folderId } = first.folders.add('/photos', 0)
  const ids = ['x', 'y'].map((name) => storePhoto(first, { name, folderId }))
  answers.set('sharpest', () => ids.toReversed())
  const before = open(first)
  await before.create({
    name: 'Sharp',
    of: { kind: 'ranked', rule: rule('sharpest', { cut: { kind: 'top', count: 5 } }) },
  })
  const listed = before.list()
  await before.close()
  first.close()
  const second = temporaryLibrary(file)
  expect(open(second).list()).toEqual(listed)
  expect(second.collections.members(listed[0]?.collectionId ?? -1)).toEqual(ids.toReversed())
})
