/** Throughput of indexing 12 MP JPEGs against what its parts allow, each part timed alone in the same run. */
import { readFileSync } from 'node:fs'
import { appendFile, copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { createIndexer } from '../../main/indexing/indexer.ts'
import { realFiles } from '../../main/indexing/files.ts'
import { createInference } from '../../main/inference/client.ts'
import { openFaces } from '../../main/inference/faces.ts'
import { fingerprintOf } from '../../main/inference/fingerprint.ts'
import { decodePicture, encodeThumbnail } from '../../main/inference/images.ts'
import { configureImages } from '../../main/inference/pixels.ts'
import { pictureInput } from '../../main/inference/input.ts'
import { forkInference } from '../../main/inference/link.ts'
import { measurePicture } from '../../main/inference/measure.ts'
import { openTowers } from '../../main/inference/towers.ts'
import { tracesOf } from '../../main/inference/traces.ts'
import { openLibrary } from '../../main/library/open.ts'
import { readFaceDetector, readManifest } from '../../main/packs/manifest.ts'
import { seeded } from '../support/picture-maker.ts'
import { coresGiven } from './cores.ts'
import { INFERENCE } from './entries.ts'
import { residentMegabytes } from './resident.ts'

// Enough that the first and last photos, which cannot use both cores, weigh little.
const PHOTOS = 180
/** The machine's own speed drifts by a fifth in minutes, so the parts are timed before and after each of several rounds. */
const ROUNDS = 3
/** Different pictures among them: drawing one takes far longer than indexing it. */
const PICTURES = 24
const SAMPLES = PICTURES
const CORES = 2
const models = fileURLToPath(new URL('../../models/', import.meta.url))

/** CPU milliseconds of one run, by the operating system's account of this process. */
async function cpuOf(count: number, work: (i: number) => Promise<unknown>): Promise<number> {
  await work(0)
  const start = process.cpuUsage()
  for (let i = 0; i < count; i++) await work(i)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000 / count
}

/** Photo-like pictures: soft forms, texture and grain, about 3 MB at 4000 x 3000. */
async function writePhotos(files: readonly string[]): Promise<void> {
  const random = seeded(1)
  const noise = (count: number, from: number, range: number): Buffer =>
    Buffer.from(Uint8Array.from({ length: count }, () => from + Math.floor(random() * range)))
  const grain = noise(512 * 512 * 3, 118, 20)
  for (const file of files.slice(0, PICTURES)) {
    await sharp(noise(80 * 60 * 3, 0, 256), { raw: { width: 80, height: 60, channels: 3 } })
      .resize(4_000, 3_000, { kernel: 'cubic' })
      .composite([{ input: grain, raw: { width: 512, height: 512, channels: 3 }, tile: true, blend: 'soft-light' }])
      .jpeg({ quality: 92 })
      .toFile(file)
  }
  // Bytes behind a JPEG's end leave its picture alone and make it another content.
  for (const [i, file] of files.entries()) {
    if (i < PICTURES) continue
    await copyFile(files[i % PICTURES] ?? '', file)
    await appendFile(file, String(i))
  }
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

/** Looks every 50 ms at what a process holds. */
function watchMemory(pid: number): { end(): { median: number; most: number } | null } {
  const seen: number[] = []
  const timer = setInterval(() => {
    const held = residentMegabytes(pid)
    if (held !== null) seen.push(held)
  }, 50)
  return {
    end() {
      clearInterval(timer)
      if (seen.length === 0) return null
      seen.sort((a, b) => a - b)
      return { median: Math.round(seen[seen.length >> 1] ?? NaN), most: Math.round(seen.at(-1) ?? NaN) }
    },
  }
}

interface Run {
  indexed: number
  seconds: number
  coreMs: number
  inferenceMs: number
  given: number
}

type Part = 'hash' | 'decode' | 'thumbnail' | 'measures' | 'fingerprint' | 'traces' | 'prepare' | 'faces' | 'network'

type Parts = Record<Part, number>

type Round = ReturnType<typeof judged>

/** One round against the mean of its parts' CPU milliseconds before and after it. */
function judged(run: Run, before: Parts, after: Parts) {
  const cpuMs = Object.fromEntries(
    Object.entries(before).map(([name, ms]) => [name, (ms + after[name as Part]) / 2]),
  ) as Parts
  const sum = Object.values(cpuMs).reduce((a, b) => a + b, 0)
  const photosPerSecond = run.indexed / run.seconds
  return {
    photosPerSecond,
    parts: { cpuMs, sum },
    /** What a photo took of both processes; NaN where the system does not say it of another process. */
    taken: {
      coreCpuMs: run.coreMs / run.indexed,
      inferenceCpuMs: run.inferenceMs / run.indexed,
      cores: (run.coreMs + run.inferenceMs) / 1_000 / run.seconds,
    },
    coresGiven: run.given,
    imageTowerToDecode: cpuMs.network / cpuMs.decode,
    ratioToTwoCores: photosPerSecond / ((1_000 * CORES) / sum),
    ratioToCoresGiven: photosPerSecond / ((1_000 * run.given) / sum),
  }
}

export async function benchIndexing(folder: string): Promise<unknown> {
  configureImages()
  const folders = Array.from({ length: ROUNDS }, (_, round) => join(folder, `photos-${String(round)}`))
  const files = folders.flatMap((photos) => Array.from({ length: PHOTOS }, (_, i) => join(photos, `${String(i)}.jpg`)))
  for (const photos of folders) await mkdir(photos, { recursive: true })
  await writePhotos(files)
  const fileAt = (i: number): string => files[i % files.length] ?? ''
  const manifest = await readManifest(join(models, 'manifests/podium-small.json'))
  const faces = await readFaceDetector(join(models, 'manifests/podium-faces.json'), manifest.id)
  if (faces === null) throw new Error('The shipped face detector is missing.')
  const detector = await openFaces(models, faces, { providers: ['cpu'], threads: 1 })
  const towers = await openTowers(models, manifest, { providers: ['cpu'], threads: CORES })
  const picture = await decodePicture(fileAt(0), manifest.image.background)
  const inputs = Array.from({ length: 8 }, () => pictureInput(picture.small, manifest.image))
  const timeParts = async (): Promise<Parts> => ({
    hash: await cpuOf(SAMPLES, (i) => realFiles.hash(fileAt(i))),
    decode: await cpuOf(SAMPLES, (i) => decodePicture(fileAt(i), manifest.image.background)),
    thumbnail: await cpuOf(SAMPLES, () => encodeThumbnail(picture.small)),
    measures: await cpuOf(SAMPLES, () => Promise.resolve(measurePicture(picture.detail, picture.small))),
    fingerprint: await cpuOf(SAMPLES, () => Promise.resolve(fingerprintOf(picture.small))),
    traces: await cpuOf(SAMPLES, () => Promise.resolve(tracesOf(picture.small, null))),
    prepare: await cpuOf(SAMPLES, () => Promise.resolve(pictureInput(picture.small, manifest.image))),
    faces: await cpuOf(SAMPLES, () => detector.find(picture.small, faces.look.smallest)),
    network: (await cpuOf(4, () => towers.embedPictures(inputs))) / inputs.length,
  })
  const library = openLibrary(join(folder, 'indexing.db'))
  const inference = createInference(() => forkInference(INFERENCE), {
    modelFolder: models,
    manifest,
    ranker: null,
    faces,
    thumbnailFolder: join(folder, 'thumbnails'),
    threads: CORES,
    providers: ['cpu'],
  })
  const model = { id: manifest.id, dimension: manifest.vector.dimension }
  const indexer = createIndexer({ library, inference, watcher: null, model, emit: () => undefined })
  const { pid } = await inference.ready()
  const memory = watchMemory(pid)
  const rounds: Round[] = []
  let partsBefore = await timeParts()
  for (const photos of folders) {
    const given = await coresGiven(CORES)
    const before = { core: process.cpuUsage(), inference: cpuOfProcess(pid), indexed: library.photos.counts().indexed }
    const start = performance.now()
    await indexer.addFolder(photos)
    await indexer.idle()
    const seconds = (performance.now() - start) / 1_000
    const core = process.cpuUsage(before.core)
    const inference = (cpuOfProcess(pid) ?? NaN) - (before.inference ?? NaN)
    const indexed = library.photos.counts().indexed - before.indexed
    const partsAfter = await timeParts()
    rounds.push(
      judged(
        { indexed, seconds, coreMs: (core.user + core.system) / 1_000, inferenceMs: inference, given },
        partsBefore,
        partsAfter,
      ),
    )
    partsBefore = partsAfter
  }
  const residentMegabytes = memory.end()
  await indexer.close()
  await inference.close()
  library.close()
  const middle = (of: (round: Round) => number): number =>
    rounds.map(of).sort((a, b) => a - b)[rounds.length >> 1] ?? NaN
  return {
    photos: PHOTOS * ROUNDS,
    rounds,
    /** Of the inference process, code it shares with others included; null where the system does not say. */
    residentMegabytes,
    imageTowerToDecode: middle((round) => round.imageTowerToDecode),
    ratioToTwoCores: middle((round) => round.ratioToTwoCores),
    ratioToCoresGiven: middle((round) => round.ratioToCoresGiven),
  }
}
