import { expect, it } from 'vitest'
import type { RankHeader } from '../../../main/contract/ranking.ts'
import { partsOf, type PhotoRows, type Ranker } from '../../../main/inference/ranker.ts'
import { heatOf } from '../../../main/ranking/heat.ts'
import type { ScoreEngines } from '../../../main/ranking/scores.ts'

/** Two orders, of which the second is asked for; of the first, every part is at its best. */
function engines(parts: readonly number[], found: readonly string[] = ['hash']): { of: ScoreEngines } {
  const inference = { parts: () => Promise.resolve(Float32Array.from(parts.flatMap((part) => [99, part]))) }
  const learned = { meaning: () => Promise.resolve({ weights: Float32Array.of(0, 1), evidence: 1, truncated: false }) }
  const matrix = { numbersOf: () => ({ hashes: found, numbers: {} }) }
  return { of: { matrix, inference, learned } as unknown as ScoreEngines }
}

function order(direction: 'ascending' | 'descending', reversed = false): Parameters<typeof heatOf>[0] {
  const reading: RankHeader['reading'] = { kind: 'adapter', attribute: 'people', direction }
  return { reading, sentence: 'people', reversed }
}

it('gives the parts as a square, the strongest at 1', async () => {
  const { of } = engines([4, -2, 0, 1])
  expect(await heatOf(order('descending'), 'hash', of)).toEqual({ columns: 2, rows: 2, values: [1, -0.5, 0, 0.25] })
})

it('counts for a place what takes from the score where little of it comes first, and turns with the order', async () => {
  const { of } = engines([4, -2, 0, 1])
  const turned = [-1, 0.5, -0, -0.25]
  expect((await heatOf(order('ascending'), 'hash', of))?.values).toEqual(turned)
  expect((await heatOf(order('descending', true), 'hash', of))?.values).toEqual(turned)
  expect((await heatOf(order('ascending', true), 'hash', of))?.values).toEqual([1, -0.5, 0, 0.25])
})

it('says nothing of orders that look at no parts, of photos not read yet, and where no part matters', async () => {
  const similar: Parameters<typeof heatOf>[0] = { reading: { kind: 'similarity' }, sentence: 'a dog', reversed: false }
  expect(await heatOf(similar, 'hash', engines([1, 2, 3, 4]).of)).toBeNull()
  expect(await heatOf(order('descending'), 'hash', engines([1, 2, 3, 4], []).of)).toBeNull()
  expect((await heatOf(order('descending'), 'hash', engines([0, 0, 0, 0]).of))?.values).toEqual([0, 0, 0, 0])
  const broken = (await heatOf(order('descending'), 'hash', engines([NaN, 2, 1, 0]).of))?.values ?? []
  expect(broken.every(Number.isFinite)).toBe(true)
})

it('asks for the score without each token in turn, all in one run', async () => {
  const runs: PhotoRows[] = []
  const ranker: Ranker = {
    read: () => Promise.reject(new Error('Not asked.')),
    // One order, to which each token adds its scale times its first number.
    score: (photos) => {
      runs.push(photos)
      const rows = photos.scales.length / 3
      return Promise.resolve(
        Float32Array.from({ length: rows }, (_unused, row) =>
          [0, 1, 2].reduce((sum, t) => sum + photos.scales[3 * row + t]! * photos.tokens[6 * row + 2 * t]!, 10),
        ),
      )
    },
  }
  const photo = {
    vectors: Float32Array.of(1, 0),
    tokens: Int8Array.of(4, 0, -6, 0, 8, 0),
    scales: Float32Array.of(0.5, 1, 0.25),
    measures: Float32Array.of(7),
  }
  expect([...(await partsOf(ranker, photo))]).toEqual([2, -6, 2])
  expect(runs).toHaveLength(1)
  expect(runs[0]?.measures).toHaveLength(4)
})
