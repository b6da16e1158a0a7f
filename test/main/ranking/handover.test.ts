import { existsSync } from 'node:fs'
import { copyFile, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { createApp, type App } from '../../../main/app.ts'
import type { RankHeader } from '../../../main/contract/ranking.ts'
import { forkInference } from '../../../main/inference/link.ts'
import { readManifest, readRanker, type ModelManifest } from '../../../main/packs/manifest.ts'
import { age, temporaryFolder } from '../../support/picture-folder.ts'
import { drawScene } from '../../support/picture-maker.ts'

const models = fileURLToPath(new URL('../../../models/', import.meta.url))
const entry = fileURLToPath(new URL('../../../main/inference.ts', import.meta.url))
let shipped: ModelManifest

beforeAll(async () => {
  shipped = await readManifest(join(models, 'manifests/podium-small.json'))
})

/** A models folder of its own, as an earlier Podium had it: the shipped files under another name. */
async function installed(folder: string, id: string): Promise<string> {
  const target = join(folder, `installed-${id}`)
  const ranker = await readRanker(join(models, 'manifests/podium-ranker.json'), shipped.id)
  if (ranker === null) throw new Error('No adapter goes with the shipped model.')
  await mkdir(join(target, 'manifests'), { recursive: true })
  await cp(join(models, 'goldens'), join(target, 'goldens'), { recursive: true })
  await cp(join(models, 'onnx'), join(target, 'onnx'), { recursive: true })
  await writeFile(join(target, 'manifests/podium-small.json'), JSON.stringify({ ...shipped, id }))
  const adapter = { ...ranker, id: `ranker of ${id}`, model: id }
  await writeFile(join(target, 'manifests/podium-ranker.json'), JSON.stringify(adapter))
  return target
}

async function open(dataFolder: string, modelFolder: string): Promise<App> {
  const refuse = (): Promise<never> => Promise.reject(new Error('not in this test'))
  const app = await createApp({
    dataFolder,
    modelFolder,
    sampleFolder: dataFolder,
    startInference: () => forkInference(entry),
    watch: false,
    version: '0.0.0',
    host: {
      capabilities: () => ({ kind: 'browser', folderDialog: false, reveal: false, open: false, drag: false }),
      chooseFolder: refuse,
      listFolders: refuse,
      reveal: refuse,
      open: refuse,
      drag: refuse,
      trash: refuse,
    },
  })
  onTestFinished(() => app.close().catch(() => undefined))
  return app
}

async function header(app: App, sentence: string): Promise<RankHeader> {
  for await (const part of app.ranking.bySentence({ sentence, scope: {} }))
    if (part.kind === 'header') return part.header
  throw new Error('no header')
}

async function pictures(folder: string): Promise<string> {
  const photos = join(folder, 'photos')
  await mkdir(photos)
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) {
    const { data, width, height } = drawScene(320, 240, name.charCodeAt(0))
    await sharp(data, { raw: { width, height, channels: 1 } }).toFile(join(photos, name))
    await age(join(photos, name))
  }
  return photos
}

it('asks the former model until the new one has read every photo, and then lets go of it', async () => {
  const folder = await temporaryFolder()
  const photos = await pictures(folder)
  const before = await installed(folder, 'model-1')
  const first = await open(folder, before)
  await first.indexer.addFolder(photos)
  await first.idle()
  const answer = await header(first, 'green hills under a cloudy sky')
  expect(answer).toMatchObject({ modelId: 'model-1', notScored: 0, notices: [] })
  first.library.settings.set('paused', true)
  await first.close()

  // The update replaces the files of the former model.
  const next = await installed(folder, 'model-2')
  await rm(before, { recursive: true })
  const app = await open(folder, next)
  app.start()
  await app.idle()
  expect(await header(app, 'green hills under a cloudy sky')).toMatchObject({
    modelId: 'model-1',
    total: 3,
    notScored: 0,
    notices: [{ kind: 'former-model' }],
  })
  expect(await header(app, 'most people')).toMatchObject({ modelId: 'ranker of model-1', notScored: 0 })
  expect(await header(app, 'sharpest')).toMatchObject({ modelId: null, notScored: 0, notices: [] })

  const changes: number[] = []
  app.subscribe((event) => {
    if (event.kind === 'photos.changed') changes.push(event.revision)
  })
  app.indexer.resume()
  await app.idle()
  expect(await header(app, 'green hills under a cloudy sky')).toMatchObject({
    modelId: 'model-2',
    notScored: 0,
    notices: [],
  })
  expect(await header(app, 'most people')).toMatchObject({ modelId: 'ranker of model-2', notScored: 0 })
  expect(changes.length).toBeGreaterThan(0)
  expect(app.library.vectors.count('model-1')).toBe(0)
  expect(app.library.models.hasOthers('model-2')).toBe(false)
  expect(await readFile(join(folder, 'model/manifests/podium-small.json'), 'utf8')).toContain('"model-2"')
  expect(existsSync(join(folder, 'model', shipped.image.file))).toBe(false)
})

it('keeps what the former model knows of a drive that is away, and forgets nothing of it', async () => {
  const folder = await temporaryFolder()
  const photos = await pictures(folder)
  const first = await open(folder, await installed(folder, 'model-1'))
  await first.indexer.addFolder(photos)
  await first.idle()
  await first.close()

  await rename(photos, `${photos}-away`)
  const app = await open(folder, await installed(folder, 'model-2'))
  app.start()
  await app.idle()
  expect(await header(app, 'a house')).toMatchObject({ modelId: 'model-1', total: 3, notScored: 0 })
  await app.close()
  const again = await open(folder, await installed(folder, 'model-2'))
  again.start()
  await again.idle()
  expect(again.library.vectors.count('model-1')).toBe(3)
  expect(await header(again, 'a house')).toMatchObject({ modelId: 'model-1', notScored: 0 })
})

it('reads all photos anew without an answer from before where what was kept is not whole', async () => {
  const folder = await temporaryFolder()
  const first = await open(folder, await installed(folder, 'model-1'))
  await first.indexer.addFolder(await pictures(folder))
  await first.idle()
  await first.close()
  // Another file, not other bytes in the same one: it may be the installed file under a second name.
  await rm(join(folder, 'model', shipped.text.tokenizer.file))
  await copyFile(join(models, shipped.similarity.background.file), join(folder, 'model', shipped.text.tokenizer.file))

  const app = await open(folder, await installed(folder, 'model-2'))
  expect(await header(app, 'a house')).toMatchObject({ modelId: 'model-2', notScored: 3 })
  app.start()
  await app.idle()
  expect(await header(app, 'a house')).toMatchObject({ modelId: 'model-2', notScored: 0 })
  expect(app.library.vectors.count('model-1')).toBe(0)
})
