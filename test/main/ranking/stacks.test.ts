/** Frames of one moment shown as one: none is lost, the stack stands where its top stands, and a person chooses that. */
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RankHeader, RankRequest, RankRows } from '../../../main/contract/ranking.ts'
import type { Library } from '../../../main/library/open.ts'
import { readManifest, type ModelManifest } from '../../../main/packs/manifest.ts'
import { orderByScore } from '../../../main/ranking/order.ts'
import { Ranking } from '../../../main/ranking/rank.ts'
import { shownFade, stackOrder } from '../../../main/ranking/stacks.ts'
import { createFakeInference } from '../../support/fake-inference.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

describe('an order shown in stacks', () => {
  const cases = fc
    .array(
      fc.record({
        score: fc.oneof(fc.constant(NaN), fc.integer({ min: -3, max: 3 })),
        group: fc.integer({ min: -1, max: 5 }),
        top: fc.boolean(),
        open: fc.boolean(),
      }),
      { maxLength: 60 },
    )
    .map((photos) => ({
      order: orderByScore(
        Int32Array.from(photos, (_, row) => row),
        Float64Array.from(photos, ({ score }) => score),
        false,
        0,
      ),
      stacking: {
        groupOf: Int32Array.from(photos, ({ group }) => group),
        isTop: (row: number) => photos[row]?.top === true,
        isOpen: (row: number) => photos[row]?.open === true,
      },
    }))

  it('holds every photo once, shown or behind the top of its stack', () => {
    fc.assert(
      fc.property(cases, ({ order, stacking }) => {
        const { positions, sizes, places, stackOf, frames, alone } = stackOrder(order, stacking)
        const behind = [...positions].flatMap((_, i) => (places[i] === -1 ? (frames[stackOf[i]!] ?? []).slice(1) : []))
        expect([...positions, ...behind].toSorted((a, b) => a - b)).toEqual([...order.rows.keys()])
        const tops = [...positions].flatMap((_, i) => (places[i]! <= 0 ? [sizes[i]!] : []))
        expect(tops.reduce((sum, size) => sum + size, 0)).toBe(order.rows.length)
        expect(tops).toHaveLength(frames.length + alone)
      }),
    )
  })

  it('keeps its stacks by the places of their tops, and shows the frames of an open one right after it', () => {
    fc.assert(
      fc.property(cases, ({ order, stacking }) => {
        const { positions, places, stackOf } = stackOrder(order, stacking)
        const tops = [...positions].filter((_, i) => places[i]! <= 0)
        expect(tops).toEqual(tops.toSorted((a, b) => a - b))
        for (const [i, place] of places.entries())
          if (place > 0) expect([places[i - 1], stackOf[i - 1]]).toEqual([place - 1, stackOf[i]])
      }),
    )
  })

  it('fades at the first stack whose top is faded, whatever lies in an open stack before it', () => {
    const order = orderByScore(Int32Array.of(0, 1, 2, 3), Float64Array.of(9, 8, 2, 1), false, 0)
    const stacking = { groupOf: Int32Array.of(0, -1, -1, 0), isTop: () => false, isOpen: (row: number) => row === 3 }
    const stacks = stackOrder(order, stacking)
    expect([...stacks.positions]).toEqual([0, 3, 1, 2])
    expect([shownFade(2, stacks), shownFade(4, stacks), shownFade(null, stacks)]).toEqual([3, null, null])
  })
})

describe('a library with moments', () => {
  let manifest: ModelManifest
  let library: Library
  let ranking: Ranking
  let photos: number[]

  beforeAll(async () => {
    manifest = await readManifest(join(import.meta.dirname, '../../../models/manifests/podium-small.json'))
  })

  /** Nine photos, each sharper than the one before; 0 to 2 are of one moment, 6 and 7 of another, 3 to 5 a bracket. */
  beforeEach(() => {
    library = temporaryLibrary()
    ranking = new Ranking({ library, inference: createFakeInference(), manifest, ranker: null })
    const { folderId } = library.folders.add('/photos', 0)
    photos = [0, 1, 2, 100, 101, 102, 200, 201, 300].map((second, i) =>
      storePhoto(library, {
        name: `${String(i)}.jpg`,
        folderId,
        takenAt: new Date(Date.UTC(2020, 0, 1) + second * 1_000).toISOString().slice(0, 19),
        measures: { sharpness: 10 * i },
        frame: { fingerprint: '0123456789abcdef', exposureBias: i >= 3 && i <= 5 ? i - 4 : 0 },
      }),
    )
  })

  const ids = (...places: number[]): number[] => places.map((place) => photos[place] ?? -1)
  const placesOf = (photoIds: readonly number[]): number[] => photoIds.map((photoId) => photos.indexOf(photoId))

  async function ask(
    more: Partial<Omit<RankRequest, 'stacked'>> & { stacked?: RankRequest['stacked'] } = {},
  ): Promise<{ header: RankHeader; rows: RankRows; places: number[] }> {
    let header: RankHeader | null = null
    for await (const part of ranking.bySentence({ sentence: 'sharpest', scope: {}, stacked: { open: [] }, ...more })) {
      if (part.kind === 'header') header = part.header
      if (part.kind === 'page' && header !== null)
        return { header, rows: part.rows, places: placesOf(part.rows.photoIds) }
    }
    throw new Error('No page came.')
  }

  it('is shown with the best frame of each, which is another in another order; a bracket stays whole', async () => {
    const { header, rows, places } = await ask()
    expect(places).toEqual([8, 7, 5, 4, 3, 2])
    expect(rows.stacks).toEqual([1, 2, 1, 1, 1, 3])
    expect(rows.stackIds).toEqual([null, ...ids(6), null, null, null, ...ids(0)])
    expect(rows.stackPlaces).toEqual([null, null, null, null, null, null])
    expect(header).toMatchObject({ total: 6, hidden: { stacked: 3 }, stacks: { photos: 9, stacks: 6, alone: 4 } })
    expect((await ask({ sentence: 'blurriest' })).places).toEqual([0, 3, 4, 5, 6, 8])
    expect((await ask({ reversed: true })).places).toEqual([0, 3, 4, 5, 6, 8])
  })

  it('opens a stack in its place by any of its frames, and everything counts the same', async () => {
    const { header, rows, places } = await ask({ stacked: { open: ids(1) } })
    expect(places).toEqual([8, 7, 5, 4, 3, 2, 1, 0])
    expect(rows.stackPlaces).toEqual([null, null, null, null, null, 0, 1, 2])
    expect(rows.stackIds.slice(5)).toEqual(ids(0, 0, 0))
    expect(rows.scores).toEqual([80, 70, 50, 40, 30, 20, 10, 0])
    expect(header).toMatchObject({ total: 8, hidden: { stacked: 1 }, stacks: { photos: 9, stacks: 6, alone: 4 } })
    expect(ranking.page(header.orderId, 6, 5).photoIds).toEqual(ids(1, 0))
    expect(ranking.outline(header.orderId, 4).bins.map(({ value }) => value)).toEqual([75, 45, 25, 5])
    expect(ranking.outline(header.orderId, 4).aspects).toHaveLength(8)
  })

  it('says where a photo is shown: a frame behind the top stands where its stack stands', async () => {
    const { header } = await ask()
    const place = (i: number) => ranking.explain(header.orderId, photos[i] ?? -1)
    expect([place(8), place(6), place(1)].map(({ position, score }) => [position, score])).toEqual([
      [0, 80],
      [1, 60],
      [5, 10],
    ])
    expect(ranking.stack(header.orderId, photos[1] ?? -1)).toEqual({ photoIds: ids(2, 1, 0), chosen: false })
    expect(ranking.stack(header.orderId, photos[4] ?? -1)).toEqual({ photoIds: ids(4), chosen: false })
    const { header: plain } = await ask({ stacked: undefined })
    expect(ranking.stack(plain.orderId, photos[1] ?? -1)).toEqual({ photoIds: ids(2, 1, 0), chosen: false })
    expect(() => ranking.stack(header.orderId, 999)).toThrow('not in the order')
  })

  it('lets a person choose the top, which is kept over a restart, holds for one of each moment, and can be taken back', async () => {
    expect(
      library.stackTops.set([
        { photoId: photos[0] ?? -1, top: true },
        { photoId: 999, top: true },
      ]),
    ).toEqual([{ photoId: photos[0], top: false }])
    const chosen = await ask()
    expect(chosen.places).toEqual([8, 7, 5, 4, 3, 0])
    expect(ranking.stack(chosen.header.orderId, photos[2] ?? -1)).toEqual({ photoIds: ids(0, 2, 1), chosen: true })
    const set = await ranking.evaluate({ sentence: 'sharpest', scope: {}, onePerBurst: true })
    expect(placesOf(set.photoIds)).toEqual([8, 7, 5, 4, 3, 0])
    library.close()
    const again = temporaryLibrary(library.file)
    expect(again.stackTops.all()).toEqual(new Set(ids(0)))
    const former = again.stackTops.set([{ photoId: photos[0] ?? -1, top: false }])
    expect(again.stackTops.all()).toEqual(new Set())
    again.stackTops.set(former)
    expect(again.stackTops.all()).toEqual(new Set(ids(0)))
    again.close()
  })

  it('goes with a folder that is removed', () => {
    library.stackTops.set([{ photoId: photos[0] ?? -1, top: true }])
    library.folders.remove(library.folders.list()[0]?.folderId ?? -1)
    expect(library.stackTops.all()).toEqual(new Set())
  })

  it('does not stack an order made by hand, nor a set that holds one of each moment anyway', async () => {
    const rule = null
    const collectionId = library.collections.create({ name: 'By hand', parentId: null, kind: 'fixed', rule }, 0)
    library.collections.setMembers(collectionId, ids(0, 1, 8), 0, false)
    const byHand = await ask({ sentence: '', scope: { collectionId } })
    expect(byHand.places).toEqual([0, 1, 8])
    expect(byHand.header).toMatchObject({ stacks: null, hidden: { stacked: 0 } })
    const single = await ask({ onePerBurst: true })
    expect(single.rows.stacks).toEqual([1, 2, 1, 1, 1, 3])
    expect(single.header).toMatchObject({ stacks: null, hidden: { bursts: 3, stacked: 0 } })
  })

  it('shows or counts every photo, with a filter and a cut too', async () => {
    const { header, rows } = await ask({
      filter: { kind: 'fact', axis: 'sharpness', least: 10 },
      cut: { kind: 'top', count: 7 },
    })
    const { missing, filtered, bursts, cut, stacked } = header.hidden
    expect([missing, filtered, bursts, cut, stacked]).toEqual([0, 1, 0, 1, 1])
    expect(header.total + missing + filtered + bursts + cut + stacked).toBe(9)
    expect(placesOf(rows.photoIds)).toEqual([8, 7, 5, 4, 3, 2])
    expect(rows.stacks.at(-1)).toBe(1)
  })
})
