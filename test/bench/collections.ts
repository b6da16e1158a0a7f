/**
 * Bringing one ranked collection up to date after one new photo in a library of 100,000, for rules of each kind. The
 * baseline is the same rule computed and stored again with nothing changed.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCollectionService, type CollectionService } from '../../main/collections/service.ts'
import type { RankedSet } from '../../main/contract/ranking.ts'
import { systemClock } from '../../main/indexing/clock.ts'
import { createInference } from '../../main/inference/client.ts'
import { forkInference } from '../../main/inference/link.ts'
import { openLibrary, type Library } from '../../main/library/open.ts'
import { readManifest, readRanker, type ModelManifest } from '../../main/packs/manifest.ts'
import { Ranking } from '../../main/ranking/rank.ts'
import { seeded } from '../support/picture-maker.ts'
import { makeLargeLibrary, PHOTOS } from './large-library.ts'
import { INFERENCE } from './entries.ts'

const RUNS = 15
const models = fileURLToPath(new URL('../../models/', import.meta.url))

const RULES: Readonly<Record<string, RankedSet>> = {
  top200: { sentence: 'sharpest', scope: {}, cut: { kind: 'top', count: 200 } },
  percent5: { sentence: 'sharpest', scope: {}, cut: { kind: 'percent', percent: 5 } },
  whole: { sentence: 'sharpest', scope: {} },
  filtered: {
    sentence: 'most colourful',
    scope: {},
    filter: {
      kind: 'all',
      of: [
        { kind: 'fact', axis: 'sharpness', least: 40 },
        { kind: 'not', of: { kind: 'flag', flags: ['reject'] } },
      ],
    },
    cut: { kind: 'percent', percent: 5 },
  },
  onePerBurst: { sentence: 'sharpest', scope: {}, onePerBurst: true, cut: { kind: 'top', count: 200 } },
  similarity: { sentence: 'a dog in the snow', scope: {}, cut: { kind: 'percent', percent: 5 } },
  learned: { sentence: 'most people', scope: {}, cut: { kind: 'percent', percent: 5 } },
}

/** As indexing stores a photo; sharper than any, so that it belongs to the sets that ask for that. */
function photoMaker(library: Library, { id, vector, tokens }: ModelManifest): () => void {
  const [folder] = library.folders.list()
  const random = seeded(11)
  // Another number each time, so that the same library can be measured again.
  let made = library.revision()
  return () => {
    library.transaction(() => {
      const hash = `new${String(made).padStart(29, '0')}`
      const name = `new/${String(made++)}.jpg`
      const photoId = library.photos.add(folder?.folderId ?? 0, name, { size: 1, mtimeMs: 0 }, 0)
      library.contents.put(hash, {
        format: 'jpeg',
        width: 4_000,
        height: 3_000,
        takenAt: `2009-0${String(1 + (made % 9))}-01T12:00:00`,
        takenOffsetMinutes: null,
        latitude: null,
        longitude: null,
        camera: null,
        fingerprint: 'fedcba9876543210',
        exposureBias: null,
        damaged: false,
      })
      const measured = { noise: 1, brightness: 50, contrast: 20, clipping: 0, colourfulness: 90, warmth: 0 }
      library.measures.put(hash, 1, { sharpness: 101 + made, ...measured })
      library.vectors.put(
        hash,
        id,
        Float32Array.from({ length: vector.dimension }, () => (random() - 0.5) / 11),
      )
      library.tokens.put(hash, id, new Uint8Array(tokens.bytes))
      library.photos.setState(photoId, 'indexed', hash)
    })
  }
}

async function timesOf(runs: number, work: () => Promise<void>, before: () => void): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < runs; i++) {
    before()
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times.toSorted((a, b) => a - b)
}

async function benchRule(service: CollectionService, rule: RankedSet, addPhoto: () => void): Promise<unknown> {
  const { collectionId, count } = await service.create({ name: 'Bench', of: { kind: 'ranked', rule } })
  const refresh = (): Promise<void> => service.refreshAll()
  const unchanged = await timesOf(RUNS, refresh, () => undefined)
  const changed = await timesOf(RUNS, refresh, addPhoto)
  const { entered, left } = service.news(collectionId)
  const [collection] = service.list()
  service.remove(collectionId)
  if (collection?.problem !== null) throw new Error(`The rule could not be computed: ${String(collection?.problem)}`)
  return {
    members: count,
    entered: entered.length,
    left: left.length,
    ms: changed[RUNS >> 1],
    slowestMs: changed.at(-1),
    baseline: { nothingChangedMs: unchanged[RUNS >> 1] },
  }
}

/** @param base folder of `large.db`, which is made there if it is not there yet */
export async function benchCollections(base: string): Promise<unknown> {
  const file = join(base, 'large.db')
  const manifest = await readManifest(join(models, 'manifests/podium-small.json'))
  const ranker = await readRanker(join(models, 'manifests/podium-ranker.json'), manifest.id)
  if (!existsSync(file)) await makeLargeLibrary(file, join(base, 'many'), manifest, ranker)
  const inference = createInference(() => forkInference(INFERENCE), {
    modelFolder: models,
    manifest,
    ranker,
    faces: null,
    thumbnailFolder: join(base, 'thumbnails'),
    threads: 2,
    providers: ['cpu'],
  })
  const library = openLibrary(file)
  const ranking = new Ranking({ library, inference, manifest, ranker })
  await ranking.warm()
  const service = createCollectionService({
    library,
    evaluate: (rule) => ranking.evaluate(rule),
    emit: () => undefined,
    // Time stands still for the keeper: what it would do by itself would come between.
    timer: { now: systemClock.now, after: () => () => undefined },
  })
  const addPhoto = photoMaker(library, manifest)
  const oneNewPhoto: Record<string, unknown> = {}
  for (const [name, rule] of Object.entries(RULES)) {
    if (name === 'learned' && ranker === null) continue
    oneNewPhoto[name] = await benchRule(service, rule, addPhoto)
  }
  await service.close()
  await inference.close()
  library.close()
  return { photos: PHOTOS, oneNewPhoto }
}
