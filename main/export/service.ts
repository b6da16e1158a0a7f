/** Exports: plans, and the jobs they become. One job runs at a time; the next waits. */
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { AppEvent } from '../contract/entities.ts'
import { AppError } from '../contract/errors.ts'
import type { ExportPlan, ExportRequest, Job, JobItem, JobState, PlannedFile } from '../contract/exports.ts'
import type { Renderer } from '../inference/api.ts'
import type { Library } from '../library/open.ts'
import type { Ranking } from '../ranking/rank.ts'
import { openDisk, type Disk } from './disk.ts'
import { removeLeftovers } from './files.ts'
import { freeze, thaw } from './journal.ts'
import { planAgain, planExport, samePlan, toPlannedFile, type PlannedExport, type Planning } from './plan.ts'
import { runExport } from './run.ts'
import { sourceSet, type SourcedSet } from './set.ts'
import type { WriterContext } from './writer.ts'
import { WRITERS, type Writers } from './writers.ts'

const KEPT_PLANS = 20
/** A plan of 100,000 photos is about 150 MB: the older ones go before that adds up. */
const KEPT_FILES = 400_000
/** Between two messages that a job went on. */
const NEWS_MS = 200
const CANCELLED = 'Cancelled. What was written stays.'

export interface ExportOptions {
  readonly library: Library
  readonly ranking: Pick<Ranking, 'evaluate'>
  readonly renderer: Pick<Renderer, 'render'>
  readonly thumbnailFolder: string
  /** For temporary files of this library's exports alone: emptied at the start. */
  readonly scratchFolder: string
  readonly emit: (event: AppEvent) => void
  readonly now?: () => number
  readonly disk?: Disk
  readonly writers?: Writers
}

/** A job that waits or runs. */
interface Queued {
  readonly jobId: number
  /** As it was left by an earlier run; `waiting` for its first. */
  readonly former: JobState
  readonly cancel: AbortController
  readonly ended: PromiseWithResolvers<null>
}

export class ExportService {
  readonly #options: ExportOptions
  readonly #disk: Disk
  readonly #writers: Writers
  readonly #now: () => number
  readonly #plans = new Map<string, PlannedExport>()
  /** In order; the first runs. */
  readonly #queue: Queued[] = []
  readonly #closing = new AbortController()
  #worker: Promise<void> | null = null

  constructor(options: ExportOptions) {
    this.#options = options
    this.#disk = options.disk ?? openDisk()
    this.#writers = options.writers ?? WRITERS
    this.#now = options.now ?? Date.now
    options.library.jobs.interruptUnfinished()
    rmSync(options.scratchFolder, { recursive: true, force: true })
  }

  /**
   * Lists every file and writes none. What stands in the way is in `problems`.
   * @throws AppError `invalid-params` for a request that means nothing, `not-found` for a collection that is gone, and
   *   what ranking throws.
   */
  async plan(request: ExportRequest, signal: AbortSignal = this.#closing.signal): Promise<ExportPlan> {
    const { library, ranking } = this.#options
    const sourced = await sourceSet(request, { library, ranking, now: this.#now })
    const planned = await planExport(await this.#planning(request, sourced, signal))
    this.#keep(planned)
    return planned.plan
  }

  /** @throws AppError `not-found` for a plan no longer kept. */
  files(planId: string, offset: number, limit: number): PlannedFile[] {
    return this.#planned(planId)
      .items.slice(offset, offset + limit)
      .map(toPlannedFile)
  }

  /**
   * Looks at the target again and begins. The job keeps all that it needs, whatever the library does meanwhile.
   * @throws AppError `invalid-params` where something stands in the way or the plan is not true any more.
   */
  async start(planId: string): Promise<Job> {
    const planned = this.#planned(planId)
    const planning = await this.#planning(planned.request, planned.sourced, this.#closing.signal)
    const now = await planAgain(planned, planning)
    const [problem] = now.plan.problems
    if (problem !== undefined) throw new AppError('invalid-params', problem)
    if (!samePlan(planned, now))
      throw new AppError('invalid-params', 'The folder changed since this was planned. Look at the new plan.')
    // A plan is started once: another job of it would find the first one's files.
    this.#plans.delete(planId)
    const jobId = freeze(now, this.#options.library.jobs, this.#now())
    return this.#enqueue(jobId, 'waiting')
  }

  list(): Job[] {
    return this.#options.library.jobs.list()
  }

  /** @param troubled those alone of which there is something to say */
  items(jobId: number, offset: number, limit: number, troubled = false): JobItem[] {
    this.job(jobId)
    return this.#options.library.jobs.items(jobId, offset, limit, troubled)
  }

  /** The one file that was written. @throws AppError `not-available` where there are several, or none. */
  result(jobId: number): string {
    const { target, total, written } = this.job(jobId)
    const [item] = this.items(jobId, 0, 1)
    if (target === null || item === undefined || total !== 1 || written !== 1)
      throw new AppError('not-available', 'This export is not one file.')
    return posix.join(target, item.name)
  }

  /** @throws AppError `not-found`. */
  job(jobId: number): Job {
    const job = this.#options.library.jobs.get(jobId)
    if (job === null) throw new AppError('not-found', 'This export is no longer in the list.')
    return job
  }

  /** Ends a job that waits or runs; what it wrote stays, whole. Returns when nothing of it goes on. */
  async cancel(jobId: number): Promise<void> {
    this.job(jobId)
    const queued = this.#queue.find((one) => one.jobId === jobId)
    queued?.cancel.abort()
    await queued?.ended.promise
  }

  /** @throws AppError `invalid-params` for one that runs, or has nothing left to do. */
  resume(jobId: number): Job {
    const { state, total, written, skipped } = this.job(jobId)
    if (this.#queue.some((one) => one.jobId === jobId)) throw new AppError('invalid-params', 'This export is running.')
    if (state === 'done' && written + skipped === total)
      throw new AppError('invalid-params', 'Every file of this export is written.')
    this.#options.library.jobs.reopen(jobId, 'failed')
    return this.#enqueue(jobId, state)
  }

  /** Forgets the job; what it wrote stays, what it left unfinished goes. @throws AppError `invalid-params` while it runs. */
  async remove(jobId: number): Promise<void> {
    this.job(jobId)
    if (this.#queue.some((one) => one.jobId === jobId))
      throw new AppError('invalid-params', 'This export is running. Cancel it first.')
    const { jobs } = this.#options.library
    const stored = jobs.stored(jobId)
    if (stored !== null && stored.state !== 'done') await removeLeftovers(stored, jobs, this.#disk)
    jobs.remove(jobId)
    this.#emit(jobId)
  }

  /** Waits until a job neither waits nor runs. */
  async settled(jobId: number): Promise<Job> {
    await this.#queue.find((one) => one.jobId === jobId)?.ended.promise
    return this.job(jobId)
  }

  /** Stops what runs; it can be resumed at the next start. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#worker
  }

  async #planning(request: ExportRequest, sourced: SourcedSet, signal: AbortSignal): Promise<Planning> {
    const context: WriterContext = {
      request,
      signal,
      now: () => new Date(this.#now()),
      render: () => Promise.reject(new AppError('internal', 'A plan makes nothing.')),
      thumbnail: (hash) => this.#thumbnail(hash),
    }
    const watched = this.#options.library.folders.list().map(({ path }) => path)
    const writer = await this.#writers[request.options.kind]()
    return { planId: randomUUID(), request, sourced, writer, context, disk: this.#disk, watched }
  }

  #keep(planned: PlannedExport): void {
    this.#plans.set(planned.plan.planId, planned)
    let files = [...this.#plans.values()].reduce((sum, { items }) => sum + items.length, 0)
    for (const [planId, { items }] of this.#plans) {
      if (this.#plans.size === 1 || (this.#plans.size <= KEPT_PLANS && files <= KEPT_FILES)) return
      this.#plans.delete(planId)
      files -= items.length
    }
  }

  #planned(planId: string): PlannedExport {
    const planned = this.#plans.get(planId)
    if (planned === undefined) throw new AppError('not-found', 'This plan is no longer kept. Make it again.')
    return planned
  }

  #enqueue(jobId: number, former: JobState): Job {
    if (this.#closing.signal.aborted) throw new AppError('cancelled', 'Podium is closing.')
    this.#options.library.jobs.setState(jobId, 'waiting', null, null)
    const queued = { jobId, former, cancel: new AbortController(), ended: Promise.withResolvers<null>() }
    this.#queue.push(queued)
    // One that has not begun need not wait for its turn to end.
    queued.cancel.signal.addEventListener('abort', () => {
      if (this.#queue[0] !== queued) this.#leave(queued, 'cancelled', CANCELLED)
    })
    this.#worker ??= this.#work()
    this.#emit(jobId)
    return this.job(jobId)
  }

  async #work(): Promise<void> {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) await this.#run(next)
    this.#worker = null
  }

  #leave(queued: Queued, state: JobState, message: string | null): void {
    const at = this.#queue.indexOf(queued)
    if (at === -1) return
    this.#queue.splice(at, 1)
    this.#options.library.jobs.setState(queued.jobId, state, message, this.#now())
    queued.ended.resolve(null)
    this.#emit(queued.jobId)
  }

  async #run(queued: Queued): Promise<void> {
    const { jobId, cancel, former } = queued
    const { library, renderer, scratchFolder } = this.#options
    const { jobs } = library
    let newsAt = 0
    const changed = (): void => {
      const now = performance.now()
      if (now - newsAt < NEWS_MS) return
      newsAt = now
      this.#emit(jobId)
    }
    try {
      this.#closing.signal.throwIfAborted()
      jobs.setState(jobId, 'running', null, null)
      this.#emit(jobId)
      const thumbnail = (hash: string): Promise<string | null> => this.#thumbnail(hash)
      const services = { jobs, writers: this.#writers, renderer, disk: this.#disk, scratchFolder, thumbnail, changed }
      const signal = AbortSignal.any([cancel.signal, this.#closing.signal])
      await runExport(thaw(jobId, jobs), services, former, signal)
      const { failed } = this.job(jobId)
      this.#leave(queued, 'done', failed === 0 ? null : `${String(failed)} of the files could not be written.`)
    } catch (error) {
      if (this.#closing.signal.aborted) this.#leave(queued, 'interrupted', null)
      else if (cancel.signal.aborted) this.#leave(queued, 'cancelled', CANCELLED)
      else {
        if (!(error instanceof AppError)) console.error(error)
        this.#leave(queued, 'failed', error instanceof AppError ? error.message : 'Something went wrong inside Podium.')
      }
    }
  }

  async #thumbnail(contentHash: string): Promise<string | null> {
    const file = join(this.#options.thumbnailFolder, contentHash.slice(0, 2), `${contentHash}-512.webp`)
    return access(file).then(
      () => file,
      () => null,
    )
  }

  #emit(jobId: number): void {
    this.#options.emit({ kind: 'jobs.changed', jobId })
  }
}
