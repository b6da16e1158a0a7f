import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodePicture } from '../../../main/inference/images.ts'
import { pictureInput } from '../../../main/inference/input.ts'
import { squash } from '../../../main/inference/resample.ts'
import { runSelfTest } from '../../../main/inference/self-test.ts'
import { openTokenizer } from '../../../main/inference/tokenizer.ts'
import { openTowers, type Towers } from '../../../main/inference/towers.ts'
import { readManifest, verifyModel, type ModelManifest } from '../../../main/packs/manifest.ts'

interface Goldens {
  readonly pictures: readonly {
    readonly file: string
    readonly format: string
    readonly width: number
    readonly height: number
    readonly meanRgb: readonly number[]
    readonly vector: readonly number[]
    readonly tokens: readonly { readonly index: number; readonly scale: number; readonly int8: readonly number[] }[]
  }[]
  readonly texts: readonly {
    readonly text: string | { readonly repeat: readonly [string, number] }
    readonly ids: readonly number[]
    readonly vector: readonly number[]
  }[]
}

const models = fileURLToPath(new URL('../../../models/', import.meta.url))
const goldens = JSON.parse(await readFile(join(models, 'goldens/parity.json'), 'utf8')) as Goldens
let manifest: ModelManifest
let towers: Towers

beforeAll(async () => {
  manifest = await readManifest(join(models, 'manifests/podium-small.json'))
  towers = await openTowers(models, manifest, { providers: ['cpu'], threads: 2 })
})

function cosine(a: readonly number[], b: Float32Array): number {
  let dot = 0
  a.forEach((value, i) => {
    dot += value * b[i]!
  })
  return dot / Math.hypot(...a) / Math.hypot(...b)
}

it('ships the files its manifest names, byte for byte', async () => {
  await expect(verifyModel(models, manifest, true)).resolves.toBeUndefined()
})

it('names a damaged and a missing file', async () => {
  const wrong = { ...manifest, image: { ...manifest.image, bytes: manifest.image.bytes + 1 } }
  await expect(verifyModel(models, wrong, false)).rejects.toMatchObject({
    code: 'model-damaged',
    message: expect.stringContaining(manifest.image.file),
  })
  const absent = { ...manifest, image: { ...manifest.image, file: 'onnx/none.onnx' } }
  await expect(verifyModel(models, absent, false)).rejects.toMatchObject({ code: 'model-missing' })
})

describe('pictures against Python', () => {
  it.each(goldens.pictures)('$format ($file)', async ({ file, format, width, height, meanRgb, vector, tokens }) => {
    const picture = await decodePicture(join(models, file), manifest.image.background)
    expect([picture.width, picture.height]).toEqual([width, height])
    const pixels = squash(picture.small, manifest.image.width, manifest.image.height)
    meanRgb.forEach((expected, channel) => {
      const values = pixels.filter((_, i) => i % 3 === channel)
      expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length - expected)).toBeLessThan(1.5)
    })
    const [embedded] = await towers.embedPictures([pictureInput(picture.small, manifest.image)])
    // Decoders of AVIF bring its halved colour back to full size in different ways, which a drawn edge shows.
    expect(cosine(vector, embedded!.vector)).toBeGreaterThanOrEqual(format === 'avif' ? 0.99 : 0.999)
    expect(embedded!.tokens).toHaveLength(manifest.tokens.bytes)
    const scales = new DataView(embedded!.tokens.buffer, manifest.tokens.count * manifest.tokens.dimension)
    for (const { index, scale, int8 } of tokens) {
      expect(Math.abs(scales.getFloat16(index * 2, true) / scale - 1)).toBeLessThan(0.15)
      const stored = new Int8Array(embedded!.tokens.buffer, index * manifest.tokens.dimension, int8.length)
      expect(Math.max(...int8.map((value, i) => Math.abs(value - stored[i]!)))).toBeLessThan(20)
    }
  })
})

describe('sentences against Python', () => {
  it.each(
    goldens.texts.map((golden) => {
      const text = typeof golden.text === 'string' ? golden.text : golden.text.repeat[0].repeat(golden.text.repeat[1])
      return { ...golden, text, name: JSON.stringify(text.slice(0, 40)) }
    }),
  )('$name', async ({ text, ids, vector }) => {
    const tokenizer = await openTokenizer(join(models, manifest.text.tokenizer.file), manifest.text.maxTokens)
    expect(tokenizer.encode(text).ids).toEqual(ids)
    const [embedded] = await towers.embedSentences([text])
    expect(cosine(vector, embedded!.vector)).toBeGreaterThanOrEqual(0.999)
  })

  it('gives each sentence of a batch the vector it has alone', async () => {
    const texts = goldens.texts.flatMap(({ text }) => (typeof text === 'string' ? [text] : [])).slice(0, 12)
    const together = await towers.embedSentences(texts)
    for (const [i, text] of texts.entries()) {
      const [alone] = await towers.embedSentences([text])
      expect(cosine([...alone!.vector], together[i]!.vector)).toBeGreaterThan(0.995)
    }
  })
})

it('passes its own self-test, and fails it with a wrong answer', async () => {
  expect(await runSelfTest(models, manifest, towers)).toMatchObject({ passed: true, device: 'cpu' })
  const wrong: Towers = {
    ...towers,
    embedSentences: async (texts) => (await towers.embedSentences(texts)).toReversed(),
  }
  expect(await runSelfTest(models, manifest, wrong)).toMatchObject({ passed: false })
})
