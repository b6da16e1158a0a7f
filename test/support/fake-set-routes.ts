/** Marks, collections, exports and jobs of the core in memory: as simple as pages under test allow. */
import { ORPCError } from '@orpc/server'
import type { Implementer } from '../../main/routing/implementer.ts'
import type { Collection } from '../../main/contract/collections.ts'
import type { AppEvent } from '../../main/contract/entities.ts'
import type { ExportRequest, Job } from '../../main/contract/exports.ts'
import type { FormerMarks, Marks } from '../../main/contract/marks.ts'

export interface FakeSets {
  readonly marks: Map<number, Marks>
  readonly collections: Collection[]
  readonly members: Map<number, number[]>
  /** Every dry run asked for. */
  readonly planned: ExportRequest[]
  readonly jobs: Job[]
  /** What the next plans object to. */
  problems: string[]
}

export const NO_MARKS: Marks = { rating: 0, flag: 'none', label: 'none' }

export function createFakeSets(): FakeSets {
  return { marks: new Map(), collections: [], members: new Map(), planned: [], jobs: [], problems: [] }
}

export function fakeSetRoutes(os: Implementer, sets: FakeSets, say: (event: AppEvent) => void) {
  let lastId = 0
  const change = (entries: readonly (readonly [number, Partial<Marks>])[]): FormerMarks[] => {
    const former = entries.map(([photoId, wish]) => {
      const marks = sets.marks.get(photoId) ?? NO_MARKS
      sets.marks.set(photoId, { ...marks, ...wish })
      return { photoId, marks }
    })
    say({ kind: 'photos.changed', revision: 1 })
    return former
  }
  const find = (collectionId: number): Collection => {
    const found = sets.collections.find((one) => one.collectionId === collectionId)
    if (found === undefined) throw new ORPCError('not-found')
    return found
  }
  const add = (name: string, kind: Collection['kind'], rule: Collection['rule'], photoIds: number[]): Collection => {
    const collection: Collection = {
      collectionId: (lastId += 1),
      parentId: null,
      name,
      kind,
      rule,
      count: photoIds.length,
      coverPhotoId: photoIds[0] ?? null,
      coverChosen: false,
      entered: 0,
      left: 0,
      updatedAt: 0,
      problem: null,
    }
    sets.collections.push(collection)
    sets.members.set(collection.collectionId, photoIds)
    say({ kind: 'collections.changed' })
    return collection
  }
  const replace = (collectionId: number, wish: Partial<Collection>): Collection => {
    const next = { ...find(collectionId), ...wish }
    sets.collections.splice(sets.collections.indexOf(find(collectionId)), 1, next)
    say({ kind: 'collections.changed' })
    return next
  }
  const removed: Collection[] = []
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
      facets: os.photos.facets.handler(() => ({
        cameras: [{ value: 'FUJIFILM X-T3', photos: 12 }],
        formats: [
          { value: 'jpeg', photos: 10 },
          { value: 'heic', photos: 2 },
        ],
      })),
    },
    collections: {
      list: os.collections.list.handler(() => sets.collections),
      create: os.collections.create.handler(({ input: { name, of } }) =>
        add(
          name,
          of.kind,
          of.kind === 'ranked' ? of.rule : null,
          of.kind === 'fixed' ? of.photoIds : of.kind === 'ranked' ? [1, 2, 3] : [],
        ),
      ),
      change: os.collections.change.handler(({ input: { collectionId, name } }) =>
        replace(collectionId, name === undefined ? {} : { name }),
      ),
      duplicate: os.collections.duplicate.handler(({ input }) => {
        const { name, kind, rule, collectionId } = find(input.collectionId)
        return add(`${name} copy`, kind, rule, sets.members.get(collectionId) ?? [])
      }),
      freeze: os.collections.freeze.handler(({ input }) => {
        const { name, collectionId } = find(input.collectionId)
        return add(`${name} copy`, 'fixed', null, sets.members.get(collectionId) ?? [])
      }),
      remove: os.collections.remove.handler(({ input }) => {
        const found = find(input.collectionId)
        removed.push(found)
        sets.collections.splice(sets.collections.indexOf(found), 1)
        say({ kind: 'collections.changed' })
        return {}
      }),
      restore: os.collections.restore.handler(({ input }) => {
        const found = removed.find((one) => one.collectionId === input.collectionId)
        if (found === undefined) throw new ORPCError('not-found')
        sets.collections.push(found)
        say({ kind: 'collections.changed' })
        return found
      }),
      addPhotos: os.collections.addPhotos.handler(({ input: { collectionId, photoIds } }) => {
        const members = sets.members.get(collectionId) ?? []
        const added = photoIds.filter((photoId) => !members.includes(photoId))
        sets.members.set(collectionId, [...members, ...added])
        replace(collectionId, { count: members.length + added.length })
        return { added: added.length }
      }),
      takePhotos: os.collections.takePhotos.handler(() => ({ taken: 0 })),
      movePhotos: os.collections.movePhotos.handler(() => ({})),
      news: os.collections.news.handler(() => ({ since: null, entered: [], left: [] })),
      seen: os.collections.seen.handler(({ input }) => {
        replace(input.collectionId, { entered: 0, left: 0 })
        return {}
      }),
      importTable: os.collections.importTable.handler(({ input }) => ({
        collection: add(input.name, 'fixed', null, []),
        matched: 0,
        missing: [],
      })),
    },
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
          stars: [],
          problems: sets.problems,
          warnings: [],
          first: files.map((name, i) => ({ position: i + 1, photoId: i, name, bytes: null, note: null })),
        }
      }),
      files: os.exports.files.handler(() => []),
      start: os.exports.start.handler(({ input }) => {
        const { target, options } = sets.planned[Number(input.planId) - 1] ?? {}
        const job: Job = {
          jobId: (lastId += 1),
          kind: options?.kind ?? 'copies',
          title: 'Most colourful',
          target: target ?? null,
          state: 'done',
          total: 3,
          done: 3,
          written: 3,
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
    },
  }
}
