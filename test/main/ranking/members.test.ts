/** Which photos a question is about: folders, collections, filters, and that nothing is left out unsaid. */
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { Filter } from '../../../main/contract/filters.ts'
import type { RankedSet, RankRequest } from '../../../main/contract/ranking.ts'
import type { Library } from '../../../main/library/open.ts'
import { readManifest, type ModelManifest } from '../../../main/packs/manifest.ts'
import { Catalogue } from '../../../main/ranking/catalogue.ts'
import { membersOf } from '../../../main/ranking/members.ts'
import { Ranking } from '../../../main/ranking/rank.ts'
import { createFakeInference } from '../../support/fake-inference.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

let manifest: ModelManifest
let library: Library
let ranking: Ranking
let folders: number[]
let photos: number[]

beforeAll(async () => {
  manifest = await readManifest(join(import.meta.dirname, '../../../models/manifests/podium-small.json'))
})

/** Ten photos in two folders, each sharper than the one before; 0 to 2 and 6 to 7 are of one moment each. */
beforeEach(() => {
  library = temporaryLibrary()
  ranking = new Ranking({ library, inference: createFakeInference(), manifest, ranker: null })
  folders = ['/one', '/two'].map((path) => library.folders.add(path, 0).folderId)
  const seconds = [0, 1, 2, 100, 200, 300, 400, 401, 500, 600]
  photos = seconds.map((second, i) =>
    storePhoto(library, {
      name: `${String(i)}.jpg`,
      folderId: folders[i < 6 ? 0 : 1] ?? -1,
      takenAt: new Date(Date.UTC(2020, 0, 1) + second * 1_000).toISOString().slice(0, 19),
      measures: { sharpness: 10 * i },
    }),
  )
})

function ids(...places: number[]): number[] {
  return places.map((place) => photos[place] ?? -1)
}

function collection(kind: 'fixed' | 'ranked', photoIds: readonly number[]): number {
  const rule = kind === 'ranked' ? { sentence: 'sharpest', scope: {} } : null
  const id = library.collections.create({ name: kind, parentId: null, kind, rule }, 0)
  library.collections.setMembers(id, photoIds, 0, false)
  return id
}

function evaluate(set: Partial<RankedSet>) {
  return ranking.evaluate({ sentence: 'sharpest', scope: {}, ...set })
}

it('orders certain photos alone when asked for them, of the scope, and says which of them have no file', async () => {
  library.photos.setMissing(ids(5, 9), 1)
  const shown = async (request: Partial<RankRequest>) => {
    for await (const part of ranking.bySentence({ sentence: 'sharpest', scope: {}, ...request })) {
      if (part.kind === 'header') hidden = part.header.hidden
      if (part.kind === 'page') return part.rows.photoIds
    }
    return []
  }
  let hidden = { missing: 0, filtered: 0, bursts: 0, cut: 0, stacked: 0 }
  expect(await shown({ only: [...ids(2, 5, 7, 9), 999] })).toEqual(ids(7, 2))
  expect(hidden.missing).toBe(2)
  expect(await shown({ only: ids(2, 5, 7, 9), scope: { folderIds: [folders[0] ?? -1] } })).toEqual(ids(2))
  expect(hidden.missing).toBe(1)
  const collectionId = collection('fixed', ids(9, 2, 4))
  expect(await shown({ only: ids(2, 5, 9, 4), scope: { collectionId }, sentence: '' })).toEqual(ids(2, 4))
  expect(hidden.missing).toBe(1)
  expect(await shown({ only: [] })).toEqual([])
})

it('orders the photos of a collection by the sentence, and of those in both where folders are named too', async () => {
  const collectionId = collection('fixed', ids(3, 8, 1))
  expect((await evaluate({ scope: { collectionId } })).photoIds).toEqual(ids(8, 3, 1))
  expect((await evaluate({ scope: { collectionId, folderIds: [folders[0] ?? -1] } })).photoIds).toEqual(ids(3, 1))
  expect((await evaluate({ scope: { folderIds: [] } })).photoIds).toEqual([])
  const ranked = collection('ranked', ids(2, 9))
  expect((await evaluate({ scope: { collectionId: ranked } })).photoIds).toEqual(ids(9, 2))
})

it('shows a fixed collection as a person arranged it until a sentence says otherwise, and back again', async () => {
  const scope = { collectionId: collection('fixed', ids(3, 8, 1)) }
  const byHand = await evaluate({ sentence: ' ', scope })
  expect(byHand.photoIds).toEqual(ids(3, 8, 1))
  expect(byHand.header).toMatchObject({ reading: { kind: 'manual' }, modelId: null, notScored: 0, total: 3 })
  expect(byHand.percentiles).toEqual([null, null, null])
  expect((await evaluate({ sentence: '', scope, reversed: true })).photoIds).toEqual(ids(1, 8, 3))
  const sorted = await evaluate({ scope })
  expect(sorted.header.reading.kind).toBe('measured')
  expect(sorted.header.alternatives).toContainEqual({ kind: 'manual' })
  expect((await evaluate({ scope, reading: { kind: 'manual' } })).photoIds).toEqual(ids(3, 8, 1))
  for await (const part of ranking.bySentence({ sentence: '', scope })) {
    if (part.kind === 'header')
      expect(ranking.explain(part.header.orderId, photos[8] ?? -1)).toMatchObject({
        position: 1,
        score: null,
        reason: { kind: 'manual' },
      })
  }
})

it('keeps the arranged order under a filter and a cut', async () => {
  const scope = { collectionId: collection('fixed', ids(9, 3, 8, 1, 5)) }
  const filter: Filter = { kind: 'fact', axis: 'sharpness', least: 30 }
  const cut = { kind: 'top', count: 3 } as const
  const { photoIds, header } = await evaluate({ sentence: '', scope, filter, cut })
  expect(photoIds).toEqual(ids(9, 3, 8))
  expect(header.hidden).toEqual({ missing: 0, filtered: 1, bursts: 0, cut: 1, stacked: 0 })
})

it('leaves out the further photos of each moment, and says how many', async () => {
  const { photoIds, header } = await evaluate({ onePerBurst: true })
  expect(photoIds).toEqual(ids(9, 8, 7, 5, 4, 3, 2))
  expect(header.hidden.bursts).toBe(3)
})

it('knows no order by hand of anything but a fixed collection', async () => {
  const manual = { reading: { kind: 'manual' } } as const
  for (const scope of [
    {},
    { folderIds: folders },
    { collectionId: collection('ranked', photos) },
    { collectionId: 99 },
  ])
    await expect(evaluate({ ...manual, scope })).rejects.toMatchObject({ code: 'invalid-params' })
})

it('is about nothing where the collection is gone, not about everything', async () => {
  const collectionId = collection('fixed', photos)
  expect((await evaluate({ scope: { collectionId } })).photoIds).toHaveLength(10)
  library.collections.remove(collectionId, 1)
  library.collections.purge()
  const { header } = await evaluate({ scope: { collectionId } })
  expect(header).toMatchObject({ total: 0, hidden: { missing: 0, filtered: 0, bursts: 0, cut: 0, stacked: 0 } })
})

it('asks the library for the members of each collection once, however many photos there are', () => {
  const catalogue = new Catalogue(library)
  catalogue.refresh()
  const asked: number[] = []
  const source = { members: (id: number) => (asked.push(id), id === 1 ? ids(0, 1, 2) : ids(1, 2, 3)) }
  const filter: Filter = { kind: 'not', of: { kind: 'collection', collectionId: 2 } }
  const members = membersOf({ scope: { collectionId: 1 }, filter }, catalogue, source, false)
  expect([...members.rows].map((row) => catalogue.photoIds[row])).toEqual(ids(0))
  expect(members).toMatchObject({ missing: 0, filtered: 2 })
  expect(asked.toSorted()).toEqual([1, 2])
})

const places = fc.uniqueArray(fc.nat(9), { maxLength: 10 })
const questions = fc.record({
  chosen: fc.option(places),
  missing: places,
  oneFolder: fc.boolean(),
  least: fc.option(fc.integer({ min: 0, max: 100 })),
  onePerBurst: fc.boolean(),
  cut: fc.option(
    fc.oneof(
      fc.record({ kind: fc.constant('top' as const), count: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ kind: fc.constant('percent' as const), percent: fc.integer({ min: 1, max: 100 }) }),
      fc.record({ kind: fc.constant('score' as const), least: fc.integer({ min: 0, max: 100 }) }),
    ),
  ),
  byHand: fc.boolean(),
})

it('shows or counts as left out every photo of the scope, for whatever question', async () => {
  await fc.assert(
    fc.asyncProperty(questions, async ({ chosen, missing, oneFolder, least, onePerBurst, cut, byHand }) => {
      library.photos.setMissing(ids(...missing), 1)
      const scope = {
        ...(chosen === null ? {} : { collectionId: collection('fixed', ids(...chosen)) }),
        ...(oneFolder ? { folderIds: folders.slice(0, 1) } : {}),
      }
      const inScope = (chosen ?? photos.keys().toArray()).filter((place) => !oneFolder || place < 6)
      const { header, photoIds } = await evaluate({
        sentence: byHand ? '' : 'sharpest',
        scope,
        onePerBurst,
        ...(least === null ? {} : { filter: { kind: 'fact', axis: 'sharpness', least } }),
        ...(cut === null ? {} : { cut }),
      })
      const { hidden } = header
      expect(photoIds).toHaveLength(header.total)
      expect(new Set(photoIds).size).toBe(header.total)
      expect(header.total + hidden.missing + hidden.filtered + hidden.bursts + hidden.cut).toBe(inScope.length)
      expect(hidden.missing).toBe(inScope.filter((place) => missing.includes(place)).length)
      for (const photoId of photoIds) expect(inScope).toContain(photos.indexOf(photoId))
      library.photos.setPresent(photos)
    }),
    { numRuns: 80 },
  )
})
