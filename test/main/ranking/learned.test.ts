/** Scores while the photos' features are still on their way to the process that scores. */
import { expect, it } from 'vitest'
import type { Inference, Ranked } from '../../../main/inference/api.ts'
import type { Catalogue } from '../../../main/ranking/catalogue.ts'
import { LearnedRanker } from '../../../main/ranking/learned.ts'
import type { MatrixRows, PhotoMatrix } from '../../../main/ranking/photo-matrix.ts'

const PHOTOS = 30_000
const hashes = Array.from({ length: PHOTOS }, (_, row) => String(row))
const all = Int32Array.from(hashes, Number)

/** The score of a row is its number. What is fed stands from `base` to `until`. */
function stand(onRank: (held: { base: number; until: number }, call: number) => void = () => undefined) {
  const held = { base: 0, until: 0 }
  const ranked: number[] = []
  const rows: MatrixRows = {
    hashes,
    async feedFeatures(from, until) {
      await Promise.resolve()
      if (from < held.base || held.until === held.base) held.base = held.until = from
      held.until = Math.max(held.until, Math.min(until, PHOTOS))
    },
  }
  const rank = async (_sentence: string, from: number): Promise<Ranked> => {
    ranked.push(from)
    onRank(held, ranked.length)
    const count = from < held.base ? 0 : Math.max(0, held.until - from)
    const scores = Float32Array.from({ length: count }, (_, i) => from + i)
    await Promise.resolve()
    return { scores, evidence: 0.7, truncated: false }
  }
  const matrix = {
    ask: async (_catalogue: Catalogue, question: (rows: MatrixRows) => Promise<unknown>) => ({
      answer: await question(rows),
      places: all,
    }),
  }
  const kept = new Map<string, number>()
  const store = {
    all: () => kept,
    put: (_ranker: string, _sentence: string, scores: Iterable<readonly [string, number]>) => {
      for (const [hash, score] of scores) kept.set(hash, score)
    },
  }
  const learned = new LearnedRanker(matrix as unknown as PhotoMatrix, { rank } as unknown as Inference, store)
  return { learned, ranked, kept, score: () => learned.score('most people', 'ranker', {} as Catalogue, all) }
}

it('scores the first photos while others are on their way, and each of them once', async () => {
  const { score, ranked, kept, learned } = stand()
  const { scores, evidence } = await score()
  expect(scores).toEqual(Float64Array.from(all))
  expect(evidence).toBe(0.7)
  expect(ranked.length).toBeGreaterThan(1)
  expect(ranked).toEqual(ranked.toSorted((a, b) => a - b))
  await learned.stored()
  expect(kept.size).toBe(PHOTOS)
})

it('sends again what another question let go of, and loses no score', async () => {
  const { score } = stand((held, call) => {
    if (call === 2) held.base = held.until = 0
  })
  expect((await score()).scores).toEqual(Float64Array.from(all))
})

it('sends again what another question replaced by later rows', async () => {
  const { score } = stand((held, call) => {
    if (call === 2) held.base = PHOTOS - 10
  })
  expect((await score()).scores).toEqual(Float64Array.from(all))
})

it('gives up on rows that never arrive, and leaves them without a score', async () => {
  const { score } = stand((held) => {
    held.base = held.until = 0
  })
  expect((await score()).scores).toEqual(Float64Array.from(all, () => NaN))
})
