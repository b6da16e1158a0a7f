/** Orders over a real library, with an inference that answers in numbers of its own. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { AppError } from '../../../main/contract/errors.ts'
import type { RankHeader, RankRequest, RankRows } from '../../../main/contract/ranking.ts'
import type { Library } from '../../../main/library/open.ts'
import { readManifest, type ModelManifest, type RankerManifest } from '../../../main/packs/manifest.ts'
import { Ranking } from '../../../main/ranking/rank.ts'
import { createFakeInference, FAKE_DIMENSION, FAKE_TOKENS, type FakeInference } from '../../support/fake-inference.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

const models = fileURLToPath(new URL('../../../models/', import.meta.url))
const file = { file: 'none.onnx', sha256: '0'.repeat(64), bytes: 1 }
const ranker: RankerManifest = {
  manifestVersion: 2,
  id: 'fake-ranker',
  model: 'fake-1',
  description: '',
  licence: '',
  text: { append: '', output: 'inner', dimension: 1, plain: false },
  sentence: { ...file, input: 'sentence', outputs: { weights: 'weights', evidence: 'evidence' } },
  score: {
    ...file,
    inputs: { tokens: 't', scales: 'c', vector: 'v', measures: 'm' },
    output: 'scores',
    measures: ['sharpness'],
    traces: 0,
  },
  evidence: { least: 0.5 },
  orders: [{ attribute: 'people', tieWidth: 5, fade: 15 }, { attribute: 'age' }],
}

let manifest: ModelManifest
let library: Library
let inference: FakeInference
let ranking: Ranking
let folderId: number

beforeAll(async () => {
  const real = await readManifest(join(models, 'manifests/podium-small.json'))
  const tokens = { ...real.tokens, bytes: FAKE_TOKENS }
  manifest = { ...real, id: 'fake-1', vector: { dimension: FAKE_DIMENSION }, tokens }
})
beforeEach(() => {
  library = temporaryLibrary()
  inference = createFakeInference()
  ranking = new Ranking({ library, inference, manifest, ranker })
  folderId = library.folders.add('/photos', 0).folderId
})

function add(name: string, sharpness: number | null, folder = folderId): number {
  const hash = Buffer.from(name.padEnd(16, '.')).toString('hex')
  const photoId = library.photos.add(folder, `${name}.jpg`, { size: 1, mtimeMs: 0 }, 0)
  if (sharpness === null) return photoId
  const rest = { noise: 0, brightness: 0, contrast: 0, clipping: 0, colourfulness: 0, warmth: 0 }
  const frame = { fingerprint: '0123456789abcdef', exposureBias: null }
  const picture = { format: 'jpeg', width: 4, height: 3, takenAt: null, takenOffsetMinutes: null, damaged: false }
  library.contents.put(hash, { ...picture, latitude: null, longitude: null, camera: null, ...frame })
  library.measures.put(hash, 1, { sharpness, ...rest })
  library.vectors.put(hash, manifest.id, new Float32Array(FAKE_DIMENSION).fill(0.1))
  library.tokens.put(hash, manifest.id, Uint8Array.of(1, 2, 3))
  library.photos.setState(photoId, 'indexed', hash)
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

it('orders by the learned adapter, whose opposite is the exact reverse among scored photos', async () => {
  const [a, b, c] = [add('a', 10), add('b', 30), add('c', 20)]
  const waiting = add('d', null)
  const most = await ask('most people')
  expect(most.header).toMatchObject({ modelId: 'fake-ranker', notScored: 1, notices: [] })
  expect(most.header.reading).toEqual({ kind: 'adapter', attribute: 'people', direction: 'descending' })
  expect(most.rows.photoIds).toEqual([b, c, a, waiting])
  expect(most.rows.scores).toEqual([30, 20, 10, null])
  expect((await ask('fewest people')).rows.photoIds).toEqual([a, c, b, waiting])
  expect((await ask('fewest people', { reversed: true })).rows.photoIds).toEqual([b, c, a, waiting])
  expect(ranking.explain(most.header.orderId, c).reason).toEqual({ kind: 'adapter', value: 20, typical: 20 })
})

it('says from where on nobody is to be expected, where the most comes first', async () => {
  for (const [name, score] of Object.entries({ a: 30, b: 20, c: 10, d: 5 })) add(name, score)
  const fadesAt = async (sentence: string, more: Partial<RankRequest> = {}): Promise<number | null> =>
    (await ranking.evaluate({ sentence, scope: {}, ...more })).fadesAt
  expect(await fadesAt('most people')).toBe(2)
  expect(await fadesAt('fewest people')).toBeNull()
  expect(await fadesAt('most people', { reversed: true })).toBeNull()
  expect(await fadesAt('oldest person')).toBeNull()
})

it('gives photos without a face no place in the order of ages, at either end, and says why', async () => {
  const [old, faceless, young, unseen] = [add('a', 30), add('b', 20), add('c', 10), add('d', 5)]
  const box = { left: 0, top: 0, width: 0.5, height: 0.5, score: 1, age: null }
  for (const [photoId, boxes] of [
    [old, [box]],
    [faceless, []],
    [young, [box]],
  ] as const)
    library.faces.putLate([
      { contentHash: library.photoFacts.of([photoId])[0]?.contentHash ?? '', detector: 'one', smallest: 0.04, boxes },
    ])
  const oldest = await ask('oldest person')
  expect(oldest.rows.photoIds).toEqual([old, young, unseen, faceless])
  expect((await ask('youngest person')).rows.photoIds).toEqual([unseen, young, old, faceless])
  expect(ranking.explain(oldest.header.orderId, faceless).reason).toEqual({ kind: 'unscored', why: 'no-face' })
  expect((await ask('most people')).header.notScored).toBe(0)
})

it('orders by the oldest or the youngest face, and says of photos without one that nobody is to be seen', async () => {
  const [grandmother, family, faceless, crowd] = [add('a', 1), add('b', 2), add('c', 3), add('d', 4)]
  const box = { left: 0, top: 0, width: 0.5, height: 0.5, score: 1 }
  for (const [photoId, ages] of [
    [grandmother, [70]],
    [family, [40, 8, null]],
    [faceless, []],
    [crowd, [null]],
  ] as const) {
    const contentHash = library.photoFacts.of([photoId])[0]?.contentHash ?? ''
    const boxes = ages.map((age) => ({ ...box, age }))
    library.faces.putLate([{ contentHash, detector: 'one', smallest: 0.04, boxes }])
  }
  const oldest = await ask('age of the oldest face')
  expect(oldest.rows.photoIds.slice(0, 2)).toEqual([grandmother, family])
  expect(oldest.header.notScored).toBe(2)
  const reason = (photoId: number) => ranking.explain(oldest.header.orderId, photoId).reason
  expect(reason(family)).toMatchObject({ kind: 'measured', value: 40, unit: 'years' })
  expect(reason(faceless)).toEqual({ kind: 'unscored', why: 'no-face' })
  expect(reason(crowd)).toEqual({ kind: 'unscored', why: 'not-measured' })
  const youngest = await ask('age of the youngest face, ascending')
  expect(youngest.rows.photoIds.slice(0, 2)).toEqual([family, grandmother])
})

it('scores a photo once, for every order and wording', async () => {
  add('a', 10)
  await ask('most people')
  await ask('rank the photos by the number of people')
  await ask('oldest person')
  expect(inference.scored).toEqual([1])
  expect(inference.meant).toEqual([])
  add('b', 30)
  add('c', 20)
  expect((await ask('biggest crowd')).rows.scores).toEqual([30, 20, 10])
  expect(inference.scored).toEqual([1, 2])
})

it('goes on when rows have gone or the inference process was restarted, and scores no photo again', async () => {
  const other = library.folders.add('/other', 0).folderId
  add('a', 10)
  add('b', 30, other)
  await ask('most people')
  library.folders.remove(other)
  expect((await ask('most people')).rows.scores).toEqual([10])
  ranking.inferenceRestarted()
  expect((await ask('most people')).rows.scores).toEqual([10])
  // The library kept what was computed.
  expect(inference.scored).toEqual([2])
  ranking = new Ranking({ library, inference, manifest, ranker })
  add('c', 20)
  expect((await ask('most people')).rows.scores).toEqual([20, 10])
  expect(inference.scored).toEqual([2, 1])
})

it('keeps the scores of one adapter apart from those of another', async () => {
  add('a', 10)
  await ask('most people')
  ranking = new Ranking({ library, inference, manifest, ranker: { ...ranker, id: 'newer-ranker' } })
  await ask('most people')
  expect(inference.scored).toEqual([1, 1])
})

it('scores photos ahead of the question', async () => {
  add('a', 10)
  await ranking.prepareLearned()
  expect(inference.scored).toEqual([1])
  for (const sentence of ['most people', 'youngest person', 'best quality', 'most aged print']) await ask(sentence)
  expect(inference.scored).toEqual([1])
})

it('asks the sentence model for an order that this adapter does not name', async () => {
  add('a', 10)
  expect((await ask('best quality')).rows.scores).toEqual([10])
  expect(inference.meant).toEqual(['best quality'])
})

it('does not wait for many photos to be scored, tells when they are, and leaves none out of a set that is kept', async () => {
  let told = 0
  const onScored = () => (told += 1)
  ranking = new Ranking({ library, inference, manifest, ranker, onScored })
  library.transaction(() => {
    for (let i = 0; i < 150; i++) add(String(i), i)
  })
  let letGo = (): void => undefined
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  inference.gate = () => held
  const early = await ask('most people')
  expect(early.header).toMatchObject({ total: 150, notScored: 150 })
  const { reason } = ranking.explain(early.header.orderId, early.rows.photoIds[0] ?? 0)
  expect(reason).toEqual({ kind: 'unscored', why: 'waiting' })
  const kept = ranking.evaluate({ sentence: 'most people', scope: {} })
  await expect(kept).rejects.toMatchObject({
    code: 'inference-unavailable',
    message: expect.stringContaining('150 photos') as string,
  })
  letGo()
  await ranking.prepareLearned()
  expect((await ranking.evaluate({ sentence: 'most people', scope: {} })).scores[0]).toBe(149)
  expect(inference.scored.reduce((sum, photos) => sum + photos, 0)).toBe(150)
  expect(told).toBe(1)
  expect((await ask('most people')).header.notScored).toBe(0)
})

it('says why where photos cannot be scored, and scores them when they can', async () => {
  add('a', 10)
  inference.unavailable = new AppError('inference-unavailable', 'It ended.')
  await expect(ask('most people')).rejects.toMatchObject({ code: 'inference-unavailable' })
  inference.unavailable = null
  expect((await ask('most people')).rows.scores).toEqual([10])
})

it('gives a photo whose scores are no numbers no place, and never keeps them', async () => {
  add('a', 10)
  add('b', Infinity)
  const { header, rows } = await ask('most people')
  expect(header.notScored).toBe(1)
  expect(rows.scores).toEqual([10, null])
  ranking = new Ranking({ library, inference, manifest, ranker })
  await ask('most people')
  expect(inference.scored).toEqual([2, 1])
})

it('puts scores nearer than the error of the attribute into one band', async () => {
  for (const [i, value] of [10, 13, 20, 30].entries()) add(String(i), value)
  expect((await ask('most people')).rows.tieBands).toEqual([0, 1, 2, 2])
})

it('asks in the words of a sentence that was not trained only when told to, and says so', async () => {
  add('a', 10)
  expect((await ask('most unheard-of snow')).header.reading.kind).toBe('similarity')
  const free = { kind: 'adapter', attribute: null, direction: 'descending' } as const
  const { header } = await ask('most unheard-of snow', { reading: free })
  expect(header.notices).toContainEqual({ kind: 'unfamiliar' })
  expect(inference.meant).toEqual(['most unheard-of snow'])
  expect((await ask('most well-known snow', { reading: free })).header.notices).toEqual([])
})

it.each([
  '',
  '   ',
  'people '.repeat(1_400),
  'Ältester Mensch zuerst',
  '人が多い順',
  '🎉🎉🎉',
  'most people and fewest people',
  'oldest youngest person',
  "'; drop table photos; --",
  '<script>alert(1)</script> most people',
  '\u0000\u0007\uFFFF',
])('gives an order of every photo, and no NaN, for %j', async (sentence) => {
  add('a', 10)
  add('b', null)
  const { header, rows } = await ask(sentence)
  expect(header.total).toBe(2)
  expect(new Set(rows.photoIds).size).toBe(2)
  for (const score of rows.scores) expect(score === null || Number.isFinite(score)).toBe(true)
})
