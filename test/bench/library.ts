/** A library of 100,000 photos: opening, a warm question, a scan where nothing changed. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RankPart, RankRequest } from '../../main/contract/ranking.ts'
import { realFiles } from '../../main/indexing/files.ts'
import { scanFolder } from '../../main/indexing/scan.ts'
import { createInference } from '../../main/inference/client.ts'
import { forkInference } from '../../main/inference/link.ts'
import { openLibrary } from '../../main/library/open.ts'
import { readManifest } from '../../main/packs/manifest.ts'
import { Ranking } from '../../main/ranking/rank.ts'
import { seeded } from '../support/picture-maker.ts'

const PHOTOS = 100_000
const FOLDERS = 200
const models = fileURLToPath(new URL('../../models/', import.meta.url))

async function timed<T>(work: () => Promise<T> | T): Promise<{ ms: number; value: T }> {
  const start = performance.now()
  const value = await work()
  return { ms: performance.now() - start, value }
}

async function medianOf(runs: number, work: (i: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < runs; i++) times.push((await timed(() => work(i))).ms)
  return times.toSorted((a, b) => a - b)[runs >> 1] ?? NaN
}

/** From asking to holding the first page. */
async function firstPage(ranking: Ranking, request: RankRequest): Promise<void> {
  for await (const part of ranking.bySentence(request) as AsyncIterable<RankPart>) if (part.kind === 'page') return
}

export async function benchLibrary(base: string): Promise<unknown> {
  const file = join(base, 'large.db')
  const manifest = await readManifest(join(models, 'manifests/podium-small.json'))
  const folder = join(base, 'many')
  await fill(file, folder, manifest.id, manifest.vector.dimension)

  const inference = createInference(
    () => forkInference(fileURLToPath(new URL('../../main/inference.ts', import.meta.url))),
    {
      modelFolder: models,
      manifest,
      thumbnailFolder: join(base, 'thumbnails'),
      threads: 2,
      providers: ['cpu'],
    },
  )
  const opening = await timed(async () => {
    const library = openLibrary(file)
    const ranking = new Ranking({ library, inference, manifest })
    await firstPage(ranking, { sentence: '', scope: {} })
    return { library, ranking }
  })
  const { library, ranking } = opening.value
  await ranking.warm()
  const measured = await medianOf(21, (i) =>
    firstPage(ranking, { sentence: ['sharpest', 'brightest', 'most colourful'][i % 3] ?? '', scope: {} }),
  )
  const similarity = await medianOf(21, (i) =>
    firstPage(ranking, { sentence: `a dog in the snow number ${String(i)}`, scope: {} }),
  )
  const encoding = await medianOf(21, (i) => inference.encode([`a dog in the snow number ${String(i)}`]))
  const random = seeded(5)
  const values = Float64Array.from({ length: PHOTOS }, () => random())
  const plainSort = await medianOf(5, () =>
    Promise.resolve(Array.from(values, (value, i) => ({ value, i })).sort((a, b) => b.value - a.value)),
  )
  const coreMb = process.memoryUsage().rss / 2 ** 20

  const [watched] = library.folders.list()
  let facts = 0
  let reads = 0
  const scan = await timed(() =>
    scanFolder(watched!, '', {
      library,
      files: {
        ...realFiles,
        facts: (path) => (facts++, realFiles.facts(path)),
        hash: (path) => (reads++, realFiles.hash(path)),
      },
      now: () => Date.now(),
      onProgress: () => undefined,
      signal: new AbortController().signal,
    }),
  )
  const walk = await timed(async () => {
    for (let i = 0; i < PHOTOS; i++) await realFiles.facts(join(folder, nameOf(i)))
  })
  await inference.close()
  library.close()
  return {
    photos: PHOTOS,
    openToFirstPageMs: opening.ms,
    coreMemoryMb: coreMb,
    warmFirstPageMs: { measured, similarity, ofWhichEncoding: encoding, baseline: { sortOfObjectsMs: plainSort } },
    rescanUnchanged: {
      ms: scan.ms,
      stats: facts,
      filesRead: reads,
      changes: scan.value.changes,
      baseline: { bareStatsMs: walk.ms },
    },
  }
}

function nameOf(i: number): string {
  return `${String(i % FOLDERS)}/${String(i)}.jpg`
}

async function fill(file: string, folder: string, modelId: string, dimension: number): Promise<void> {
  for (let i = 0; i < FOLDERS; i++) await mkdir(join(folder, String(i)), { recursive: true })
  for (let i = 0; i < PHOTOS; i += 500) {
    await Promise.all(Array.from({ length: 500 }, (_, k) => writeFile(join(folder, nameOf(i + k)), '')))
  }
  const library = openLibrary(file)
  const { folderId } = library.folders.add(folder, Date.now())
  const random = seeded(3)
  const vector = new Float32Array(dimension)
  for (let start = 0; start < PHOTOS; start += 2_000) {
    const facts = await Promise.all(
      Array.from({ length: 2_000 }, (_, k) => realFiles.facts(join(folder, nameOf(start + k)))),
    )
    library.transaction(() => {
      for (const [k, fact] of facts.entries()) {
        const i = start + k
        const hash = i.toString(16).padStart(32, '0')
        const photoId = library.photos.add(folderId, nameOf(i), fact ?? { size: 0, mtimeMs: 0 }, 0)
        const day = new Date(1.2e12 + i * 4e6).toISOString().slice(0, 19)
        library.contents.put(hash, {
          format: 'jpeg',
          width: 4_000,
          height: i % 3 === 0 ? 6_000 : 3_000,
          takenAt: day,
          takenOffsetMinutes: null,
          latitude: null,
          longitude: null,
          camera: null,
          damaged: false,
        })
        library.measures.put(hash, 1, {
          sharpness: 100 * random(),
          noise: 9 * random(),
          brightness: 100 * random(),
          contrast: 50 * random(),
          clipping: random(),
          colourfulness: 90 * random(),
          warmth: 20 * random() - 10,
        })
        for (let d = 0; d < dimension; d++) vector[d] = (random() - 0.5) / 11
        library.vectors.put(hash, modelId, vector)
        library.photos.setState(photoId, 'indexed', hash)
      }
    })
  }
  library.close()
}
