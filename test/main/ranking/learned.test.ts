/** Scores of many photos: read, computed and kept while questions come and rows are numbered anew. */
import { expect, it } from 'vitest'
import type { Inference, PhotoNumbers } from '../../../main/inference/api.ts'
import type { RankerManifest } from '../../../main/packs/manifest.ts'
import type { Catalogue } from '../../../main/ranking/catalogue.ts'
import { LearnedRanker } from '../../../main/ranking/learned.ts'
import { OrderTable } from '../../../main/ranking/order-table.ts'
import type { PhotoMatrix } from '../../../main/ranking/photo-matrix.ts'

const ranker = {
  id: 'ranker',
  orders: [{ attribute: 'people' }, { attribute: 'age' }],
} as unknown as RankerManifest
const people = Float32Array.of(1, 0)
const catalogue = {} as Catalogue

/** Of photo n the scores are n for the first order and -n for the second; photos with a negative number are not read yet. */
function stand(photos: readonly number[], onScore: (call: number) => void = () => undefined) {
  const rows = [...photos]
  const scored: number[][] = []
  let told = 0
  const matrix = {
    warm: () => Promise.resolve(rows.map(String)),
    ask: async (_: Catalogue, question: (hashes: readonly string[]) => Promise<unknown>) => {
      const hashes = rows.map(String)
      return { answer: await question(hashes), places: Int32Array.from(hashes.keys()) }
    },
    numbersOf: (hashes: readonly string[]) => {
      const found = hashes.filter((hash) => Number(hash) >= 0)
      return { hashes: found, numbers: { measures: Float32Array.from(found, Number) } }
    },
  } as unknown as PhotoMatrix
  const inference = {
    scoreOrders: async ({ measures }: PhotoNumbers) => {
      scored.push([...measures])
      await Promise.resolve()
      onScore(scored.length)
      return Float32Array.from([...measures].flatMap((photo) => [photo, -photo]))
    },
  } as unknown as Inference
  const kept = new Map<string, Float32Array>()
  const store = {
    of: (hashes: readonly string[]) => hashes.map((hash) => kept.get(hash) ?? null),
    put: (_: string, scores: Iterable<readonly [string, Float32Array]>) => {
      for (const [hash, numbers] of scores) kept.set(hash, numbers)
    },
  }
  const onScored = () => (told += 1)
  const learned = new LearnedRanker({ matrix, inference, store, ranker, onScored })
  const score = (weights = people) => learned.score(weights, catalogue, Int32Array.from(rows.keys()))
  return { learned, rows, scored, kept, score, told: () => told }
}

const some = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i)

it('scores each photo once, keeps what it computed, and sums orders as the sentence says', async () => {
  const { learned, score, scored, kept, rows } = stand(some(1_000))
  await learned.prepare()
  expect(await score()).toEqual(Float64Array.from(some(1_000)))
  expect(scored.flat()).toEqual(some(1_000))
  expect(kept.size).toBe(1_000)
  expect([...(await score(Float32Array.of(0.5, -0.25)))]).toEqual(some(1_000).map((photo) => 0.75 * photo))
  rows.push(5_000)
  expect((await score()).at(-1)).toBe(5_000)
  expect(scored.flat()).toHaveLength(1_001)
})

it('scores no photo twice for questions that come at once', async () => {
  const { score, learned, scored } = stand(some(100))
  const [one, other] = await Promise.all([score(), score(), learned.prepare()])
  expect(one).toEqual(other)
  expect(scored.flat()).toHaveLength(100)
})

it('leaves photos without tokens without a score, and goes on', async () => {
  const { score, scored } = stand([3, -1, 4])
  expect([...(await score())]).toEqual([3, NaN, 4])
  expect([...(await score())]).toEqual([3, NaN, 4])
  expect(scored).toEqual([[3, 4]])
})

it('answers by the numbering that holds in the end when rows go while photos are scored', async () => {
  const { learned, rows, score } = stand(some(300), (call) => {
    if (call !== 2) return
    rows.splice(0, 100)
    learned.forget()
  })
  await learned.prepare()
  expect(await score()).toEqual(Float64Array.from(some(200, 100)))
})

it('does not wait for a large library, and tells of it as it goes and at the end', async () => {
  const { score, learned, told } = stand(some(2_500))
  expect((await score()).every(Number.isNaN)).toBe(true)
  await learned.prepare()
  expect(told()).toBe(3)
  expect(await score()).toEqual(Float64Array.from(some(2_500)))
})

it('goes on after a failure where it stood', async () => {
  const { score, scored } = stand(some(100), (call) => {
    if (call === 2) throw new Error('ended')
  })
  await expect(score()).rejects.toThrow('ended')
  expect(await score()).toEqual(Float64Array.from(some(100)))
  expect(scored.map((photos) => photos[0])).toEqual([0, 32, 32, 64, 96])
})

it('sums rows across the ends of its arrays, and nothing where a photo has no scores', () => {
  const table = new OrderTable(2)
  for (let row = 0; row < 9_000; row++) table.add(row % 5 === 0 ? null : Float32Array.of(row, 1))
  const sums = table.sums(Float32Array.of(2, 1))
  for (const row of [1, 4_094, 4_096, 4_097, 8_191, 8_192, 8_999])
    expect(sums[row]).toBe(row % 5 === 0 ? NaN : 2 * row + 1)
  expect(table.sums(Float32Array.of(0, 0))[0]).toBe(0)
})
