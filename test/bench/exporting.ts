/** Copies against plain `cp`, and resized pictures against what decoding and encoding alone take, in the same run. */
import { execFile } from 'node:child_process'
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import sharp from 'sharp'
import type { CopyOptions } from '../../main/contract/exports.ts'
import { openDisk } from '../../main/export/disk.ts'
import { ExportService } from '../../main/export/service.ts'
import { configureImages } from '../../main/inference/pixels.ts'
import { forkInference } from '../../main/inference/link.ts'
import { createRenderer } from '../../main/inference/renderer.ts'
import { openLibrary } from '../../main/library/open.ts'
import { seeded } from '../support/picture-maker.ts'
import { COPIER, INFERENCE } from './entries.ts'

const PHOTOS = 1_000
/** Different pictures among them; every twelfth has 12 MP, the others 2. */
const PICTURES = 24
const ROUNDS = 5
const CORES = 2
const LONG_SIDE = 1_024
const QUALITY = 85
const run = promisify(execFile)
const DECODER = fileURLToPath(new URL('decode-process.ts', import.meta.url))

const COPIES: CopyOptions = {
  kind: 'copies',
  method: 'copy',
  name: '{position}_{name}',
  longSide: null,
  format: 'original',
  quality: QUALITY,
  metadata: 'all',
  sidecars: false,
}

/** Photo-like pictures of 300 kB to 3 MB. */
async function writePhotos(folder: string): Promise<void> {
  const random = seeded(1)
  const noise = (count: number, from: number, range: number): Buffer =>
    Buffer.from(Uint8Array.from({ length: count }, () => from + Math.floor(random() * range)))
  const grain = noise(512 * 512 * 3, 118, 20)
  const files: string[] = []
  for (let i = 0; i < PHOTOS; i++) {
    const file = join(folder, `IMG_${String(i).padStart(4, '0')}.jpg`)
    files.push(file)
    if (i >= PICTURES) {
      await copyFile(files[i % PICTURES] ?? '', file)
      continue
    }
    const [width, height] = i % 12 === 0 ? [4_000, 3_000] : [1_600, 1_200]
    await sharp(noise(80 * 60 * 3, 0, 256), { raw: { width: 80, height: 60, channels: 3 } })
      .resize(width, height, { kernel: 'cubic' })
      .composite([{ input: grain, raw: { width: 512, height: 512, channels: 3 }, tile: true, blend: 'soft-light' }])
      .jpeg({ quality: 92 })
      .toFile(file)
  }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1_000
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
}

/** Seconds in which another process decodes, makes smaller and encodes them all, with the cores as busy as they can be. */
async function decodeAndEncode(photos: string): Promise<number> {
  const words = [DECODER, photos, ...[LONG_SIDE, QUALITY, CORES + 1].map(String)]
  return Number((await run(process.execPath, words)).stdout)
}

/** Megabytes that the process holds. */
function resident(): number {
  return Math.round(process.memoryUsage().rss / 1e6)
}

export async function benchExporting(folder: string): Promise<unknown> {
  configureImages()
  const photos = join(folder, 'export-photos')
  await mkdir(photos)
  await writePhotos(photos)
  const library = openLibrary(join(folder, 'exporting.db'))
  const { folderId } = library.folders.add(photos, 0)
  const photoIds: number[] = []
  let bytes = 0
  for (const name of (await readdir(photos)).toSorted()) {
    const { size, mtimeMs } = await stat(join(photos, name))
    bytes += size
    photoIds.push(library.photos.add(folderId, name, { size, mtimeMs: Math.floor(mtimeMs) }, 0))
  }
  const renderer = createRenderer((purpose) => forkInference(INFERENCE, purpose), CORES)
  let most = 0
  const service = new ExportService({
    library,
    renderer,
    ranking: { evaluate: () => Promise.reject(new Error('Nothing is ranked here.')) },
    thumbnailFolder: join(folder, 'export-thumbnails'),
    scratchFolder: join(folder, 'export-scratch'),
    disk: openDisk(COPIER),
    emit: () => {
      most = Math.max(most, resident())
    },
  })
  const target = join(folder, 'export-target')
  /** Seconds from the start of the job to its end. */
  const exportAll = async (options: CopyOptions): Promise<number> => {
    const source = { kind: 'photos' as const, photoIds }
    const { planId } = await service.plan({ source, options, target, zip: false, clash: 'refuse' })
    const seconds = await secondsOf(async () => service.settled((await service.start(planId)).jobId))
    const [job] = service.list()
    if (job?.written !== PHOTOS) throw new Error(`Only ${String(job?.written)} files were written.`)
    await rm(target, { recursive: true })
    return seconds
  }
  /** What one round leaves to be written must not burden the next. */
  const settle = (): Promise<unknown> => run('sync')

  const copied: number[] = []
  const plain: number[] = []
  const synced: number[] = []
  const before = resident()
  for (let round = 0; round <= ROUNDS; round++) {
    await settle()
    const ours = await exportAll(COPIES)
    await settle()
    let copying = 0
    const flushing = await secondsOf(async () => {
      copying = await secondsOf(() => run('cp', ['-r', photos, target]))
      await run('sync')
    })
    await rm(target, { recursive: true })
    // The first warms the page cache and the code.
    if (round === 0) continue
    copied.push(ours)
    plain.push(copying)
    synced.push(flushing)
  }

  const resized: number[] = []
  const alone: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    resized.push(await exportAll({ ...COPIES, longSide: LONG_SIDE, format: 'jpeg' }))
    await settle()
    alone.push(await decodeAndEncode(photos))
  }
  const after = resident()
  await service.close()
  await renderer.close()
  library.close()
  await rm(photos, { recursive: true })
  return {
    copies: {
      photos: PHOTOS,
      megabytes: Math.round(bytes / 1e6),
      seconds: median(copied),
      baseline: { cpSeconds: median(plain), cpAndSyncSeconds: median(synced) },
      ratioToCp: median(plain) / median(copied),
      ratioToCpAndSync: median(synced) / median(copied),
    },
    resized: {
      photos: PHOTOS,
      photosPerSecond: PHOTOS / median(resized),
      baseline: { decodeAndEncodePhotosPerSecond: PHOTOS / median(alone) },
      // The two of a round follow each other: an hour in which the machine is slow burdens both.
      ratioToDecodeAndEncode: median(alone.map((seconds, round) => seconds / resized[round]!)),
    },
    residentMegabytes: { before, most, after },
  }
}
