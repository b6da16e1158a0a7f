/** The learned adapter against the answers its makers stored. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openRanker } from '../../../main/inference/ranker.ts'
import { openTowers, type Towers } from '../../../main/inference/towers.ts'
import {
  rankerFiles,
  readManifest,
  readRanker,
  verifyFiles,
  type ModelManifest,
  type RankerManifest,
} from '../../../main/packs/manifest.ts'
import { normaliseSentence, plainOrder } from '../../../main/ranking/sentence.ts'

const models = fileURLToPath(new URL('../../../models/', import.meta.url))
const runtime = { providers: ['cpu'], threads: 2 }
const Goldens = z.object({
  tolerance: z.object({ score: z.number(), evidence: z.number() }),
  photos: z.object({ seed: z.int(), count: z.int() }),
  frames: z.array(z.object({ text: z.string(), plain: z.string() })),
  sentences: z.array(z.object({ text: z.string(), evidence: z.number(), scores: z.array(z.number()) })),
})

let manifest: ModelManifest
let ranker: RankerManifest
let goldens: z.infer<typeof Goldens>
let towers: Towers

beforeAll(async () => {
  manifest = await readManifest(join(models, 'manifests/podium-small.json'))
  const found = await readRanker(join(models, 'manifests/podium-ranker.json'), manifest.id)
  if (found === null) throw new Error('The shipped model has no ranker.')
  ranker = found
  goldens = Goldens.parse(JSON.parse(await readFile(join(models, 'goldens/ranker.json'), 'utf8')))
  towers = await openTowers(models, manifest, runtime, { inner: ranker.text })
})

/** Made-up photos by the rule the goldens state: x = (1103515245 x + 12345) mod 2^31, u = x / 2^31. */
function madePhotos(): { tokens: Int8Array; scales: Float32Array; vector: Float32Array; measures: Float32Array } {
  let x = BigInt(goldens.photos.seed)
  const next = (): number => {
    x = (1_103_515_245n * x + 12_345n) % 2n ** 31n
    return Number(x) / 2 ** 31
  }
  const { count } = goldens.photos
  const { tokens, vector } = manifest
  return {
    tokens: Int8Array.from({ length: count * tokens.count * tokens.dimension }, () => Math.floor(255 * next()) - 127),
    scales: Float32Array.from({ length: count * tokens.count }, () => 0.01 + 0.02 * next()),
    vector: Float32Array.from({ length: count * vector.dimension }, () => (2 * next() - 1) / 13),
    measures: Float32Array.from(
      { length: count * (ranker.score.measures.length + ranker.score.traces) },
      () => 100 * next(),
    ),
  }
}

it('is as published', async () => {
  await verifyFiles(models, rankerFiles(ranker), true)
})

it('puts a wish in the frame that the recipe trains on', () => {
  expect(goldens.frames.map(({ text }) => ({ text, plain: plainOrder(text) }))).toEqual(goldens.frames)
})

it('gives the stored evidence and scores', async () => {
  const open = await openRanker(models, ranker, manifest, runtime)
  const { count } = goldens.photos
  const { vector, ...made } = madePhotos()
  const scores = await open.score({ ...made, vectors: vector })
  const orders = ranker.orders.length
  expect(scores).toHaveLength(count * orders)
  const embedded = await towers.embedSentences(goldens.sentences.map(({ text }) => plainOrder(normaliseSentence(text))))
  for (const [i, golden] of goldens.sentences.entries()) {
    const { weights, evidence } = await open.read(embedded[i]!.inner!)
    expect(Math.abs(evidence - golden.evidence)).toBeLessThan(goldens.tolerance.evidence)
    expect(golden.scores).toHaveLength(count)
    golden.scores.forEach((score, k) => {
      const sum = weights.reduce((sofar, weight, order) => sofar + weight * scores[k * orders + order]!, 0)
      expect(Math.abs(score - sum)).toBeLessThan(goldens.tolerance.score)
    })
  }
})

it('leaves the vector of a sentence as it is without the adapter', async () => {
  const plain = await openTowers(models, manifest, runtime)
  const [alone] = await plain.embedSentences(['a dog in the snow'])
  const [beside] = await towers.embedSentences(['a dog in the snow'])
  expect(beside!.vector).toEqual(alone!.vector)
  expect(alone!.inner).toBeNull()
})
