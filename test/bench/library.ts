/** A library of 100,000 photos, or of as many as PODIUM_BENCH_PHOTOS says: opening, a warm question, a scan where nothing changed. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import type { RankHeader, RankPart, RankRequest } from '../../main/contract/ranking.ts'
import { realFiles } from '../../main/indexing/files.ts'
import { scanFolder } from '../../main/indexing/scan.ts'
import { createInference } from '../../main/inference/client.ts'
import { forkInference } from '../../main/inference/link.ts'
import { openLibrary, type Library } from '../../main/library/open.ts'
import { readManifest, readRanker } from '../../main/packs/manifest.ts'
import { Ranking } from '../../main/ranking/rank.ts'
import { Teaching } from '../../main/ranking/teaching.ts'
import { seeded } from '../support/picture-maker.ts'
import { makeLargeLibrary, nameOf, PHOTOS, UNSCORED } from './large-library.ts'
import { INFERENCE } from './entries.ts'
import { residentMegabytes } from './resident.ts'

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

/**
 * The first question reads the scores that the library holds and does not wait for the photos that have none yet; then those are
 * scored; then trained orders, and sentences in words of their own; and the first question of a core that starts anew, sending the
 * vectors again included.
 */
async function benchLearned(ranking: Ranking, anew: () => Ranking): Promise<Record<string, number>> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const first = await timed(() => firstPage(ranking, { sentence: 'most people', scope: {} }))
  const scoring = await timed(() => ranking.prepareLearned())
  const trained = await medianOf(21, (i) =>
    firstPage(ranking, { sentence: ['most people', 'best quality', 'most aged print'][i % 3] ?? '', scope: {} }),
  )
  const reading = { kind: 'adapter', attribute: null, direction: 'descending' } as const
  const ownWords = await medianOf(21, (i) =>
    firstPage(ranking, { sentence: `most boats in the harbour number ${String(i)}`, scope: {}, reading }),
  )
  delay.disable()
  const restarted = anew()
  const afterRestart = await timed(() => firstPage(restarted, { sentence: 'most people', scope: {} }))
  return {
    first: first.ms,
    trained,
    ownWords,
    afterRestart: afterRestart.ms,
    scoringOfAPhoto: scoring.ms / UNSCORED,
    coreEventLoopDelayP99: delay.percentile(99) / 1e6,
  }
}

const TAUGHT = 'a dog in the snow'

/** Of a sentence with so many answers: the order before any, made anew after the last, and asked again; and each question. */
async function benchTaste(library: Library, ranking: Ranking, answers: number): Promise<Record<string, number>> {
  const orderOf = (orderId: string) => ranking.taught(orderId)
  const teaching = new Teaching({ library, orderOf, onChange: () => undefined, now: () => 0 })
  const request = { sentence: TAUGHT, scope: {} }
  const plain = await medianOf(9, () => firstPage(ranking, request))
  const random = seeded(7)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const times: number[] = []
  for (let i = 0; i < answers; i++) {
    const header = await headerOf(ranking, request)
    const next = await timed(() => teaching.next({ orderId: header.orderId, general: false, skipped: [] }))
    times.push(next.ms)
    const { pair } = next.value
    if (pair === null) throw new Error('Nothing is left to ask.')
    const { left, right } = pair
    const choice = random() < 0.5 ? 'left' : 'right'
    teaching.answer({ sentence: TAUGHT, left: left.photoId, right: right.photoId, choice })
  }
  const first = await timed(() => firstPage(ranking, request))
  delay.disable()
  const again = await medianOf(9, () => firstPage(ranking, request))
  return {
    answers,
    plain,
    first: first.ms,
    again,
    medianQuestion: times.toSorted((a, b) => a - b)[times.length >> 1] ?? NaN,
    lastQuestion: times.at(-1) ?? NaN,
    coreEventLoopDelayP99: delay.percentile(99) / 1e6,
  }
}

async function headerOf(ranking: Ranking, request: RankRequest): Promise<RankHeader> {
  for await (const part of ranking.bySentence(request)) if (part.kind === 'header') return part.header
  throw new Error('The order has no header.')
}

export async function benchLibrary(base: string): Promise<unknown> {
  const file = join(base, 'large.db')
  const manifest = await readManifest(join(models, 'manifests/podium-small.json'))
  const ranker = await readRanker(join(models, 'manifests/podium-ranker.json'), manifest.id)
  const folder = join(base, 'many')
  await makeLargeLibrary(file, folder, manifest, ranker)

  const inference = createInference(() => forkInference(INFERENCE), {
    modelFolder: models,
    manifest,
    ranker,
    faces: null,
    thumbnailFolder: join(base, 'thumbnails'),
    threads: 2,
    providers: ['cpu'],
  })
  const opening = await timed(async () => {
    const library = openLibrary(file)
    const ranking = new Ranking({ library, inference, manifest, ranker })
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
  const learned =
    ranker === null ? null : await benchLearned(ranking, () => new Ranking({ library, inference, manifest, ranker }))
  const coreMb = process.memoryUsage().rss / 2 ** 20
  const taste = await benchTaste(library, ranking, 60)
  const encoding = await medianOf(21, (i) => inference.encode([`a dog in the snow number ${String(i)}`]))
  const random = seeded(5)
  const values = Float64Array.from({ length: PHOTOS }, () => random())
  const plainSort = await medianOf(5, () =>
    Promise.resolve(Array.from(values, (value, i) => ({ value, i })).sort((a, b) => b.value - a.value)),
  )

  const [watched] = library.folders.list()
  let stats = 0
  let reads = 0
  const scan = await timed(() =>
    scanFolder(watched!, '', {
      library,
      files: {
        ...realFiles,
        facts: (path) => (stats++, realFiles.facts(path)),
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
  const inferenceMb = residentMegabytes((await inference.ready()).pid)
  await inference.close()
  library.close()
  const { size } = await stat(file)
  return {
    photos: PHOTOS,
    diskBytesPerPhoto: { whole: size / PHOTOS, ofWhichTokens: manifest.tokens.bytes },
    openToFirstPageMs: opening.ms,
    coreMemoryMb: coreMb,
    inferenceMemoryMb: inferenceMb,
    warmFirstPageMs: { measured, similarity, ofWhichEncoding: encoding, baseline: { sortOfObjectsMs: plainSort } },
    learnedFirstPageMs: learned,
    taughtFirstPageMs: taste,
    rescanUnchanged: {
      ms: scan.ms,
      stats,
      filesRead: reads,
      changes: scan.value.changes,
      baseline: { bareStatsMs: walk.ms },
    },
  }
}
