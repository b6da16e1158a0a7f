/** Orders that a person teaches, over a real library, with an inference that compares planted vectors. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { RankHeader, RankRequest, RankRows } from '../../../main/contract/ranking.ts'
import type { TasteRequest } from '../../../main/contract/taste.ts'
import type { Library } from '../../../main/library/open.ts'
import { readManifest, type ModelManifest } from '../../../main/packs/manifest.ts'
import { Ranking } from '../../../main/ranking/rank.ts'
import { Teaching } from '../../../main/ranking/teaching.ts'
import { createFakeInference, FAKE_DIMENSION } from '../../support/fake-inference.ts'
import { unitVector } from '../../support/planted-taste.ts'
import { seeded } from '../../support/picture-maker.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

const models = fileURLToPath(new URL('../../../models/', import.meta.url))
const PHOTOS = 120
const SENTENCE = 'a dog'

let manifest: ModelManifest
let library: Library
let ranking: Ranking
let teaching: Teaching
let changes: number
/** What the person likes of each photo. */
let liking: Map<number, number>

beforeAll(async () => {
  const real = await readManifest(join(models, 'manifests/podium-small.json'))
  manifest = { ...real, id: 'fake-1', vector: { dimension: FAKE_DIMENSION } }
})
beforeEach(() => {
  library = temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 0)
  const random = seeded(3)
  liking = new Map()
  for (let i = 0; i < PHOTOS; i++) addPhoto(`${String(i).padStart(3, '0')}.jpg`, folderId, random)
  const model = { inference: createFakeInference(), manifest, ranker: null }
  ranking = new Ranking({ library, ...model })
  changes = 0
  teaching = new Teaching({
    library,
    orderOf: (orderId) => ranking.taught(orderId),
    onChange: () => (changes += 1),
    now: () => 0,
  })
})

function addPhoto(name: string, folderId: number, random: () => number): number {
  const vector = unitVector(random, FAKE_DIMENSION)
  // No two of one moment.
  const takenAt = new Date(Date.UTC(2020, 0, 1, liking.size)).toISOString().slice(0, 19)
  const photoId = storePhoto(library, { name, folderId, takenAt })
  library.vectors.put(`hash of ${name}`, manifest.id, vector)
  liking.set(photoId, vector[0]!)
  return photoId
}

async function ask(sentence: string, more: Partial<RankRequest> = {}): Promise<{ header: RankHeader; rows: RankRows }> {
  let header: RankHeader | undefined
  let rows: RankRows | undefined
  for await (const part of ranking.bySentence({ sentence, scope: {}, ...more })) {
    if (part.kind === 'header') header = part.header
    if (part.kind === 'page') rows = part.rows
  }
  if (header === undefined || rows === undefined) throw new Error('The order came without header or page.')
  return { header, rows }
}

/** Answers what is asked until so many answers are given; returns the pairs and the ids of the answers. */
async function teach(
  count: number,
  more: Partial<TasteRequest> = {},
  of: Partial<RankRequest> = {},
): Promise<{ pairs: string[]; ids: number[] }> {
  const pairs: string[] = []
  const ids: number[] = []
  for (let i = 0; i < count; i++) {
    const { header } = await ask(SENTENCE, of)
    const { pair, status } = await teaching.next({ orderId: header.orderId, general: false, skipped: [], ...more })
    if (pair === null) throw new Error('Nothing is left to ask.')
    const [left, right] = [pair.left.photoId, pair.right.photoId]
    const choice = liking.get(left)! > liking.get(right)! ? 'left' : 'right'
    ids.push(teaching.answer({ sentence: status.sentence, left, right, choice }))
    pairs.push([left, right].toSorted((a, b) => a - b).join(' '))
  }
  return { pairs, ids }
}

function likingOf(photoIds: readonly number[]): number {
  return photoIds.reduce((sum, photoId) => sum + liking.get(photoId)!, 0) / photoIds.length
}

it('bends the order of a sentence towards what a person likes, says so, and by how much', async () => {
  const before = await ask(SENTENCE)
  expect(before.header.taste).toEqual({
    sentence: SENTENCE,
    answers: 0,
    judged: 0,
    agreementBefore: null,
    agreementAfter: null,
    wanted: 8,
    used: false,
    paused: false,
  })
  const { pairs } = await teach(32)
  expect(new Set(pairs).size).toBe(32)
  const after = await ask(SENTENCE)
  expect(after.header.taste).toMatchObject({ answers: 32, judged: 32, used: true, wanted: 0 })
  expect(after.header.taste!.agreementAfter).toBeGreaterThan(after.header.taste!.agreementBefore!)
  expect(likingOf(after.rows.photoIds.slice(0, 30))).toBeGreaterThan(likingOf(before.rows.photoIds.slice(0, 30)) + 0.1)
  expect(after.rows.photoIds.toSorted()).toEqual(before.rows.photoIds.toSorted())
  expect(changes).toBe(32)
})

it('tells of each photo how many places taste moved it', async () => {
  const before = await ask(SENTENCE)
  await teach(24)
  const { header, rows } = await ask(SENTENCE)
  for (const position of [0, 1, 50, PHOTOS - 1]) {
    const photoId = rows.photoIds[position]!
    const { movedByTaste } = ranking.explain(header.orderId, photoId)
    expect(movedByTaste).toBe(before.rows.photoIds.indexOf(photoId) - position)
  }
  teaching.pause(SENTENCE, true)
  const paused = await ask(SENTENCE)
  expect(ranking.explain(paused.header.orderId, rows.photoIds[0]!).movedByTaste).toBeNull()
})

it('is the order before to the last place while paused, when forgotten, and once its answers are taken back', async () => {
  const before = await ask(SENTENCE)
  const { ids } = await teach(24)
  const bent = await ask(SENTENCE)
  expect(bent.rows.photoIds).not.toEqual(before.rows.photoIds)
  teaching.pause(SENTENCE, true)
  const paused = await ask(SENTENCE)
  expect(paused.rows).toEqual(before.rows)
  expect(paused.header.taste).toMatchObject({ answers: 24, used: false, paused: true })
  teaching.pause(SENTENCE, false)
  expect((await ask(SENTENCE)).rows).toEqual(bent.rows)
  expect(teaching.status()).toEqual([{ sentence: SENTENCE, answers: 24, paused: false }])
  for (const id of ids) teaching.undo(id)
  expect((await ask(SENTENCE)).rows).toEqual(before.rows)
  await teach(24)
  expect(teaching.forget(SENTENCE)).toBe(24)
  expect((await ask(SENTENCE)).rows).toEqual(before.rows)
  expect(teaching.status()).toEqual([])
})

it('does not bend an order by answers that say the opposite of each other', async () => {
  const before = await ask(SENTENCE)
  for (const [photoId] of liking) liking.set(photoId, ((photoId * 7_919) % 101) / 101)
  await teach(24)
  const after = await ask(SENTENCE)
  expect(after.header.taste).toMatchObject({ answers: 24, used: false })
  expect(after.rows).toEqual(before.rows)
})

it('bends one sentence alone, whichever part of the library is on screen and however it is written', async () => {
  const other = await ask('a cat')
  await teach(24)
  expect((await ask('a cat')).rows).toEqual(other.rows)
  const whole = await ask('  A  DOG ')
  expect(whole.header.taste).toMatchObject({ used: true })
  const only = whole.rows.photoIds.filter((photoId) => photoId % 3 === 0)
  const part = await ask(SENTENCE, { only })
  expect(part.rows.photoIds).toEqual(only)
  expect(part.rows.scores).toEqual(whole.rows.scores.filter((_, i) => whole.rows.photoIds[i]! % 3 === 0))
})

it('stays with its photos when others leave the library', async () => {
  const [former] = library.folders.list()
  const { folderId } = library.folders.add('/staying', 0)
  const random = seeded(8)
  const staying = Array.from({ length: 60 }, (_, i) => addPhoto(`stays ${String(i)}`, folderId, random))
  await teach(24, {}, { only: staying })
  expect((await ask(SENTENCE)).header.taste).toMatchObject({ used: true })
  library.folders.remove(former!.folderId)
  const after = await ask(SENTENCE)
  const inference = createFakeInference()
  ranking = new Ranking({ library, inference, manifest, ranker: null })
  expect(after.rows).toEqual((await ask(SENTENCE)).rows)
  expect(after.header.taste).toMatchObject({ answers: 24, used: true })
})

it('is what collections and exports are made of', async () => {
  await teach(24)
  const { header, rows } = await ask(SENTENCE)
  const set = await ranking.evaluate({ sentence: SENTENCE, scope: {}, cut: { kind: 'top', count: 10 } })
  expect(set.photoIds).toEqual(rows.photoIds.slice(0, 10))
  expect(set.header.taste).toEqual(header.taste)
})

it('goes with the picture where a file is renamed, and leaves photos without a vector as they are', async () => {
  await teach(24)
  const before = await ask(SENTENCE)
  const first = before.rows.photoIds[0]!
  const name = before.rows.names[0]!
  const { folderId } = library.folders.add('/more', 0)
  library.photos.move(first, folderId, 'renamed.jpg', { size: 10, mtimeMs: 0 })
  const unread = storePhoto(library, { name: 'unread.jpg', folderId })
  const after = await ask(SENTENCE)
  expect(after.rows.names).not.toContain(name)
  expect(after.header).toMatchObject({ notScored: 1, taste: { used: true, judged: 24 } })
  expect(after.rows.photoIds).toEqual([...before.rows.photoIds, unread])
})

it('learns taste in general from any photos, and gives it an order of its own', async () => {
  const untaught = await ask('my taste')
  expect(untaught.header.reading).toEqual({ kind: 'taste' })
  expect(untaught.header.notices).toEqual([{ kind: 'taste-unknown' }])
  await teach(32, { general: true })
  expect(teaching.status()).toEqual([{ sentence: null, answers: 32, paused: false }])
  expect((await ask(SENTENCE)).header.taste).toMatchObject({ answers: 0 })
  const taught = await ask('photos I like best')
  expect(taught.header.taste).toMatchObject({ sentence: null, answers: 32, used: true })
  expect(taught.header.notices).toEqual([])
  expect(likingOf(taught.rows.photoIds.slice(0, 30))).toBeGreaterThan(
    likingOf(untaught.rows.photoIds.slice(0, 30)) + 0.1,
  )
})

it('bends no facts, and says why when asked to', async () => {
  const { header } = await ask('newest')
  expect(header.taste).toBeNull()
  const request = { orderId: header.orderId, general: false, skipped: [] }
  await expect(teaching.next(request)).rejects.toMatchObject({ code: 'not-available' })
  await expect(teaching.next({ ...request, general: true })).resolves.toMatchObject({ status: { sentence: null } })
  await expect(teaching.next({ ...request, orderId: 'gone' })).rejects.toMatchObject({ code: 'order-gone' })
})

it('passes over what was passed over, and ends when all was asked', async () => {
  const three = [...liking.keys()].slice(0, 3)
  const { header } = await ask(SENTENCE, { only: three })
  const skipped: [number, number][] = []
  for (let i = 0; i < 3; i++) {
    const { pair } = await teaching.next({ orderId: header.orderId, general: false, skipped })
    skipped.push([pair!.right.photoId, pair!.left.photoId])
  }
  expect(new Set(skipped.map((pair) => pair.toSorted().join(' '))).size).toBe(3)
  expect((await teaching.next({ orderId: header.orderId, general: false, skipped })).pair).toBeNull()
})

it('takes no answer about a photo that is gone, or about one picture twice', () => {
  const [photoId = 0] = liking.keys()
  const answer = { sentence: SENTENCE, left: photoId, right: 9_999, choice: 'left' } as const
  expect(() => teaching.answer(answer)).toThrow(expect.objectContaining({ code: 'not-found' }))
  expect(() => teaching.answer({ ...answer, right: photoId })).toThrow(
    expect.objectContaining({ code: 'invalid-params' }),
  )
  expect(teaching.status()).toEqual([])
})
