/**
 * Builds every service by hand and joins them: the only file that knows them all. The same app stands behind the
 * window, the page in a browser and the command line.
 */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createAssets } from './assets.ts'
import { createCollectionService, type CollectionService } from './collections/service.ts'
import type { AppEvent } from './contract/entities.ts'
import type { Assets, HostApi } from './contract/host.ts'
import { ExportService } from './export/service.ts'
import { createTableImport, type TableImport } from './export/table-import.ts'
import type { StartInference } from './inference/api.ts'
import { createInference } from './inference/client.ts'
import { systemClock } from './indexing/clock.ts'
import { createIndexer, type Indexer } from './indexing/indexer.ts'
import { createWatcher } from './indexing/watcher.ts'
import { openLibrary, type Library } from './library/open.ts'
import {
  faceFiles,
  rankerFiles,
  readFaceDetector,
  readManifest,
  readRanker,
  verifyFiles,
  verifyModel,
  type FacesManifest,
  type ModelManifest,
  type RankerManifest,
} from './packs/manifest.ts'
import { Ranking } from './ranking/rank.ts'
import { createRouter, type AppRouter } from './router.ts'

const DEFAULT_MANIFEST = 'podium-small.json'
const DEFAULT_RANKER = 'podium-ranker.json'
const DEFAULT_FACES = 'podium-faces.json'

export interface AppOptions {
  /** Holds `library.db`, `thumbnails/` and logs. */
  readonly dataFolder: string
  /** Another library file; its thumbnails lie beside it. */
  readonly libraryFile?: string
  /** The `models` folder: manifests and the files they name. */
  readonly modelFolder: string
  /** Pictures that come with Podium. */
  readonly sampleFolder: string
  readonly startInference: StartInference
  /** Follow changes of the folders; a command that ends soon does without. */
  readonly watch: boolean
  readonly host: HostApi
  readonly version: string
  /** Threads of decoding and of the model. Default 2. */
  readonly threads?: number
}

export interface App {
  readonly router: AppRouter
  readonly assets: Assets
  readonly library: Library
  readonly indexer: Indexer
  readonly ranking: Ranking
  readonly collections: CollectionService
  readonly importTable: TableImport
  readonly exports: ExportService
  readonly manifest: ModelManifest
  readonly ranker: RankerManifest | null
  /** The face detector; null where none is installed. */
  readonly faces: FacesManifest | null
  readonly inference: ReturnType<typeof createInference>
  /** Starts scanning and watching what the library holds. */
  start(): void
  subscribe(listener: (event: AppEvent) => void): () => void
  close(): Promise<void>
}

/**
 * Opens the library and the model's description; neither decodes nor scans before `start`.
 * @throws AppError of the library (`library-in-use`, `library-damaged`, `library-from-future`) or of the model.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const manifest = await readManifest(join(options.modelFolder, 'manifests', DEFAULT_MANIFEST))
  await verifyModel(options.modelFolder, manifest, false)
  const ranker = await readRanker(join(options.modelFolder, 'manifests', DEFAULT_RANKER), manifest.id)
  if (ranker !== null) await verifyFiles(options.modelFolder, rankerFiles(ranker), false)
  const faces = await readFaceDetector(join(options.modelFolder, 'manifests', DEFAULT_FACES))
  if (faces !== null) await verifyFiles(options.modelFolder, faceFiles(faces), false)
  const libraryFile = options.libraryFile ?? join(options.dataFolder, 'library.db')
  const thumbnailFolder =
    options.libraryFile === undefined ? join(options.dataFolder, 'thumbnails') : `${options.libraryFile}-thumbnails`
  const library = openLibrary(libraryFile)

  const listeners = new Set<(event: AppEvent) => void>()
  const emit = (event: AppEvent): void => {
    for (const listener of listeners) listener(event)
  }
  const inference = createInference(
    options.startInference,
    {
      modelFolder: options.modelFolder,
      manifest,
      ranker,
      faces,
      thumbnailFolder,
      threads: options.threads ?? 2,
      providers: mayHaveGpu() ? ['webgpu', 'cpu'] : ['cpu'],
    },
    {
      onRestart: () => {
        ranking.inferenceRestarted()
      },
    },
  )
  const ranking = new Ranking({ library, inference, manifest, ranker })
  const watcher = options.watch ? createWatcher() : null
  const indexer = createIndexer({
    library,
    inference,
    watcher,
    model: { id: manifest.id, dimension: manifest.vector.dimension },
    emit,
  })
  const collections = createCollectionService({
    library,
    evaluate: (rule) => ranking.evaluate(rule),
    emit,
    timer: systemClock,
  })
  listeners.add((event) => {
    collections.onEvent(event)
  })
  const scratchFolder =
    options.libraryFile === undefined ? join(options.dataFolder, 'exports') : `${options.libraryFile}-exports`
  const exports = new ExportService({ library, ranking, inference, thumbnailFolder, scratchFolder, emit })
  const assets = createAssets({ library, inference, thumbnailFolder })

  const app = {
    assets,
    library,
    indexer,
    ranking,
    collections,
    importTable: createTableImport(library, collections),
    exports,
    manifest,
    ranker,
    faces,
    inference,
    start(): void {
      indexer.start()
      collections.start()
      // Ahead of the first sentence; if inference cannot start, the first question says so.
      ranking
        .warm()
        .then(() => indexer.idle())
        .then(() => ranking.prepareLearned())
        .catch(() => undefined)
    },
    subscribe(listener: (event: AppEvent) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close(): Promise<void> {
      await exports.close()
      await indexer.close()
      // A rule under way may wait for inference, which its end cuts short.
      await Promise.all([collections.close(), inference.close()])
      library.close()
    },
  }
  const samplePictures = join(options.sampleFolder, 'pictures')
  const sampleCount = await readdir(samplePictures).then(
    (names) => names.length,
    () => 0,
  )
  const router = createRouter({
    ...app,
    emit,
    host: options.host,
    version: options.version,
    samplePictures: sampleCount > 0 ? samplePictures : null,
  })
  return { ...app, router }
}

/** Linux without a render node has no graphics card: asking for one would only print a warning of its driver. */
function mayHaveGpu(): boolean {
  return process.platform !== 'linux' || existsSync('/dev/dri')
}
