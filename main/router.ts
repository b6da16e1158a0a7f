/** The contract, implemented once over the app's services; every wire serves this router. */
import { EventPublisher } from '@orpc/server'
import type { CollectionService } from './collections/service.ts'
import { CONTRACT_VERSION, type AppEvent, type Folder } from './contract/entities.ts'
import { AppError } from './contract/errors.ts'
import type { HostApi } from './contract/host.ts'
import type { ExportService } from './export/service.ts'
import type { TableImport } from './export/table-import.ts'
import type { Indexer } from './indexing/indexer.ts'
import type { Library } from './library/open.ts'
import type { ModelManifest } from './packs/manifest.ts'
import { describeAxes } from './ranking/axes.ts'
import { withChoice } from './ranking/choice.ts'
import type { Ranking } from './ranking/rank.ts'
import type { Teaching } from './ranking/teaching.ts'
import { collectionRoutes } from './routing/collections.ts'
import { exportRoutes } from './routing/exports.ts'
import { hostRoutes } from './routing/host.ts'
import { createImplementer, toWire } from './routing/implementer.ts'
import { modelRoutes, type ModelsToTell } from './routing/models.ts'
import { photoRoutes } from './routing/photos.ts'
import { settingRoutes, type SettingsToTell } from './routing/settings.ts'
import { tasteRoutes } from './routing/taste.ts'
import { trashRoutes } from './routing/trash.ts'
import type { TrashService } from './trash/service.ts'

export interface RouterOptions {
  readonly library: Library
  readonly indexer: Indexer
  readonly ranking: Ranking
  readonly teaching: Teaching
  readonly manifest: ModelManifest
  readonly collections: CollectionService
  readonly importTable: TableImport
  readonly exports: ExportService
  readonly trash: TrashService
  readonly models: ModelsToTell
  readonly settings: SettingsToTell
  readonly host: HostApi
  readonly version: string
  /** Folder of the pictures that come with Podium; null where they were left out. */
  readonly samplePictures: string | null
  readonly emit: (event: AppEvent) => void
  subscribe(listener: (event: AppEvent) => void): () => void
}

async function* translated<T>(parts: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* parts
  } catch (error) {
    throw toWire(error)
  }
}

// The inferred type names every procedure; spelling it out would write the contract a second time.

export function createRouter(options: RouterOptions) {
  const { library, indexer, ranking, host } = options
  const os = createImplementer()
  const publisher = new EventPublisher<{ event: AppEvent }>()
  options.subscribe((event) => {
    publisher.publish('event', event)
  })

  async function addSample(): Promise<Folder> {
    const path = options.samplePictures
    if (path === null) throw new AppError('not-available', 'This installation has no sample pictures.')
    const present = library.folders.list().find((folder) => folder.path === toPosix(path))
    return present ?? (await indexer.addFolder(path))
  }

  function marked<Former>(former: Former[]): Former[] {
    if (former.length > 0) options.emit({ kind: 'photos.changed', revision: library.revision() })
    return former
  }

  return os.router({
    session: {
      hello: os.session.hello.handler(() => ({
        contract: CONTRACT_VERSION,
        version: options.version,
        modelId: options.manifest.id,
      })),
    },
    folders: {
      list: os.folders.list.handler(() => library.folders.list()),
      add: os.folders.add.handler(({ input }) => indexer.addFolder(input.path)),
      addSample: os.folders.addSample.handler(addSample),
      remove: os.folders.remove.handler(async ({ input }) => {
        await indexer.removeFolder(input.folderId)
        return {}
      }),
      rescan: os.folders.rescan.handler(({ input }) => {
        indexer.rescan(input.folderId)
        return {}
      }),
    },
    photos: {
      ...photoRoutes(os, library),
      mark: os.photos.mark.handler(({ input }) => marked(library.marks.change(input, Date.now()))),
      restoreMarks: os.photos.restoreMarks.handler(({ input }) => marked(library.marks.restore(input, Date.now()))),
      setTops: os.photos.setTops.handler(({ input }) => marked(library.stackTops.set(input))),
      facets: os.photos.facets.handler(() => ranking.facets()),
    },
    ranking: {
      bySentence: os.ranking.bySentence.handler(async function* ({ input, signal }) {
        const request = withChoice(input, (sentence) => ranking.read(sentence), library.choices, Date.now())
        yield* translated(ranking.bySentence(request, signal))
      }),
      page: os.ranking.page.handler(({ input }) => ranking.page(input.orderId, input.offset, input.limit)),
      outline: os.ranking.outline.handler(({ input }) => ranking.outline(input.orderId, input.bins)),
      stack: os.ranking.stack.handler(({ input }) => ranking.stack(input.orderId, input.photoId)),
      explain: os.ranking.explain.handler(({ input }) => ranking.explain(input.orderId, input.photoId)),
      heat: os.ranking.heat.handler(({ input }) => ranking.heat(input.orderId, input.photoId)),
      readings: os.ranking.readings.handler(({ input }) => {
        const { reading, alternatives, notices } = ranking.read(input.sentence)
        return { reading, alternatives: [...alternatives], notices: [...notices] }
      }),
      axes: os.ranking.axes.handler(() => describeAxes()),
      close: os.ranking.close.handler(({ input }) => {
        ranking.close(input.orderId)
        return {}
      }),
    },
    taste: tasteRoutes(os, options.teaching),
    collections: collectionRoutes(os, options.collections, options.importTable),
    ...exportRoutes(os, options.exports, host),
    trash: trashRoutes(os, options.trash),
    indexing: {
      status: os.indexing.status.handler(() => indexer.status()),
      pause: os.indexing.pause.handler(() => {
        indexer.pause()
        return {}
      }),
      resume: os.indexing.resume.handler(() => {
        indexer.resume()
        return {}
      }),
      failures: os.indexing.failures.handler(() => indexer.failures()),
      retryFailed: os.indexing.retryFailed.handler(({ input }) => ({ retried: indexer.retryFailed(input.photoIds) })),
    },
    settings: settingRoutes(os, options.settings),
    models: modelRoutes(os, options.models),
    host: hostRoutes(os, library, host),
    events: {
      all: os.events.all.handler(async function* ({ signal }) {
        for await (const event of publisher.subscribe('event', { ...(signal === undefined ? {} : { signal }) }))
          yield event
      }),
    },
  })
}

export type AppRouter = ReturnType<typeof createRouter>

function toPosix(path: string): string {
  return path.replaceAll('\\', '/')
}
