/** Orders by example: the formula, beside a sentence and alone, and what happens when an example is not there. */
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { RankedSet, type RankHeader, type RankRequest, type RankRows } from '../../../main/contract/ranking.ts'
import type { Library } from '../../../main/library/open.ts'
import { readManifest, type ModelManifest } from '../../../main/packs/manifest.ts'
import { rocchio } from '../../../main/ranking/examples.ts'
import { Ranking } from '../../../main/ranking/rank.ts'
import { createFakeInference, FAKE_DIMENSION } from '../../support/fake-inference.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

describe("Rocchio's formula", () => {
  const unit = fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 4 })
    .filter((values) => values.some((value) => value !== 0))
    .map((values) => Float32Array.from(values, (value) => value / Math.hypot(...values)))

  it('of one photo is that photo, and without a liked one the way from those not liked', () => {
    fc.assert(
      fc.property(unit, (one) => {
        expect(dot(rocchio([one], []), one)).toBeCloseTo(1, 5)
        expect(dot(rocchio([], [one]), one)).toBeCloseTo(-1, 5)
      }),
    )
  })

  it('has unit length or none, and a photo not liked never brings it nearer to itself', () => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 4 }), unit, (liked, other) => {
        const bent = rocchio(liked, [other])
        const length = Math.hypot(...bent)
        expect(length === 0 || Math.abs(length - 1) < 1e-5).toBe(true)
        if (length > 0) expect(dot(bent, other)).toBeLessThanOrEqual(dot(rocchio(liked, []), other) + 1e-5)
      }),
    )
  })
})

describe('an order', () => {
  let manifest: ModelManifest
  let library: Library
  let ranking: Ranking
  let photos: number[]

  beforeAll(async () => {
    manifest = await readManifest(join(import.meta.dirname, '../../../models/manifests/podium-small.json'))
  })

  /** Six photos whose vectors turn from the first axis to the second, each sharper than the one before; one has no vector. */
  beforeEach(() => {
    library = temporaryLibrary()
    ranking = new Ranking({ library, inference: createFakeInference(), manifest, ranker: null })
    const { folderId } = library.folders.add('/photos', 0)
    photos = Array.from({ length: 7 }, (_, i) =>
      storePhoto(library, { name: `trip/${String(i)}.jpg`, folderId, measures: { sharpness: 10 * i } }),
    )
    for (let i = 0; i < 6; i++) {
      const vector = new Float32Array(FAKE_DIMENSION)
      vector[0] = Math.cos(angle(i))
      vector[1] = Math.sin(angle(i))
      library.vectors.put(`hash of trip/${String(i)}.jpg`, manifest.id, vector)
    }
  })

  const angle = (i: number): number => (i * Math.PI) / 10
  const ids = (...places: number[]): number[] => places.map((place) => photos[place] ?? -1)

  async function ask(more: Partial<RankRequest>): Promise<{ header: RankHeader; rows: RankRows; places: number[] }> {
    let header: RankHeader | null = null
    for await (const part of ranking.bySentence({ sentence: '', scope: {}, ...more })) {
      if (part.kind === 'header') header = part.header
      if (part.kind !== 'page' || header === null) continue
      return { header, rows: part.rows, places: part.rows.photoIds.map((photoId) => photos.indexOf(photoId)) }
    }
    throw new Error('No page came.')
  }

  it('like a photo goes by the cosine with it, the photo itself first, and says so', async () => {
    const { header, rows, places } = await ask({ examples: { like: ids(2), unlike: [] } })
    expect(places[0]).toBe(2)
    expect(places.slice(1, 3).toSorted()).toEqual([1, 3])
    expect(places.at(-1)).toBe(6)
    for (const [i, place] of places.slice(0, 6).entries())
      expect(rows.scores[i]).toBeCloseTo(Math.cos(angle(place) - angle(2)), 3)
    expect(rows.scores[6]).toBeNull()
    expect(header).toMatchObject({ reading: { kind: 'similarity' }, modelId: manifest.id, notScored: 1 })
    expect(header.examples).toMatchObject({ like: [{ photoId: photos[2], name: '2.jpg' }], unlike: [], left: 0 })
    expect(ranking.explain(header.orderId, photos[2] ?? -1).reason).toMatchObject({ kind: 'similarity' })
    expect((await ask({ examples: { like: ids(2), unlike: [] }, reversed: true })).places.slice(-2)).toEqual([2, 6])
  })

  it('goes away from photos that are not liked', async () => {
    expect((await ask({ examples: { like: ids(2), unlike: ids(0) } })).places.slice(0, 2)).toEqual([3, 4])
    expect((await ask({ examples: { like: [], unlike: ids(5) } })).places.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5])
    // Named in both, it is liked.
    const { header } = await ask({ examples: { like: ids(2), unlike: ids(2) } })
    expect(header.examples).toMatchObject({ like: [{ photoId: photos[2] }], unlike: [] })
  })

  it('of a sentence is bent: both scores count, each in its own standard deviations', async () => {
    const plain = await ask({ sentence: 'sharpest' })
    expect(plain.places).toEqual([6, 5, 4, 3, 2, 1, 0])
    const { header, rows, places } = await ask({ sentence: 'sharpest', examples: { like: ids(3), unlike: [] } })
    const sharp = standardised([0, 10, 20, 30, 40, 50, 60])
    const like = standardised([0, 1, 2, 3, 4, 5].map((i) => Math.cos(angle(i) - angle(3))))
    const both = like.map((value, i) => value + (sharp[i] ?? NaN))
    expect(places.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5].toSorted((a, b) => (both[b] ?? 0) - (both[a] ?? 0)))
    expect(rows.scores[0]).toBeCloseTo(Math.max(...both), 2)
    expect(rows.scores[6]).toBeNull()
    expect(header).toMatchObject({ reading: { kind: 'measured', axis: 'sharpness' }, modelId: manifest.id })
    expect(ranking.explain(header.orderId, photos[4] ?? -1).reason).toEqual({
      kind: 'bent',
      value: rows.scores[places.indexOf(4)],
    })
    // What the sentence asks for little of counts the other way round.
    const blurry = (await ask({ sentence: 'blurriest', examples: { like: ids(3), unlike: [] } })).places
    expect(blurry.indexOf(0)).toBeLessThan(blurry.indexOf(5))
  })

  it('keeps its meaning as a rule, goes on with the examples that are left, and says when none is', async () => {
    const rule = RankedSet.parse({ sentence: '', scope: {}, examples: { like: ids(1, 6), unlike: [999] } })
    const { header, photoIds } = await ranking.evaluate(rule)
    expect(photoIds[0]).toBe(photos[1])
    expect(header.examples).toMatchObject({ like: [{ name: '1.jpg' }], unlike: [], left: 2 })
    await expect(ranking.evaluate({ ...rule, examples: { like: [998], unlike: [999] } })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(ranking.evaluate({ ...rule, examples: { like: ids(6), unlike: [] } })).rejects.toMatchObject({
      code: 'not-available',
      message: expect.stringContaining('6.jpg was not read yet') as unknown,
    })
  })

  it('of a fixed collection is made by examples where there are some, and by hand again without', async () => {
    const collectionId = library.collections.create({ name: 'By hand', parentId: null, kind: 'fixed', rule: null }, 0)
    library.collections.setMembers(collectionId, ids(5, 0, 3), 0, false)
    const scope = { collectionId }
    const near = await ask({ scope, examples: { like: ids(1), unlike: [] } })
    expect(near.places).toEqual([0, 3, 5])
    expect(near.header.alternatives).toContainEqual({ kind: 'manual' })
    const byHand = await ask({ scope, reading: { kind: 'manual' }, examples: { like: ids(1), unlike: [] } })
    expect(byHand.places).toEqual([5, 0, 3])
    expect(byHand.header.examples).toBeNull()
  })
})

function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const sigma = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return values.map((value) => (value - mean) / sigma)
}
