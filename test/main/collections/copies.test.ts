import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { createCollectionService, type CollectionService } from '../../../main/collections/service.ts'
import { AppError } from '../../../main/contract/errors.ts'
import type { Library } from '../../../main/library/open.ts'
import { createFakeClock } from '../../support/fake-clock.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

let library: Library
let service: CollectionService
let photos: number[]
let answer: () => readonly number[]

beforeEach(() => {
  library = temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 0)
  photos = ['a', 'b', 'c'].map((name) => storePhoto(library, { name: `${name}.jpg`, folderId }))
  answer = () => photos
  service = createCollectionService({
    library,
    evaluate: () => Promise.resolve().then(() => ({ photoIds: answer() })),
    emit: () => undefined,
    timer: createFakeClock(),
  })
  onTestFinished(() => service.close())
})

function ranked(name: string) {
  return service.create({ name, of: { kind: 'ranked', rule: { sentence: 'sharpest', scope: {} } } })
}

function unavailable(): never {
  throw new AppError('inference-unavailable', 'The model cannot be started.')
}

it('freezes the order of this moment, even when the last computation is older', async () => {
  const { collectionId } = await ranked('Sharp')
  answer = () => photos.toReversed()
  const frozen = await service.freeze(collectionId)
  expect(frozen).toMatchObject({ kind: 'fixed', rule: null, entered: 0 })
  expect(library.collections.members(frozen.collectionId)).toEqual(photos.toReversed())
})

it('copies the last good photos where the rule cannot be computed now', async () => {
  const { collectionId } = await ranked('Sharp')
  answer = unavailable
  const frozen = await service.freeze(collectionId)
  const twin = await service.duplicate(collectionId)
  expect(frozen).toMatchObject({ count: 3, problem: null })
  expect(twin).toMatchObject({ count: 3, problem: 'The model cannot be started.' })
  answer = () => photos.slice(1)
  await service.refreshAll()
  // The rule of the copy had never been computed: what it holds now is where its counting begins.
  expect(service.news(twin.collectionId)).toMatchObject({ entered: [], left: [] })
})

it('copies group, cover and order of a fixed collection, and leaves the original alone', async () => {
  const group = await service.create({ name: 'Trips', of: { kind: 'group' } })
  const { collectionId } = await service.create({
    name: 'Beach',
    parentId: group.collectionId,
    of: { kind: 'fixed', photoIds: photos.toReversed() },
  })
  await service.change({ collectionId, coverPhotoId: photos[1] ?? null })
  const twin = await service.duplicate(collectionId)
  expect(twin).toMatchObject({
    name: 'Beach copy',
    parentId: group.collectionId,
    coverPhotoId: photos[1],
    coverChosen: true,
  })
  service.takePhotos(twin.collectionId, [photos[0] ?? -1])
  expect(library.collections.members(collectionId)).toEqual(photos.toReversed())
})

it('copies a group with all it holds, however deep, and rules in it speak of the copies', async () => {
  const top = await service.create({ name: 'Trips', of: { kind: 'group' } })
  const inner = await service.create({ name: '2019', parentId: top.collectionId, of: { kind: 'group' } })
  const beach = await service.create({
    name: 'Beach',
    parentId: inner.collectionId,
    of: { kind: 'fixed', photoIds: photos.slice(1) },
  })
  const outside = await service.create({ name: 'Outside', of: { kind: 'fixed', photoIds: photos } })
  const inside = { kind: 'collection' as const, collectionId: beach.collectionId }
  const filter = { kind: 'any' as const, of: [{ kind: 'not' as const, of: inside }, inside] }
  await service.create({
    name: 'Sharp',
    parentId: top.collectionId,
    of: { kind: 'ranked', rule: { sentence: 'sharpest', scope: { collectionId: outside.collectionId }, filter } },
  })
  const twin = await service.duplicate(top.collectionId)
  await service.refreshAll()
  const all = service.list()
  const below = (parentId: number) => all.filter((one) => one.parentId === parentId)
  expect(twin).toMatchObject({ name: 'Trips copy', parentId: null, kind: 'group' })
  expect(below(twin.collectionId).map(({ name, count }) => [name, count])).toEqual([
    ['2019', 0],
    ['Sharp', 3],
  ])
  const [year, sharp] = below(twin.collectionId)
  const [copied] = below(year?.collectionId ?? -1)
  expect(copied).toMatchObject({ name: 'Beach', count: 2 })
  const copiedInside = { kind: 'collection', collectionId: copied?.collectionId }
  expect(sharp?.rule).toMatchObject({
    scope: { collectionId: outside.collectionId },
    filter: { kind: 'any', of: [{ kind: 'not', of: copiedInside }, copiedInside] },
  })
  expect(sharp).toMatchObject({ entered: 0, left: 0 })
  expect(below(top.collectionId)).toHaveLength(2)
  service.remove(twin.collectionId)
  expect(service.list()).toHaveLength(5)
})

it('trims names, and takes none that is empty or endless', async () => {
  expect((await ranked('  Sharp\t')).name).toBe('Sharp')
  for (const name of ['', '   ', 'x'.repeat(201)]) {
    await expect(ranked(name)).rejects.toMatchObject({ code: 'invalid-params' })
    await expect(service.change({ collectionId: service.list()[0]?.collectionId ?? -1, name })).rejects.toMatchObject({
      code: 'invalid-params',
    })
  }
  expect(service.list().map(({ name }) => name)).toEqual(['Sharp'])
  // Two of one name are two.
  await ranked('Sharp')
  expect(service.list()).toHaveLength(2)
})

it('says that a collection is gone to whoever still asks for it', async () => {
  const { collectionId } = await ranked('Sharp')
  service.remove(collectionId)
  const gone = { code: 'not-found' }
  await expect(service.change({ collectionId, name: 'x' })).rejects.toMatchObject(gone)
  await expect(service.duplicate(collectionId)).rejects.toMatchObject(gone)
  await expect(service.freeze(collectionId)).rejects.toMatchObject(gone)
  for (const call of [service.news, service.seen, service.remove])
    expect(() => call(collectionId)).toThrow(/no longer/u)
  expect(() => service.addPhotos(collectionId, photos)).toThrow(/no longer/u)
})
