/** Keeps the library in step with the folders: two loops, one that looks through folders and one that reads photos. */
import { realpath, stat } from 'node:fs/promises'
import type { AppEvent, Failure, Folder, IndexingStatus } from '../contract/entities.ts'
import { AppError } from '../contract/errors.ts'
import type { Inference } from '../inference/api.ts'
import type { Library } from '../library/open.ts'
import { systemClock, type Clock } from './clock.ts'
import { realFiles, type FileSystem } from './files.ts'
import { runPipeline } from './pipeline.ts'
import { Rate } from './rate.ts'
import { scanFolder, SETTLED_MS } from './scan.ts'
import type { Watcher } from './watcher.ts'

export interface IndexerOptions {
  readonly library: Library
  readonly inference: Pick<Inference, 'analyse' | 'ready'>
  /** Null for a command that ends soon. */
  readonly watcher: Watcher | null
  readonly model: { readonly id: string; readonly dimension: number }
  readonly emit: (event: AppEvent) => void
  readonly clock?: Clock
  readonly files?: FileSystem
}

export type Indexer = InstanceType<typeof FolderIndexer>

const EMIT_EVERY_MS = 250
/** Folders that cannot be watched, and offline drives, are looked at this often. */
const LOOK_AGAIN_MS = 30_000
const RETRY_INFERENCE_MS = 5_000

export function createIndexer(options: IndexerOptions): Indexer {
  return new FolderIndexer(options)
}

class FolderIndexer {
  readonly #library: Library
  readonly #inference: IndexerOptions['inference']
  readonly #watcher: Watcher | null
  readonly #model: IndexerOptions['model']
  readonly #emit: (event: AppEvent) => void
  readonly #clock: Clock
  readonly #files: FileSystem
  readonly #stop = new AbortController()
  readonly #rate = new Rate()
  /** Directories to look at, by folder; '' is all of it. */
  readonly #dirty = new Map<number, Set<string>>()
  readonly #timers = new Set<() => void>()
  #growing = 0
  #scanning: Promise<void> | null = null
  #indexing: Promise<void> | null = null
  #prepared = false
  #paused = false
  #problem: string | null = null
  #device: string | null = null
  #lastEmitMs = -Infinity
  #emitPlanned = false
  #retryPlanned = false
  #waiters: (() => void)[] = []

  constructor(options: IndexerOptions) {
    this.#library = options.library
    this.#inference = options.inference
    this.#watcher = options.watcher
    this.#model = options.model
    this.#emit = options.emit
    this.#clock = options.clock ?? systemClock
    this.#files = options.files ?? realFiles
  }

  /** Looks through all folders, and from then on follows their changes. */
  start(): void {
    this.#paused = this.#library.settings.get('paused')
    this.#watcher?.onLook((path, under) => {
      const folder = this.#library.folders.list().find((candidate) => candidate.path === path)
      if (folder !== undefined) this.#look(folder.folderId, under)
    })
    this.#watcher?.onLost((path) => {
      const folder = this.#library.folders.list().find((candidate) => candidate.path === path)
      if (folder !== undefined) this.#setWatched(folder, false)
    })
    for (const folder of this.#library.folders.list()) {
      this.#watch(folder)
      this.#look(folder.folderId, '')
    }
    this.#lookAgainLater()
    this.#retryDueLater()
    this.#kick()
  }

  /** @throws AppError `folder-unreadable`, `folder-already-watched`. */
  async addFolder(path: string): Promise<Folder> {
    const real = await realpath(path).catch(() => null)
    if (real === null || !(await stat(real)).isDirectory()) {
      throw new AppError('folder-unreadable', `The folder ${path} cannot be read. Check that it exists and that you may open it.`)
    }
    await this.#files.list(real).catch((cause: unknown) => {
      throw new AppError('folder-unreadable', `The folder ${path} cannot be opened. Check its permissions.`, { cause })
    })
    const folder = this.#library.folders.add(real.replaceAll('\\', '/'), this.#clock.now())
    this.#emit({ kind: 'folders.changed' })
    this.#watch(folder)
    this.#look(folder.folderId, '')
    return folder
  }

  /** Forgets the folder; its files stay as they are. */
  async removeFolder(folderId: number): Promise<void> {
    const folder = this.#library.folders.get(folderId)
    if (folder === null) throw new AppError('not-found', 'This folder is no longer in the library.')
    this.#dirty.delete(folderId)
    await this.#watcher?.unwatch(folder.path)
    this.#library.folders.remove(folderId)
    this.#emit({ kind: 'folders.changed' })
    this.#changed()
  }

  rescan(folderId: number): void {
    if (this.#library.folders.get(folderId) === null) throw new AppError('not-found', 'This folder is no longer in the library.')
    this.#look(folderId, '')
  }

  pause(): void {
    this.#setPaused(true)
  }

  resume(): void {
    this.#setPaused(false)
  }

  /** Tries failed photos again: those given, or all. @throws AppError `invalid-params` for an empty list. */
  retryFailed(photoIds?: readonly number[]): number {
    if (photoIds?.length === 0) throw new AppError('invalid-params', 'No photos were named.')
    const failed = this.failures().map((failure) => failure.photoId)
    const wanted = photoIds === undefined ? failed : failed.filter((photoId) => photoIds.includes(photoId))
    this.#requeue(wanted)
    return wanted.length
  }

  failures(): Failure[] {
    return this.#library.failures.list()
  }

  status(): IndexingStatus {
    const counts = this.#library.photos.counts()
    const rate = this.#indexing === null ? null : this.#rate.perSecond()
    const secondsLeft = rate === null || rate <= 0 ? null : counts.waiting / rate
    return { state: this.#state(), ...counts, photosPerSecond: rate, secondsLeft, device: this.#device, problem: this.#problem }
  }

  /** Resolves when nothing is left to do that could be done now. */
  async idle(): Promise<void> {
    while (this.#busy()) await new Promise<void>((resolve) => this.#waiters.push(resolve))
  }

  async close(): Promise<void> {
    this.#stop.abort()
    this.#wake()
    for (const cancel of this.#timers) cancel()
    await Promise.allSettled([this.#scanning, this.#indexing])
    await this.#watcher?.close()
  }

  #busy(): boolean {
    const reading = this.#indexing !== null && !this.#paused
    return !this.#stop.signal.aborted && (this.#scanning !== null || this.#dirty.size > 0 || this.#growing > 0 || reading)
  }

  #state(): IndexingStatus['state'] {
    if (this.#stop.signal.aborted) return 'stopped'
    if (this.#paused) return 'paused'
    if (this.#indexing !== null) return 'indexing'
    return this.#scanning === null ? 'idle' : 'scanning'
  }

  #setPaused(paused: boolean): void {
    this.#paused = paused
    this.#library.settings.set('paused', paused)
    this.#rate.reset()
    this.#wake()
    this.#kick()
    this.#changed()
  }

  #look(folderId: number, under: string): void {
    const directories = this.#dirty.get(folderId) ?? new Set()
    this.#dirty.set(folderId, directories.add(under))
    this.#kick()
  }

  /** Starts what is not running. Both loops end when they find nothing, and are started again by the next change. */
  #kick(): void {
    if (this.#stop.signal.aborted) return
    this.#prepare()
    if (this.#scanning === null && this.#dirty.size > 0) this.#scanning = this.#scanLoop().finally(() => {
      this.#scanning = null
      this.#kick()
      this.#wake()
      this.#changed()
    })
    const waits = this.#indexing === null && !this.#paused && !this.#retryPlanned && this.#library.photos.waiting(0, 1).length > 0
    if (waits) this.#indexing = this.#indexLoop().finally(() => {
      this.#indexing = null
      this.#kick()
      this.#wake()
      this.#changed()
    })
  }

  /** Once per run: what this model has not seen waits for it; what it cannot have made is made again. */
  #prepare(): void {
    if (this.#prepared) return
    this.#prepared = true
    this.#library.vectors.dropMisfits(this.#model.id, this.#model.dimension)
    this.#library.photos.requeueWithout(this.#model.id)
  }

  async #scanLoop(): Promise<void> {
    for (let entry = this.#nextDirty(); entry !== null; entry = this.#nextDirty()) {
      const { folder, under } = entry
      const result = await scanFolder(folder, under, {
        library: this.#library,
        files: this.#files,
        now: () => this.#clock.now(),
        signal: this.#stop.signal,
        onProgress: () => {
          this.#kick()
          this.#changed()
        },
      })
      if (result.growing > 0) this.#lookWhenGrown(folder.folderId, under)
      const offline = folder.offlineSince !== null
      if (result.reachable === offline) this.#emit({ kind: 'folders.changed' })
      if (result.reachable && offline) this.#watch(folder)
    }
  }

  #nextDirty(): { folder: Folder; under: string } | null {
    for (const [folderId, directories] of this.#dirty) {
      const folder = this.#library.folders.get(folderId)
      const under = directories.has('') ? '' : [...directories][0]
      directories.delete(under ?? '')
      if (under === '' || directories.size === 0) this.#dirty.delete(folderId)
      if (folder !== null && under !== undefined && !this.#stop.signal.aborted) return { folder, under }
    }
    return null
  }

  async #indexLoop(): Promise<void> {
    try {
      this.#device = (await this.#inference.ready()).device
      this.#problem = null
      await runPipeline({
        library: this.#library,
        inference: this.#inference,
        files: this.#files,
        modelId: this.#model.id,
        now: () => this.#clock.now(),
        mayGoOn: () => this.#mayGoOn(),
        onUnsettled: (photo) => {
          this.#lookWhenGrown(photo.folderId, '')
        },
        onStored: (count) => {
          this.#rate.add(count, this.#clock.now())
          this.#changed()
        },
        signal: this.#stop.signal,
      })
      this.#retryDueLater()
    } catch (error) {
      if (this.#stop.signal.aborted) return
      // Nothing is marked failed: the photos are well, what reads them is not. Tried again after a while.
      this.#problem = error instanceof AppError ? error.message : `Photos cannot be read now: ${String(error)}`
      this.#retryPlanned = true
      this.#later(RETRY_INFERENCE_MS, () => {
        this.#retryPlanned = false
        this.#kick()
      })
    }
  }

  async #mayGoOn(): Promise<void> {
    while (this.#paused && !this.#stop.signal.aborted) await new Promise<void>((resolve) => this.#waiters.push(resolve))
  }

  #lookWhenGrown(folderId: number, under: string): void {
    this.#growing += 1
    this.#later(SETTLED_MS + 100, () => {
      this.#growing -= 1
      this.#look(folderId, under)
    })
  }

  #lookAgainLater(): void {
    this.#later(LOOK_AGAIN_MS, () => {
      for (const folder of this.#library.folders.list()) {
        if (folder.offlineSince !== null || !folder.watched) this.#look(folder.folderId, '')
      }
      this.#lookAgainLater()
    })
  }

  #retryDueLater(): void {
    const at = this.#library.failures.nextAttemptAt()
    if (at === null || this.#watcher === null) return
    this.#later(Math.max(1_000, at - this.#clock.now()), () => {
      this.#requeue(this.#library.failures.due(this.#clock.now()))
    })
  }

  #requeue(photoIds: readonly number[]): void {
    this.#library.transaction(() => {
      for (const photoId of photoIds) this.#library.photos.setState(photoId, 'found', null)
    })
    this.#kick()
    this.#changed()
  }

  #watch(folder: Folder): void {
    this.#watcher?.watch(folder.path).then(
      (watched) => {
        this.#setWatched(folder, watched)
      },
      () => {
        this.#setWatched(folder, false)
      },
    )
  }

  #setWatched(folder: Folder, watched: boolean): void {
    if (this.#stop.signal.aborted || folder.watched === watched) return
    this.#library.folders.setWatched(folder.folderId, watched)
    this.#emit({ kind: 'folders.changed' })
  }

  #later(delayMs: number, call: () => void): void {
    if (this.#stop.signal.aborted) return
    const cancel = this.#clock.after(delayMs, () => {
      this.#timers.delete(cancel)
      if (!this.#stop.signal.aborted) call()
    })
    this.#timers.add(cancel)
  }

  #wake(): void {
    const waiters = this.#waiters
    this.#waiters = []
    for (const wake of waiters) wake()
  }

  /** Tells listeners, at most four times a second; the last change is always told. */
  #changed(): void {
    if (this.#emitPlanned || this.#stop.signal.aborted) return
    const wait = this.#lastEmitMs + EMIT_EVERY_MS - this.#clock.now()
    if (wait > 0) {
      this.#emitPlanned = true
      this.#later(wait, () => {
        this.#emitPlanned = false
        this.#tell()
      })
    } else this.#tell()
  }

  #tell(): void {
    this.#lastEmitMs = this.#clock.now()
    this.#emit({ kind: 'photos.changed', revision: this.#library.revision() })
    this.#emit({ kind: 'indexing.changed', status: this.status() })
  }
}
