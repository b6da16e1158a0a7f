/**
 * Throughput of indexing 12 MP JPEGs against what its parts allow: processes that do nothing but the parts, one photo after
 * another, with the cores as busy as they can be. A part timed over and over finds its code and data at hand, which it does
 * not among the others.
 */
import { execFile, fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { appendFile, copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { systemClock } from '../../main/indexing/clock.ts'
import { createIndexer } from '../../main/indexing/indexer.ts'
import { createInference } from '../../main/inference/client.ts'
import { configureImages } from '../../main/inference/pixels.ts'
import { forkInference, processOptions } from '../../main/inference/link.ts'
import { openLibrary } from '../../main/library/open.ts'
import { readFaceDetector, readManifest, readRanker } from '../../main/packs/manifest.ts'
import { createFollower } from '../../main/ranking/follower.ts'
import { Ranking } from '../../main/ranking/rank.ts'
import { seeded } from '../support/picture-maker.ts'
import { INFERENCE } from './entries.ts'
import type { Worked } from './parts-process.ts'
import { residentMegabytes } from './resident.ts'

// Enough that the first and last photos, which cannot use both cores, weigh little.
const PHOTOS = 300
/** Indexed before each round, which then starts as the parts do: with its code compiled. A library has thousands to come. */
const WARMING = 60
/** The machine's own speed drifts by a fifth in minutes, so the parts run before and after each of several rounds. */
const ROUNDS = 3
/** Different pictures among them: drawing one takes far longer than indexing it. */
const PICTURES = 24
/** Long enough that the last photo of each process weighs little. */
const PARTS_SECONDS = 15
const CORES = 2
const models = fileURLToPath(new URL('../../models/', import.meta.url))
const PARTS = fileURLToPath(new URL('parts-process.ts', import.meta.url))

/** The processes that do the parts alone, warm and waiting. */
async function startParts(folder: string): Promise<ChildProcess[]> {
  const start = async (): Promise<ChildProcess> => {
    const { env, execArgv } = processOptions('reading')
    const child = fork(PARTS, [folder, models], { execArgv, env: { ...process.env, ...env } })
    await once(child, 'message')
    return child
  }
  return Promise.all(Array.from({ length: CORES + 1 }, start))
}

/** What the cores do of the parts when nothing lies between them. */
async function workParts(children: readonly ChildProcess[]): Promise<Alone> {
  const worked = await Promise.all(
    children.map(async (child) => {
      const answer = once(child, 'message') as Promise<[Worked]>
      child.send(PARTS_SECONDS)
      return (await answer)[0]
    }),
  )
  const photos = worked.reduce((sum, one) => sum + one.photos, 0)
  const names = Object.keys(worked[0]?.cpuMs ?? {}) as (keyof Worked['cpuMs'])[]
  const mean = (part: keyof Worked['cpuMs']): number =>
    worked.reduce((sum, one) => sum + one.cpuMs[part] * one.photos, 0) / photos
  return {
    photosPerSecond: worked.reduce((sum, one) => sum + one.photos / one.seconds, 0),
    cpuMs: Object.fromEntries(names.map((part) => [part, mean(part)])) as Worked['cpuMs'],
  }
}

/** Photo-like pictures: soft forms, texture and grain, about 3 MB at 4000 x 3000. */
async function drawPatterns(patterns: readonly string[]): Promise<void> {
  const random = seeded(1)
  const noise = (count: number, from: number, range: number): Buffer =>
    Buffer.from(Uint8Array.from({ length: count }, () => from + Math.floor(random() * range)))
  const grain = noise(512 * 512 * 3, 118, 20)
  for (const file of patterns)
    await sharp(noise(80 * 60 * 3, 0, 256), { raw: { width: 80, height: 60, channels: 3 } })
      .resize(4_000, 3_000, { kernel: 'cubic' })
      .composite([{ input: grain, raw: { width: 512, height: 512, channels: 3 }, tile: true, blend: 'soft-light' }])
      .jpeg({ quality: 92 })
      .toFile(file)
}

/** Bytes behind a JPEG's end leave its picture alone and make it another content. */
async function copyPatterns(patterns: readonly string[], folder: string, count: number): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (let i = 0; i < count; i++) {
    const file = join(folder, `${String(i)}.jpg`)
    await copyFile(patterns[i % PICTURES] ?? '', file)
    await appendFile(file, file)
  }
  return folder
}

/** CPU milliseconds a process has used, or null where the system does not say it like Linux. */
function cpuOfProcess(pid: number): number | null {
  try {
    const fields =
      readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
        .split(') ')[1]
        ?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return null
  }
}

/** Looks every 50 ms at what a process holds, in megabytes, until told to end. */
function watchMemory(pid: number, seen: number[]): () => void {
  const timer = setInterval(() => {
    const held = residentMegabytes(pid)
    if (held !== null) seen.push(held)
  }, 50)
  return () => {
    clearInterval(timer)
  }
}

function memoryFigures(seen: readonly number[]): { median: number; most: number } | null {
  if (seen.length === 0) return null
  const sorted = seen.toSorted((a, b) => a - b)
  return { median: Math.round(sorted[sorted.length >> 1] ?? NaN), most: Math.round(sorted.at(-1) ?? NaN) }
}

interface Alone {
  readonly photosPerSecond: number
  /** For one photo. */
  readonly cpuMs: Worked['cpuMs']
}

interface Run {
  readonly indexed: number
  readonly seconds: number
  readonly coreMs: number
  readonly inferenceMs: number
}

type Round = ReturnType<typeof judged>

/** One round against what the parts alone did before and after it. */
function judged(run: Run, before: Alone, after: Alone) {
  const photosPerSecond = run.indexed / run.seconds
  const baseline = { photosPerSecond: (before.photosPerSecond + after.photosPerSecond) / 2, cpuMs: after.cpuMs }
  return {
    photosPerSecond,
    /** What a photo took of both processes; NaN where the system does not say it of another process. */
    taken: {
      coreCpuMs: run.coreMs / run.indexed,
      inferenceCpuMs: run.inferenceMs / run.indexed,
      cores: (run.coreMs + run.inferenceMs) / 1_000 / run.seconds,
    },
    baseline,
    imageTowerToDecode: after.cpuMs.network / after.cpuMs.decode,
    ratioToParts: photosPerSecond / baseline.photosPerSecond,
  }
}

export async function benchIndexing(folder: string): Promise<unknown> {
  configureImages()
  const patternFolder = join(folder, 'patterns')
  await mkdir(patternFolder)
  const patterns = Array.from({ length: PICTURES }, (_, i) => join(patternFolder, `${String(i)}.jpg`))
  await drawPatterns(patterns)
  const folders: { warming: string; photos: string }[] = []
  for (let round = 0; round < ROUNDS; round++)
    folders.push({
      warming: await copyPatterns(patterns, join(folder, `warming-${String(round)}`), WARMING),
      photos: await copyPatterns(patterns, join(folder, `photos-${String(round)}`), PHOTOS),
    })
  // What is still to be written to the disk would burden the first round.
  await promisify(execFile)('sync')
  const manifest = await readManifest(join(models, 'manifests/podium-small.json'))
  const ranker = await readRanker(join(models, 'manifests/podium-ranker.json'), manifest.id)
  const faces = await readFaceDetector(join(models, 'manifests/podium-faces.json'), manifest.id)
  const library = openLibrary(join(folder, 'indexing.db'))
  const inference = createInference(() => forkInference(INFERENCE), {
    modelFolder: models,
    manifest,
    ranker,
    faces,
    thumbnailFolder: join(folder, 'thumbnails'),
    threads: CORES,
    providers: ['cpu'],
  })
  const model = { id: manifest.id, dimension: manifest.vector.dimension }
  const ranking = new Ranking({ library, inference, manifest, ranker })
  const follower = createFollower(() => ranking.prepareLearned(), systemClock)
  // As the app does: photos are scored while others are read.
  const indexer = createIndexer({
    library,
    inference,
    watcher: null,
    model,
    emit: () => {
      follower.follow()
    },
  })
  const { pid } = await inference.ready()
  const held: number[] = []
  const rounds: Round[] = []
  const children = await startParts(patternFolder)
  let before = await workParts(children)
  for (const { warming, photos } of folders) {
    const endMemory = watchMemory(pid, held)
    await indexer.addFolder(warming)
    await indexer.idle()
    const start = { core: process.cpuUsage(), inference: cpuOfProcess(pid), indexed: library.photos.counts().indexed }
    const from = performance.now()
    await indexer.addFolder(photos)
    await indexer.idle()
    await ranking.prepareLearned()
    const seconds = (performance.now() - from) / 1_000
    endMemory()
    const core = process.cpuUsage(start.core)
    const inferenceMs = (cpuOfProcess(pid) ?? NaN) - (start.inference ?? NaN)
    const indexed = library.photos.counts().indexed - start.indexed
    const after = await workParts(children)
    rounds.push(judged({ indexed, seconds, coreMs: (core.user + core.system) / 1_000, inferenceMs }, before, after))
    before = after
  }
  for (const child of children) child.disconnect()
  await indexer.close()
  await follower.close()
  await inference.close()
  library.close()
  const middle = (of: (round: Round) => number): number =>
    rounds.map(of).sort((a, b) => a - b)[rounds.length >> 1] ?? NaN
  return {
    photos: PHOTOS * ROUNDS,
    rounds,
    /** Of the inference process, code it shares with others included; null where the system does not say. */
    residentMegabytes: memoryFigures(held),
    imageTowerToDecode: middle((round) => round.imageTowerToDecode),
    ratioToParts: middle((round) => round.ratioToParts),
  }
}
