import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import type { Configuration } from '../../../main/inference/api.ts'
import { openService, type InferenceService } from '../../../main/inference/service.ts'
import { faceSearcher, readFaceDetector, readManifest } from '../../../main/packs/manifest.ts'
import { temporaryFolder } from '../../support/picture-folder.ts'

const models = fileURLToPath(new URL('../../../models/', import.meta.url))
const hash = '0123456789abcdef'.repeat(2)
let configuration: Omit<Configuration, 'thumbnailFolder'>

function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))
}

async function open(): Promise<{ service: InferenceService; thumbnailFolder: string }> {
  const thumbnailFolder = await temporaryFolder()
  return { service: await openService({ ...configuration, thumbnailFolder }), thumbnailFolder }
}

beforeAll(async () => {
  const manifest = await readManifest(join(models, 'manifests/podium-small.json'))
  configuration = { modelFolder: models, manifest, ranker: null, faces: null, threads: 2, providers: ['cpu'] }
})

it('finds the faces of a photo, with another smallest one where that is asked, and of its stored thumbnail', async () => {
  const faces = await readFaceDetector(join(models, 'manifests/podium-faces.json'), configuration.manifest.id)
  const thumbnailFolder = await temporaryFolder()
  const service = await openService({ ...configuration, faces, thumbnailFolder })
  const photos = ['five', 'nobody'].map((name) => ({
    path: join(models, `goldens/faces/${name}.png`),
    contentHash: name,
  }))
  const found = async (smallest?: number): Promise<(number | null)[]> => {
    const results = await service.analyse(photos, smallest)
    return results.map((result) => (result.ok ? (result.faces?.boxes.length ?? null) : null))
  }
  expect(await found()).toEqual([5, 0])
  expect((await found(0.2))[0]).toBeLessThan(5)
  // The file is gone: what is stored of it is looked at. Faces drawn by code look only just like people's.
  const late = await service.faces([{ path: join(models, 'none.png'), contentHash: 'five' }])
  expect(late.map((one) => [one?.contentHash, one?.detector])).toEqual([
    ['five', faces === null ? null : faceSearcher(faces)],
  ])
  expect(late[0]?.boxes.length).toBeGreaterThanOrEqual(3)
  expect(await service.faces([{ path: join(models, 'none.png'), contentHash: 'unknown' }])).toEqual([null])
})

it('puts photos into every other order where no face detector is installed', async () => {
  const { service } = await open()
  const photo = { path: fixture('house.jpg'), contentHash: 'a'.repeat(32) }
  const [result] = await service.analyse([photo])
  expect(result).toMatchObject({ ok: true, faces: null })
  expect(await service.faces([photo])).toEqual([null])
})

it('answers each photo of a batch in its place, whatever is wrong with the others', async () => {
  const { service, thumbnailFolder } = await open()
  const names = [
    'house.jpg',
    'text.jpg',
    'house.heic',
    'empty.jpg',
    'truncated.heic',
    'animated.webp',
    'none.jpg',
    'cmyk.jpg',
  ]
  const photos = names.map((name, i) => ({ path: fixture(name), contentHash: `${i}`.repeat(32) }))
  const results = await service.analyse(photos)
  expect(results.map((result) => result.contentHash)).toEqual(photos.map((photo) => photo.contentHash))
  expect(results.map((result) => (result.ok ? 'ok' : result.kind))).toEqual([
    'ok',
    'unsupported',
    'ok',
    'damaged',
    'damaged',
    'ok',
    'vanished',
    'ok',
  ])
  for (const result of results) {
    if (result.ok) {
      expect(Math.hypot(...result.vector)).toBeCloseTo(1, 5)
      expect(result.tokens).toHaveLength(configuration.manifest.tokens.bytes)
      expect(Object.values(result.measures).every(Number.isFinite)).toBe(true)
    } else expect(result.message).not.toContain(fixture(''))
  }
  const written = await readdir(thumbnailFolder, { recursive: true })
  expect(written.filter((name) => name.endsWith('.webp'))).toHaveLength(4)
  expect(written.filter((name) => name.includes('.part'))).toEqual([])
})

it('gives a picture the same vector whatever it shares its batch with', async () => {
  const { service } = await open()
  const photo = { path: fixture('house.jpg'), contentHash: hash }
  const [alone] = await service.analyse([photo])
  const together = await service.analyse([{ path: fixture('grey-alpha.png'), contentHash: hash }, photo])
  if (!alone?.ok || !together[1]?.ok) throw new Error('not analysed')
  const other = together[1].vector
  expect(alone.vector.reduce((sum, value, i) => sum + value * other[i]!, 0)).toBeGreaterThan(0.999)
})

it('previews what a browser cannot show, and says not-available where nothing can be decoded', async () => {
  const { service } = await open()
  const path = await service.preview({ path: fixture('house.heic'), contentHash: hash })
  expect((await stat(path)).size).toBeGreaterThan(1_000)
  expect([...(await readFile(path)).subarray(0, 2)]).toEqual([0xff, 0xd8])
  await expect(service.preview({ path: fixture('text.jpg'), contentHash: 'ff' + hash })).rejects.toMatchObject({
    code: 'not-available',
  })
})

it('compares a sentence with the rows it was fed and with the background', async () => {
  const { service } = await open()
  const { dimension } = configuration.manifest.vector
  const { vectors } = await service.encode(['a red house', 'a dog'])
  service.feedMatrix({ firstRow: 0, reset: true, vectors: new Uint16Array(new Float16Array(vectors).buffer) })
  const { scores, background, truncated } = await service.similarity('a red house')
  expect(vectors).toHaveLength(2 * dimension)
  expect(scores[0]).toBeCloseTo(1, 2)
  expect(scores[1]).toBeLessThan(scores[0]!)
  expect(background).toHaveLength(configuration.manifest.similarity.background.count)
  expect(truncated).toBe(false)
  expect([...(await service.project(vectors.slice(0, dimension)))]).toEqual([...scores])
  expect((await service.similarity('word '.repeat(500))).truncated).toBe(true)
})

it('answers a sentence before a batch of photos that was asked first is done', async () => {
  const { service } = await open()
  const order: string[] = []
  const photos = Array.from({ length: 8 }, (_, i) => ({ path: fixture('house.jpg'), contentHash: `${i}`.repeat(32) }))
  await Promise.all([
    service.analyse(photos).then(() => order.push('batch')),
    service.encode(['a dog']).then(() => order.push('sentence')),
  ])
  expect(order).toEqual(['sentence', 'batch'])
})

it('passes its own self-test', async () => {
  const { service } = await open()
  expect(await service.selfTest()).toMatchObject({ passed: true, device: 'cpu' })
})
