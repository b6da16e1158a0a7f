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
import type { Inference, StartInference } from './inference/api.ts'
import { createInference } from './inference/client.ts'
import { createRenderer } from './inference/renderer.ts'
import { systemClock } from './indexing/clock.ts'
import { createIndexer, type Indexer } from './indexing/indexer.ts'
import { createWatcher } from './indexing/watcher.ts'
import { openLibrary, type Library } from './library/open.ts'
import { createModelService, type ModelService } from './models.ts'
import { keepModel, readInstalledModel, readKeptModel, type OpenedModel } from './packs/kept-model.ts'
import {
  faceFiles,
  readFaceDetector,
  verifyFiles,
  type FacesManifest,
  type ModelManifest,
  type RankerManifest,
} from './packs/manifest.ts'
import { readVocabulary } from './packs/vocabulary.ts'
import { Handover } from './ranking/handover.ts'
import { createFollower } from './ranking/follower.ts'
import { Ranking } from './ranking/rank.ts'
import { Teaching } from './ranking/teaching.ts'
import { createRouter, type AppRouter } from './router.ts'
import { createSettingService } from './settings.ts'
import { TrashService } from './trash/service.ts'

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
  readonly teaching: Teaching
  readonly collections: CollectionService
  readonly importTable: TableImport
  readonly exports: ExportService
  readonly models: ModelService
  readonly manifest: ModelManifest
  readonly ranker: RankerManifest | null
  /** The face detector; null where none is installed. */
  readonly faces: FacesManifest | null
  readonly inference: ReturnType<typeof createInference>
  /** Starts scanning and watching what the library holds. */
  start(): void
  /** Resolves when all that can be read now is read, has its places in learned orders, and the model that read it answers. */
  idle(): Promise<void>
  subscribe(listener: (event: AppEvent) => void): () => void
  close(): Promise<void>
}

/**
 * Opens the library and the model's description; neither decodes nor scans before `start`.
 * @throws AppError of the library (`library-in-use`, `library-damaged`, `library-from-future`) or of the model.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const installed = await readInstalledModel(options.modelFolder)
  const { manifest, ranker } = installed
  const faces = await readFaceDetector(join(options.modelFolder, 'manifests', DEFAULT_FACES), manifest.id)
  if (faces !== null) await verifyFiles(options.modelFolder, faceFiles(faces), false)
  const libraryFile = options.libraryFile ?? join(options.dataFolder, 'library.db')
  /** Beside the library, so that one that is moved takes it along. */
  const beside = (name: string): string =>
    options.libraryFile === undefined ? join(options.dataFolder, name) : `${options.libraryFile}-${name}`
  const thumbnailFolder = beside('thumbnails')
  const library = openLibrary(libraryFile)

  const listeners = new Set<(event: AppEvent) => void>()
  const emit = (event: AppEvent): void => {
    for (const listener of listeners) listener(event)
  }
  const threads = options.threads ?? 2
  const openInference = (model: OpenedModel, sentencesOnly: boolean): Inference =>
    createInference(
      options.startInference,
      {
        modelFolder: model.folder,
        manifest: model.manifest,
        ranker: model.ranker,
        sentencesOnly,
        faces: sentencesOnly ? null : faces,
        thumbnailFolder,
        threads,
        providers: mayHaveGpu() ? ['webgpu', 'cpu'] : ['cpu'],
      },
      {
        onRestart: () => {
          ranking.inferenceRestarted()
        },
      },
    )
  const inference = openInference(installed, false)
  const current = { inference, manifest, ranker, ages: faces !== null && faces.ages !== null }
  const words = await readVocabulary(options.modelFolder, manifest)
  const ordersChanged = (): void => {
    emit({ kind: 'photos.changed', revision: library.revision() })
  }
  const ranking = new Ranking({ library, words, onScored: ordersChanged, ...current })
  const kept = await readKeptModel(beside('model'))
  const replaced = kept !== null && kept.manifest.id !== manifest.id
  const handover = new Handover({
    library,
    ranking,
    current,
    former: replaced ? { inference: openInference(kept, true), manifest: kept.manifest, ranker: kept.ranker } : null,
    keep: async () => {
      if (kept === null || replaced) await keepModel(installed, beside('model'))
    },
    onChange: ordersChanged,
  })
  const teaching = new Teaching({
    library,
    orderOf: (orderId) => ranking.taught(orderId),
    onChange: ordersChanged,
    now: Date.now,
  })
  const settings = createSettingService(library, faces, () => {
    indexer.facesChanged()
  })
  const watcher = options.watch ? createWatcher() : null
  const indexer = createIndexer({
    library,
    inference,
    watcher,
    model: { id: manifest.id, dimension: manifest.vector.dimension },
    faces: settings.faceSearch,
    emit,
  })
  const collections = createCollectionService({
    library,
    evaluate: (rule) => ranking.evaluate(rule),
    emit,
    timer: systemClock,
  })
  // If inference cannot start, a question says so.
  const follower = createFollower(() => ranking.prepareLearned(), systemClock)
  listeners.add((event) => {
    collections.onEvent(event)
    if (event.kind === 'indexing.changed') follower.follow()
    if (event.kind === 'indexing.changed' && event.status.state === 'idle') handover.check().catch(logged)
  })
  const scratchFolder = beside('exports')
  const renderer = createRenderer(options.startInference, threads)
  const exports = new ExportService({ library, ranking, renderer, thumbnailFolder, scratchFolder, emit })
  const models = createModelService({
    library,
    inference,
    folder: installed.folder,
    manifest,
    ranker,
    faces,
    faceSearch: settings.faceSearch,
    former: () => handover.formerId,
  })
  const assets = createAssets({
    library,
    inference,
    thumbnailFolder,
    onUnread: (photoId) => {
      indexer.readFirst(photoId)
    },
  })
  const sampleFolder = join(options.sampleFolder, 'pictures')
  const sampleCount = await readdir(sampleFolder).then(
    (names) => names.length,
    () => 0,
  )
  const samplePictures = sampleCount > 0 ? sampleFolder : null
  const trash = new TrashService({
    library,
    samplePictures: samplePictures?.replaceAll('\\', '/') ?? null,
    move: (paths) => options.host.trash(paths),
    look: (folderId) => {
      indexer.rescan(folderId)
    },
    emit,
  })

  const app = {
    assets,
    library,
    indexer,
    ranking,
    teaching,
    collections,
    importTable: createTableImport(library, collections),
    exports,
    models,
    settings,
    manifest,
    ranker,
    faces,
    inference,
    start(): void {
      indexer.start()
      collections.start()
      // Ahead of the first sentence; if inference cannot start, the first question says so.
      ranking.warm().then(
        () => {
          follower.follow()
        },
        () => undefined,
      )
    },
    async idle(): Promise<void> {
      await indexer.idle()
      await handover.check()
      if (ranker !== null && library.orderScores.lacks(manifest.id, ranker.id)) await ranking.prepareLearned()
    },
    subscribe(listener: (event: AppEvent) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close(): Promise<void> {
      await exports.close()
      await indexer.close()
      // A rule under way may wait for inference, which its end cuts short.
      await Promise.all([collections.close(), handover.close(), inference.close(), renderer.close(), follower.close()])
      library.close()
    },
  }
  const router = createRouter({
    ...app,
    emit,
    host: options.host,
    version: options.version,
    samplePictures,
    trash,
  })
  return { ...app, router }
}

/** Nobody waits for it, and the next start tries again. */
function logged(error: unknown): void {
  console.error(error)
}

/** Linux without a render node has no graphics card: asking for one would only print a warning of its driver. */
function mayHaveGpu(): boolean {
  return process.platform !== 'linux' || existsSync('/dev/dri')
}
