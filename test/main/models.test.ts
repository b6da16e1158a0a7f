import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { AppError } from '../../main/contract/errors.ts'
import { createModelService, type ModelServiceOptions } from '../../main/models.ts'
import {
  faceFiles,
  readFaceDetector,
  readManifest,
  readRanker,
  type FacesManifest,
  type ModelManifest,
  type RankerManifest,
} from '../../main/packs/manifest.ts'
import { createFakeInference } from '../support/fake-inference.ts'
import { storePhoto } from '../support/stored-photos.ts'
import { temporaryLibrary } from '../support/temporary-library.ts'

const FOLDER = join(import.meta.dirname, '..', '..', 'models')

let manifest: ModelManifest
let ranker: RankerManifest | null
let faces: FacesManifest | null

beforeAll(async () => {
  manifest = await readManifest(join(FOLDER, 'manifests', 'podium-small.json'))
  ranker = await readRanker(join(FOLDER, 'manifests', 'podium-ranker.json'), manifest.id)
  faces = await readFaceDetector(join(FOLDER, 'manifests', 'podium-faces.json'), manifest.id)
})

function service(more: Partial<ModelServiceOptions> = {}) {
  const library = temporaryLibrary()
  const inference = createFakeInference(manifest.id)
  const faceSearch = faces === null ? null : { detector: faces.id, smallest: 0.04 }
  const search = { faceSearch: () => faceSearch }
  const parts = { library, inference, folder: FOLDER, manifest, ranker, faces, ...search, former: () => null }
  return { library, inference, faceSearch, models: createModelService({ ...parts, ...more }) }
}

test('each model says what it is, what runs it and how large it is', async () => {
  const { models } = service({ former: () => 'the-one-before' })
  const { models: listed, former } = await models.list()
  expect(former).toBe('the-one-before')
  expect(listed.map(({ role }) => role)).toEqual(['sentences', 'orders', 'faces'])
  expect(listed[0]).toMatchObject({ id: manifest.id, name: manifest.name, languages: ['en'], device: 'cpu' })
  // The image and the text side with their words: the sum that the manifest states.
  expect(listed[0]?.bytes).toBeGreaterThan(manifest.image.bytes + manifest.text.bytes)
  expect(listed[2]).toMatchObject({ languages: [], licence: faces?.licence })
  expect(listed[2]?.bytes).toBe(faces === null ? 0 : faceFiles(faces).reduce((sum, { bytes }) => sum + bytes, 0))
})

test('a model is complete for the photos it has read, and what is gone is not counted', async () => {
  const { models, library, faceSearch } = service()
  const { folderId } = library.folders.add('/photos', 0)
  const ids = ['a', 'b', 'c', 'd'].map((hash) => storePhoto(library, { name: `${hash}.jpg`, folderId, hash }))
  // A second file of the same bytes is another photo.
  storePhoto(library, { name: 'copy of a.jpg', folderId, hash: 'a' })
  for (const hash of ['a', 'b', 'd']) library.vectors.put(hash, manifest.id, Float32Array.of(1, 0))
  library.vectors.put('c', 'another-model', Float32Array.of(1, 0))
  library.tokens.put('a', manifest.id, Uint8Array.of(1))
  if (faceSearch !== null) library.faces.put('b', { ...faceSearch, boxes: [] })
  library.faces.put('c', { detector: 'another', smallest: 0.04, boxes: [] })
  library.photos.setMissing([ids[3] ?? 0], 1)
  const { models: listed, total } = await models.list()
  expect(total).toBe(4)
  expect(listed.map(({ photos }) => photos)).toEqual([3, 2, 1])
})

test('what is not installed is not listed, and a process that is not running has no device', async () => {
  const { models, inference } = service({ ranker: null, faces: null, faceSearch: () => null })
  inference.unavailable = new AppError('inference-unavailable', 'It cannot be started.')
  const { models: listed } = await models.list()
  expect(listed).toMatchObject([{ role: 'sentences', device: null }])
})

test('the check finds the published files sound and passes on what the model answers', async () => {
  const { models, inference } = service()
  inference.selfTest = () =>
    Promise.resolve({ passed: false, device: 'webgpu', worstCosine: 0.7, message: 'It answers wrongly.' })
  const { files, answers } = await models.check()
  expect(files).toEqual({ passed: true, message: expect.stringContaining(faces?.id ?? manifest.id) })
  expect(answers).toEqual({ passed: false, device: 'webgpu', worstCosine: 0.7, message: 'It answers wrongly.' })
})

test('the check names a damaged file, and says why the model cannot be asked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'podium-models-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await cp(join(FOLDER, 'onnx'), join(folder, 'onnx'), { recursive: true })
  const damaged = join(folder, faces === null ? manifest.image.file : faceFiles(faces)[0]!.file)
  const bytes = await readFile(damaged)
  bytes[100] = (bytes[100] ?? 0) ^ 1
  await writeFile(damaged, bytes)
  const { models, inference } = service({ folder })
  inference.selfTest = () => Promise.reject(new AppError('model-damaged', 'The model cannot be opened.'))
  const { files, answers } = await models.check()
  expect(files).toEqual({ passed: false, message: expect.stringContaining(damaged) })
  expect(answers).toEqual({
    passed: false,
    message: 'The model cannot be opened.',
    device: null,
    worstCosine: null,
  })
})
