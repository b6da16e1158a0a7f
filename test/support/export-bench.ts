/** A library of small files that stand for photos, and exports of them. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AppEvent } from '../../main/contract/entities.ts'
import type { CopyOptions, ExportPlan, ExportRequest, Job } from '../../main/contract/exports.ts'
import { openDisk, type Disk } from '../../main/export/disk.ts'
import { ExportService, type ExportOptions } from '../../main/export/service.ts'
import { openLibrary, type Library } from '../../main/library/open.ts'
import type { EvaluatedSet } from '../../main/ranking/rank.ts'
import { createFakeInference, type FakeInference } from './fake-inference.ts'
import { temporaryFolder, writePhoto } from './picture-folder.ts'

export const COPIES: CopyOptions = {
  kind: 'copies',
  method: 'copy',
  name: '{position}_{name}',
  longSide: null,
  format: 'original',
  quality: 90,
  metadata: 'all',
  sidecars: true,
}

export interface ExportBench {
  readonly root: string
  readonly photos: string
  readonly target: string
  readonly library: Library
  readonly inference: FakeInference
  readonly service: ExportService
  readonly events: AppEvent[]
  readonly disk: Disk
  /** Adds a file and its row; the text is what it holds. */
  add(name: string, text?: string): Promise<number>
  request(photoIds: readonly number[], more?: Partial<ExportRequest>): ExportRequest
  /** Plans and starts; the job when it has ended. */
  run(request: ExportRequest): Promise<Job>
  planned(request: ExportRequest): Promise<{ plan: ExportPlan; names: string[] }>
}

export async function exportBench(options: Partial<ExportOptions> = {}): Promise<ExportBench> {
  const root = await temporaryFolder()
  const [photos, target] = [join(root, 'photos'), join(root, 'target')]
  await mkdir(photos)
  const library = openLibrary(join(root, 'library.db'))
  const inference = createFakeInference()
  const events: AppEvent[] = []
  // Of its own: a test may replace single functions.
  const disk = openDisk()
  const { folderId } = library.folders.add(photos.replaceAll('\\', '/'), 0)
  const service = new ExportService({
    library,
    renderer: inference,
    disk,
    ranking: { evaluate: () => Promise.resolve(byId(library)) },
    thumbnailFolder: join(root, 'thumbnails'),
    scratchFolder: join(root, 'scratch'),
    emit: (event) => {
      events.push(event)
    },
    ...options,
  })
  onTestFinished(async () => {
    await service.close()
    library.close()
  })
  const bench: ExportBench = {
    root,
    photos,
    target,
    library,
    inference,
    service,
    events,
    disk,
    async add(name, text = name) {
      const { size, mtimeMs } = await stat(await writePhoto(photos, name, text))
      const photoId = library.photos.add(folderId, name, { size, mtimeMs: Math.floor(mtimeMs) }, 0)
      addFacts(library, photoId, name)
      return photoId
    },
    request: (photoIds, more = {}) => ({
      source: { kind: 'photos', photoIds: [...photoIds] },
      options: COPIES,
      target,
      zip: false,
      clash: 'refuse',
      ...more,
    }),
    async run(request) {
      const { planId } = await service.plan(request)
      const { jobId } = await service.start(planId)
      return service.settled(jobId)
    },
    async planned(request) {
      const plan = await service.plan(request)
      return { plan, names: service.files(plan.planId, 0, 1_000).map(({ name }) => name) }
    },
  }
  return bench
}

/** What reading the picture would have told. */
export function addFacts(library: Library, photoId: number, name: string): void {
  const hash = createHash('sha256')
    .update(`${String(photoId)} ${name}`)
    .digest('hex')
    .slice(0, 32)
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  library.contents.put(hash, {
    format: ending === 'jpg' ? 'jpeg' : ending,
    width: 4_000,
    height: 3_000,
    takenAt: '2019-07-01T18:30:05',
    takenOffsetMinutes: null,
    latitude: null,
    longitude: null,
    camera: 'Camera One',
    damaged: false,
    fingerprint: '0123456789abcdef',
    exposureBias: null,
  })
  library.photos.setState(photoId, 'indexed', hash)
}

/** Every photo with a file, by id: scores fall by one. */
export function byId(library: Library): EvaluatedSet {
  const rows = [...library.photos.changedSince(-1)].filter(({ missing }) => !missing)
  const photoIds = rows.map(({ photoId }) => photoId).toSorted((a, b) => a - b)
  return {
    header: {
      orderId: 'order',
      sentence: 'best of summer',
      reading: { kind: 'similarity' },
      alternatives: [],
      examples: null,
      modelId: 'fake-1',
      reversed: false,
      total: photoIds.length,
      notScored: 0,
      hidden: { missing: 0, filtered: 0, bursts: 0, cut: 0, stacked: 0 },
      stacks: null,
      secondKey: 'date',
      taste: null,
      notices: [],
    },
    fadesAt: null,
    photoIds,
    scores: photoIds.map((_, i) => photoIds.length - i),
    percentiles: photoIds.map((_, i) => 100 - (100 * i) / photoIds.length),
    tieBands: photoIds.map((_, i) => i),
  }
}

/** SHA-256 of every file below, by path. */
export async function hashes(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
  const found = new Map<string, string>()
  for (const path of files.toSorted()) {
    const bytes = await readFile(path)
    found.set(path.slice(folder.length + 1).replaceAll('\\', '/'), createHash('sha256').update(bytes).digest('hex'))
  }
  return found
}

export async function texts(folder: string): Promise<Record<string, string>> {
  const names = [...(await hashes(folder)).keys()]
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  )
}
