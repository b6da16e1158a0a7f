/** From files to one of each burst, with the real inference: camera data, fingerprints, grouping and the order together. */
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { createIndexer } from '../../../main/indexing/indexer.ts'
import type { Inference } from '../../../main/inference/api.ts'
import { openService } from '../../../main/inference/service.ts'
import { openLibrary } from '../../../main/library/open.ts'
import { readManifest, type ModelManifest } from '../../../main/packs/manifest.ts'
import { Ranking } from '../../../main/ranking/rank.ts'
import { createFakeInference } from '../../support/fake-inference.ts'
import { age, temporaryFolder } from '../../support/picture-folder.ts'
import { ALONE, BRACKET, BURST, PANORAMA, shoot } from '../../support/moments.ts'

const models = fileURLToPath(new URL('../../../models/', import.meta.url))
let manifest: ModelManifest

beforeAll(async () => {
  manifest = await readManifest(join(models, 'manifests/podium-small.json'))
})

async function open(root: string) {
  const library = openLibrary(join(root, 'library.db'))
  const thumbnailFolder = join(root, 'thumbnails')
  const configuration = { modelFolder: models, manifest, ranker: null, faces: null, thumbnailFolder, threads: 2 }
  const service = await openService({ ...configuration, providers: ['cpu'] })
  const analysed: string[] = []
  const inference: Inference = {
    ...createFakeInference(manifest.id),
    analyse: (photos) => {
      analysed.push(...photos.map(({ path }) => path))
      return service.analyse(photos)
    },
    fingerprints: (photos) => service.fingerprints(photos),
  }
  const model = { id: manifest.id, dimension: manifest.vector.dimension }
  const indexer = createIndexer({ library, inference, watcher: null, model, emit: () => undefined })
  const ranking = new Ranking({ library, inference, manifest, ranker: null })
  const close = async (): Promise<void> => {
    await indexer.close()
    library.close()
  }
  onTestFinished(close)

  /** In order: the name of each photo, and how many photos it stands for. */
  async function sharpest(onePerBurst: boolean): Promise<[string, number][]> {
    for await (const part of ranking.bySentence({ sentence: 'sharpest', scope: {}, onePerBurst })) {
      if (part.kind !== 'page') continue
      const { photoIds, stacks } = part.rows
      return photoIds.map((photoId, i) => [library.photos.get(photoId)?.relativePath ?? '', stacks[i] ?? 0])
    }
    throw new Error('The order came without a page.')
  }
  return { indexer, analysed, sharpest, close }
}

it('keeps of each burst the first in the order, and brackets, panoramas and single photos whole', async () => {
  const root = await temporaryFolder()
  const folder = join(root, 'photos')
  for (const shot of [...BURST, ...BRACKET, ...PANORAMA, ...ALONE]) await shoot(folder, shot)
  await mkdir(join(folder, 'best'))
  await copyFile(join(folder, 'burst/2.jpg'), join(folder, 'best/2.jpg'))
  await age(join(folder, 'best/2.jpg'))
  const first = await open(root)
  await first.indexer.addFolder(folder)
  await first.indexer.idle()
  const whole = await first.sharpest(false)
  expect(whole).toHaveLength(14)
  const inBurst = (name: string): boolean => name.startsWith('burst/') || name === 'best/2.jpg'
  const best = whole.find(([name]) => inBurst(name))?.[0]
  const expected = whole.filter(([name]) => !inBurst(name) || name === best)
  const one = await first.sharpest(true)
  expect(one).toEqual(expected.map(([name]) => [name, name === best ? 4 : 1]))
  expect(one).toHaveLength(11)

  // The same library as an earlier Podium left it: what is missing is made at the next start, from thumbnails.
  await first.close()
  const database = new Database(join(root, 'library.db'))
  database.exec('update contents set fingerprint = null, exposure_bias = null')
  database.close()
  const second = await open(root)
  expect((await second.sharpest(true)).length).toBe(13)
  second.indexer.start()
  await second.indexer.idle()
  expect(await second.sharpest(true)).toEqual(one)
  expect(second.analysed).toEqual([])
})
