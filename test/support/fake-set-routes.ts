/** Marks, exports and jobs of the core in memory: as simple as pages under test allow. */
import { ORPCError } from '@orpc/server'
import type { Implementer } from '../../main/routing/implementer.ts'
import type { Collection, CollectionNews } from '../../main/contract/collections.ts'
import type { AppEvent } from '../../main/contract/entities.ts'
import type { ExportRequest, Job } from '../../main/contract/exports.ts'
import type { SidecarSaid } from '../../main/contract/photo-info.ts'
import type { FormerMarks, Marks } from '../../main/contract/marks.ts'
import { fakeCollectionRoutes } from './fake-collection-routes.ts'
import { fakeTrashRoutes, type FakeTrash } from './fake-trash.ts'

export interface FakeSets {
  readonly marks: Map<number, Marks>
  /** Frames chosen to stand for their moments. */
  readonly tops: Set<number>
  readonly collections: Collection[]
  readonly members: Map<number, number[]>
  /** What came and went of ranked collections. */
  readonly news: Map<number, CollectionNews>
  /** What sidecars say, by photo. */
  readonly said: Map<number, SidecarSaid>
  /** Every dry run asked for. */
  readonly planned: ExportRequest[]
  readonly jobs: Job[]
  readonly trash: FakeTrash
  /** Jobs whose one file was opened. */
  readonly openedJobs: number[]
  /** What the next plans object to. */
  problems: string[]
}

export const NO_MARKS: Marks = { rating: 0, flag: 'none', label: 'none' }

export function createFakeSets(): FakeSets {
  return {
    marks: new Map(),
    tops: new Set(),
    collections: [],
    members: new Map(),
    news: new Map(),
    said: new Map(),
    planned: [],
    jobs: [],
    trash: { inside: new Set(), staying: [], failing: [] },
    openedJobs: [],
    problems: [],
  }
}

export function fakeSetRoutes(os: Implementer, sets: FakeSets, say: (event: AppEvent) => void) {
  let lastJob = 0
  const change = (entries: readonly (readonly [number, Partial<Marks>])[]): FormerMarks[] => {
    const former = entries.map(([photoId, wish]) => {
      const marks = sets.marks.get(photoId) ?? NO_MARKS
      sets.marks.set(photoId, { ...marks, ...wish })
      return { photoId, marks }
    })
    say({ kind: 'photos.changed', revision: 1 })
    return former
  }
  const jobOf = (jobId: number): Job => {
    const found = sets.jobs.find((job) => job.jobId === jobId)
    if (found === undefined) throw new ORPCError('not-found')
    return found
  }
  return {
    photos: {
      mark: os.photos.mark.handler(({ input: { photoIds, ...wish } }) =>
        change(
          photoIds.map((photoId) => [
            photoId,
            Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)),
          ]),
        ),
      ),
      restoreMarks: os.photos.restoreMarks.handler(({ input }) =>
        change(input.map(({ photoId, marks }) => [photoId, marks])),
      ),
      setTops: os.photos.setTops.handler(({ input }) => {
        const differed = input.filter(({ photoId, top }) => sets.tops.has(photoId) !== top)
        for (const { photoId, top } of differed) {
          if (top) sets.tops.add(photoId)
          else sets.tops.delete(photoId)
        }
        return differed.map(({ photoId, top }) => ({ photoId, top: !top }))
      }),
      paths: os.photos.paths.handler(({ input }) => ({
        paths: input.photoIds.map((photoId) => `/home/ada/Pictures/Summer 2019/${String(photoId)}.jpg`),
      })),
      facets: os.photos.facets.handler(() => ({
        cameras: [{ value: 'FUJIFILM X-T3', photos: 12 }],
        formats: [
          { value: 'jpeg', photos: 10 },
          { value: 'heic', photos: 2 },
        ],
      })),
    },
    collections: fakeCollectionRoutes(os, sets, say),
    trash: fakeTrashRoutes(os, sets.trash),
    exports: {
      plan: os.exports.plan.handler(({ input }) => {
        sets.planned.push(input)
        const files = ['0001_IMG_1.jpg', '0002_IMG_2.jpg', '0003_IMG_3.jpg']
        return {
          planId: String(sets.planned.length),
          kind: input.options.kind,
          target: input.target,
          photos: files.length,
          files: files.length,
          bytes: 24_500_000,
          freeBytes: 80e9,
          unavailable: 0,
          clashes: 0,
          stars: input.options.kind === 'xmp' ? [{ rating: 5, photos: 2 }] : [],
          problems: sets.problems,
          warnings: [],
          first: files.map((name, i) => ({ position: i + 1, photoId: i, name, bytes: null, note: null })),
        }
      }),
      files: os.exports.files.handler(() => []),
      start: os.exports.start.handler(({ input }) => {
        const { target, options } = sets.planned[Number(input.planId) - 1] ?? {}
        const count = options?.kind === 'sheet' ? 1 : 3
        const job: Job = {
          jobId: (lastJob += 1),
          kind: options?.kind ?? 'copies',
          title: 'Most colourful',
          target: target ?? null,
          state: 'done',
          total: count,
          done: count,
          written: count,
          skipped: 0,
          failed: 0,
          bytes: 24_500_000,
          message: null,
          createdAt: 0,
          finishedAt: 1,
        }
        sets.jobs.unshift(job)
        say({ kind: 'jobs.changed', jobId: job.jobId })
        return job
      }),
    },
    jobs: {
      list: os.jobs.list.handler(() => sets.jobs),
      items: os.jobs.items.handler(() => []),
      cancel: os.jobs.cancel.handler(() => ({})),
      resume: os.jobs.resume.handler(({ input }) => jobOf(input.jobId)),
      remove: os.jobs.remove.handler(({ input }) => {
        sets.jobs.splice(sets.jobs.indexOf(jobOf(input.jobId)), 1)
        return {}
      }),
      reveal: os.jobs.reveal.handler(() => ({})),
      open: os.jobs.open.handler(({ input }) => {
        sets.openedJobs.push(input.jobId)
        return {}
      }),
    },
  }
}
