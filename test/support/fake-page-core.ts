/**
 * The contract of a whole core answered from memory, for pages under test: photos repeat a few pictures, and their facts
 * follow from their number, so every run shows the same. What a real core cannot be made to do on request, this one can.
 */
import { EventPublisher, ORPCError } from '@orpc/server'
import {
  CONTRACT_VERSION,
  type AppEvent,
  type Folder,
  type HostCapabilities,
  type IndexingStatus,
} from '../../main/contract/entities.ts'
import type { ModelCheck, ModelReport } from '../../main/contract/models.ts'
import type { PhotoInfo } from '../../main/contract/photo-info.ts'
import type { LibrarySettings } from '../../main/contract/settings.ts'
import type { RankRequest } from '../../main/contract/ranking.ts'
import { histogramOf } from '../../main/ranking/histogram.ts'
import { createImplementer } from '../../main/routing/implementer.ts'
import { createFakeOrders } from './fake-orders.ts'
import { createFakeSets, fakeSetRoutes, type FakeSets } from './fake-set-routes.ts'
import { createFakeTaste, fakeTasteRoutes, leadOf, taughtInFake, type FakeTaste } from './fake-taste.ts'
import { fakeModels, idleStatus, SOUND } from './fake-models.ts'
import { fakePhoto, type FakePhoto, type FakePicture } from './fake-photos.ts'

export interface FakeCore {
  readonly folders: Folder[]
  photoCount: number
  status: IndexingStatus
  /** Photos that any filter leaves out. */
  filteredOut: number
  models: ModelReport
  settings: LibrarySettings
  check: ModelCheck
  /** Photos that could not be read, by id, and why. */
  readonly unread: Map<number, PhotoInfo['failure']>
  /** Thrown by the next calls of these procedures. */
  readonly failing: Set<string>
  /** Awaited before each answer: a test holds a slow disk here. */
  gate: () => Promise<void>
  /** Forgets every order, as a core does that was started again. */
  forgetOrders(): void
  say(event: AppEvent): void
  readonly sets: FakeSets
  readonly taste: FakeTaste
  /** Of a browser, until a test says otherwise and loads the page again. */
  capabilities: HostCapabilities
  /** What was asked of the file manager and other programs. */
  readonly told: { readonly kind: 'reveal' | 'open' | 'drag'; readonly photoIds: number[] }[]
  /** Every question asked. */
  readonly asked: RankRequest[]
}

export function createFakePageCore(photoCount: number, pictures: readonly FakePicture[]) {
  const photo = (photoId: number): FakePhoto => fakePhoto(photoId, pictures)
  const publisher = new EventPublisher<{ event: AppEvent }>()
  const core: FakeCore = {
    folders: [],
    photoCount,
    status: idleStatus(photoCount),
    filteredOut: 0,
    models: fakeModels(photoCount),
    settings: { smallestFace: 0.04 },
    check: SOUND,
    unread: new Map(),
    failing: new Set(),
    gate: () => Promise.resolve(),
    forgetOrders: () => {
      forget()
    },
    sets: createFakeSets(),
    taste: createFakeTaste(),
    capabilities: { kind: 'browser', folderDialog: false, reveal: false, open: false, drag: false },
    told: [],
    asked: [],
    say: (event) => {
      publisher.publish('event', event)
    },
  }
  const os = createImplementer().use(async ({ next, path }) => {
    await core.gate()
    if (core.failing.has(path.join('.'))) throw new ORPCError('inference-unavailable')
    return next()
  })

  const { rank, orderOf, rowsOf, readingsOf, stackAt, forget } = createFakeOrders(core, photo)
  const told = (what: FakeCore['told'][number]): Record<string, never> => {
    if (!core.capabilities[what.kind]) throw new ORPCError('not-available', { message: 'A browser cannot do that.' })
    core.told.push(what)
    return {}
  }
  const addFolder = (name: string, count: number): Folder => {
    const folder: Folder = {
      folderId: core.folders.length + 1,
      path: `/home/ada/Pictures/${name}`,
      name,
      photoCount: count,
      offlineSince: null,
      watched: true,
    }
    core.folders.push(folder)
    core.say({ kind: 'folders.changed' })
    return folder
  }
  const { photos: markRoutes, ...setRoutes } = fakeSetRoutes(os, core.sets, core.say)
  const router = os.router({
    ...setRoutes,
    session: {
      hello: os.session.hello.handler(() => ({ contract: CONTRACT_VERSION, version: '0.1.0', modelId: 'fake' })),
    },
    folders: {
      list: os.folders.list.handler(() => core.folders),
      add: os.folders.add.handler(({ input }) =>
        addFolder(input.path.split('/').at(-1) ?? input.path, core.photoCount),
      ),
      addSample: os.folders.addSample.handler(() => addFolder('Sample pictures', core.photoCount)),
      remove: os.folders.remove.handler(({ input }) => {
        core.folders.splice(
          core.folders.findIndex((folder) => folder.folderId === input.folderId),
          1,
        )
        core.say({ kind: 'photos.changed', revision: 1 })
        return {}
      }),
      rescan: os.folders.rescan.handler(() => ({})),
    },
    photos: {
      ...markRoutes,
      get: os.photos.get.handler(({ input }) => {
        const { name, takenAt, aspect } = photo(input.photoId)
        return {
          photoId: input.photoId,
          folderId: 1,
          name,
          relativePath: name,
          folderPath: '/home/ada/Pictures/Summer 2019',
          faces: [
            { left: 0.2, top: 0.15, width: 0.2, height: 0.25, age: 61.5 },
            { left: 0.7, top: 0.4, width: 0.05, height: 0.08, age: null },
          ],
          width: Math.round(4_000 * Math.sqrt(aspect)),
          height: Math.round(4_000 / Math.sqrt(aspect)),
          size: 8_340_112,
          format: 'jpeg',
          takenAt,
          takenOffsetMinutes: null,
          takenSource: 'exif' as const,
          camera: 'FUJIFILM X-T3',
          latitude: 41.8902,
          longitude: 12.4922,
          damaged: false,
          offline: input.photoId % 29 === 5,
          measures: {
            sharpness: 71.4,
            noise: 1.23,
            brightness: 48.2,
            contrast: 22,
            clipping: 0.4,
            colourfulness: 62.1,
            warmth: 7.9,
            faces: 2,
            largestFace: 5,
            oldestFace: 61.5,
            // Of most photos the age of one face alone is known.
            youngestFace: input.photoId % 2 === 0 ? 61.5 : 8,
          },
          sidecar: core.sets.said.get(input.photoId) ?? null,
          failure: core.unread.get(input.photoId) ?? null,
        }
      }),
    },
    ranking: {
      bySentence: os.ranking.bySentence.handler(async function* ({ input }) {
        const orderId = rank(input)
        yield { kind: 'header' as const, header: orderOf(orderId).header }
        yield { kind: 'page' as const, rows: rowsOf(orderId, 0, input.limit ?? 200) }
        yield { kind: 'done' as const, fadesAt: orderOf(orderId).fadesAt }
      }),
      page: os.ranking.page.handler(({ input }) => rowsOf(input.orderId, input.offset, input.limit)),
      outline: os.ranking.outline.handler(({ input }) => {
        const { fadesAt, header } = orderOf(input.orderId)
        const shown = rowsOf(input.orderId, 0, header.total)
        const photos = shown.photoIds.map((photoId) => photo(photoId))
        const [top, bottom] = [photos[0]?.value ?? 1, photos.at(-1)?.value ?? 0]
        const bins = Array.from({ length: input.bins }, (_, bin) => {
          const from = Math.floor((bin * photos.length) / input.bins)
          const { value = 0, takenAt = null } = photos[from] ?? {}
          return {
            from,
            score: Math.abs(value - Math.min(top, bottom)) / Math.max(1e-6, Math.abs(top - bottom)),
            value,
            takenAt,
          }
        })
        const histogram = histogramOf(shown.scores.map((score) => score ?? NaN))
        return { aspects: photos.map((row) => Math.round(100 * row.aspect)), bins, fadesAt, histogram }
      }),
      heat: os.ranking.heat.handler(({ input }) => {
        const { header } = orderOf(input.orderId)
        if (header.reading.kind !== 'adapter') return null
        return { columns: 2, rows: 2, values: [1, 0.5, 0, -0.5] }
      }),
      explain: os.ranking.explain.handler(({ input }) => {
        const { header, photos } = orderOf(input.orderId)
        const { place: position } = stackAt(input.orderId, input.photoId)
        const row = photo(input.photoId)
        const reason =
          header.reading.kind === 'measured'
            ? { kind: 'measured' as const, axis: header.reading.axis, value: row.value, unit: 'points', median: 41 }
            : header.reading.kind === 'manual'
              ? { kind: 'manual' as const }
              : { kind: 'similarity' as const, value: row.value / 400, typical: 0.18 }
        return {
          photoId: row.photoId,
          position,
          total: header.total,
          percentile: 100 * (1 - position / Math.max(1, photos.length - 1)),
          score: row.value,
          modelId: null,
          reason,
          movedByTaste: leadOf(core.taste, taughtInFake(header.reading, header.sentence))(row.photoId) > 0 ? 3 : null,
        }
      }),
      readings: os.ranking.readings.handler(({ input }) => ({
        reading: readingsOf(input.sentence)[0] ?? { kind: 'similarity' as const },
        alternatives: [],
        notices: [],
      })),
      stack: os.ranking.stack.handler(({ input }) => {
        const { photoIds, chosen } = stackAt(input.orderId, input.photoId)
        return { photoIds, chosen }
      }),
      axes: os.ranking.axes.handler(() => []),
      close: os.ranking.close.handler(() => ({})),
    },
    taste: fakeTasteRoutes(os.taste, core, orderOf),
    indexing: {
      status: os.indexing.status.handler(() => core.status),
      pause: os.indexing.pause.handler(() => {
        core.status = { ...core.status, state: 'paused' }
        return {}
      }),
      resume: os.indexing.resume.handler(() => {
        core.status = { ...core.status, state: 'indexing' }
        return {}
      }),
      failures: os.indexing.failures.handler(() =>
        Array.from({ length: core.status.failed }, (_, index) => ({
          photoId: 900_000 + index,
          path: `/home/ada/Pictures/Summer 2019/broken-${String(index)}.jpg`,
          stage: 'decode' as const,
          kind: index % 3 === 0 ? ('unsupported' as const) : ('damaged' as const),
          message: 'The picture ends before it should.',
          attempts: 1 + index,
          willRetry: index === 1,
        })),
      ),
      retryFailed: os.indexing.retryFailed.handler(({ input }) => {
        const retried = input.photoIds?.length ?? core.status.failed
        core.status = {
          ...core.status,
          failed: core.status.failed - retried,
          waiting: core.status.waiting + retried,
        }
        core.say({ kind: 'indexing.changed', status: core.status })
        return { retried }
      }),
    },
    settings: {
      get: os.settings.get.handler(() => core.settings),
      setSmallestFace: os.settings.setSmallestFace.handler(({ input }) => {
        core.settings = { ...core.settings, smallestFace: input.smallestFace }
        return {}
      }),
    },
    models: {
      list: os.models.list.handler(() => core.models),
      check: os.models.check.handler(() => core.check),
    },
    host: {
      capabilities: os.host.capabilities.handler(() => core.capabilities),
      chooseFolder: os.host.chooseFolder.handler(() => {
        throw new ORPCError('not-available')
      }),
      listFolders: os.host.listFolders.handler(({ input }) => {
        const path = input.path ?? '/home/ada'
        return {
          path,
          parent: path.split('/').slice(0, -1).join('/') || null,
          entries: ['Documents', 'Pictures', 'Family archive'].map((name) => ({ name, path: `${path}/${name}` })),
          pictureCount: 12,
        }
      }),
      reveal: os.host.reveal.handler(({ input }) => told({ kind: 'reveal', photoIds: [input.photoId] })),
      open: os.host.open.handler(({ input }) => told({ kind: 'open', photoIds: input.photoIds })),
      drag: os.host.drag.handler(({ input }) => told({ kind: 'drag', photoIds: input.photoIds })),
    },
    events: {
      all: os.events.all.handler(async function* ({ signal }) {
        yield* publisher.subscribe('event', { ...(signal === undefined ? {} : { signal }) })
      }),
    },
  })
  return { core, router, photo }
}
