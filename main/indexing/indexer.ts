/** Keeps the library in step with the folders: two loops, one that looks through folders and one that reads photos. */
import type { AppEvent, Failure, Folder, IndexingStatus } from '../contract/entities.ts'
import { AppError } from '../contract/errors.ts'
import type { Inference } from '../inference/api.ts'
import type { FaceSearch } from '../library/faces.ts'
import type { Library } from '../library/open.ts'
import { Alarms } from './alarms.ts'
import { Announcer } from './announcer.ts'
import { systemClock, type Clock } from './clock.ts'
import { readableFolder, realFiles, type FileSystem } from './files.ts'
import { Looks, type Look } from './looks.ts'
import { Reading } from './reading.ts'
import { Retries } from './retries.ts'
import { Roots } from './roots.ts'
import { ROUND_MS, Rounds } from './rounds.ts'
import { scanFolder, SETTLED_MS } from './scan.ts'
import { Wanted } from './wanted.ts'
import { WatchedFolders } from './watched-folders.ts'
import type { Watcher } from './watcher.ts'

export interface IndexerOptions {
  readonly library: Library
  readonly inference: Pick<Inference, 'analyse' | 'fingerprints' | 'faces' | 'ready'>
  /** Null for a command that ends soon. */
  readonly watcher: Watcher | null
  readonly model: { readonly id: string; readonly dimension: number }
  /** How faces are looked for now; without it, none are. */
  readonly faces?: () => FaceSearch | null
  readonly emit: (event: AppEvent) => void
  readonly clock?: Clock
  readonly files?: FileSystem
}

export type Indexer = InstanceType<typeof FolderIndexer>

const GROWN_MS = SETTLED_MS + 100

export function createIndexer(options: IndexerOptions): Indexer {
  return new FolderIndexer(options)
}

class FolderIndexer {
  readonly #library: Library
  readonly #watched: WatchedFolders
  readonly #model: IndexerOptions['model']
  readonly #emit: (event: AppEvent) => void
  readonly #clock: Clock
  readonly #files: FileSystem
  readonly #roots: Roots
  readonly #stop = new AbortController()
  readonly #alarms: Alarms
  readonly #announcer: Announcer
  readonly #looks: Looks
  readonly #reading: Reading
  readonly #wanted = new Wanted()
  readonly #retries: Retries
  readonly #rounds: Rounds
  #scanning: Promise<void> | null = null
  #prepared = false
  #scanProblem: string | null = null
  readonly #waiters: (() => void)[] = []

  constructor(options: IndexerOptions) {
    this.#library = options.library
    this.#model = options.model
    this.#emit = options.emit
    this.#clock = options.clock ?? systemClock
    this.#files = options.files ?? realFiles
    const { library, watcher, emit } = options
    this.#watched = new WatchedFolders({ library, watcher, emit, signal: this.#stop.signal })
    this.#roots = new Roots(this.#files)
    this.#alarms = new Alarms(this.#clock)
    this.#looks = new Looks(this.#alarms, () => {
      this.#kick()
      this.#wake()
    })
    this.#retries = new Retries(this.#library, this.#clock, this.#alarms, () => {
      this.#kick()
      this.#announcer.changed()
    })
    this.#rounds = new Rounds(this.#library, this.#clock, this.#alarms, (id) => this.#look(id, ''))
    this.#reading = new Reading({
      library: this.#library,
      inference: options.inference,
      files: this.#files,
      modelId: this.#model.id,
      wanted: this.#wanted,
      faces: options.faces ?? (() => null),
      clock: this.#clock,
      alarms: this.#alarms,
      signal: this.#stop.signal,
      onUnsettled: (photo) => {
        this.#looks.later(GROWN_MS, { folderId: photo.folderId, under: '' })
      },
      onStored: () => {
        this.#announcer.changed()
      },
      onEnd: () => {
        if (this.#watched.any) this.#retries.plan()
        this.#kick()
        this.#wake()
        this.#announcer.changed()
      },
    })
    this.#announcer = new Announcer(this.#clock, this.#alarms, () => {
      this.#emit({ kind: 'photos.changed', revision: this.#library.revision() })
      this.#emit({ kind: 'indexing.changed', status: this.status() })
    })
  }

  /** Looks through all folders, and from then on follows their changes. */
  start(): void {
    this.#reading.setPaused(this.#library.settings.get('paused'))
    this.#watched.follow((look) => {
      this.#looks.gather(look)
    })
    for (const folder of this.#library.folders.list()) {
      this.#watched.watch(folder)
      this.#look(folder.folderId, '')
    }
    this.#rounds.start()
    if (this.#watched.any) this.#retries.plan()
    this.#kick()
  }

  /** @throws AppError `folder-unreadable`, `folder-already-watched`. */
  async addFolder(path: string): Promise<Folder> {
    const real = await readableFolder(path, this.#files)
    const folder = this.#library.folders.add(real, this.#clock.now())
    this.#emit({ kind: 'folders.changed' })
    this.#watched.watch(folder)
    this.#look(folder.folderId, '')
    return folder
  }

  /** Forgets the folder; its files stay as they are. */
  async removeFolder(folderId: number): Promise<void> {
    const folder = this.#library.folders.get(folderId)
    if (folder === null) throw new AppError('not-found', 'This folder is no longer in the library.')
    this.#looks.forget(folderId)
    await this.#watched.unwatch(folder)
    this.#library.folders.remove(folderId)
    this.#emit({ kind: 'folders.changed' })
    this.#announcer.changed()
  }

  rescan(folderId: number): void {
    if (this.#library.folders.get(folderId) === null)
      throw new AppError('not-found', 'This folder is no longer in the library.')
    this.#look(folderId, '')
  }

  pause(): void {
    this.#setPaused(true)
  }

  resume(): void {
    this.#setPaused(false)
  }

  /** Faces are looked for in another way from now on: photos that were looked at in the former way are so again. */
  facesChanged(): void {
    this.#reading.kick()
    this.#announcer.changed()
  }

  /** Somebody looks at this photo: if it waits to be read, it is read before the others. */
  readFirst(photoId: number): void {
    this.#wanted.add(photoId)
  }

  /** Tries failed photos again: those given, or all. @throws AppError `invalid-params` for an empty list. */
  retryFailed(photoIds?: readonly number[]): number {
    return this.#retries.ask(photoIds)
  }

  failures(): Failure[] {
    return this.#library.failures.list()
  }

  status(): IndexingStatus {
    const counts = this.#library.photos.counts()
    const { perSecond, device } = this.#reading
    return {
      state: this.#state(),
      ...counts,
      photosPerSecond: perSecond,
      secondsLeft: perSecond === null || perSecond <= 0 ? null : counts.waiting / perSecond,
      device,
      problem: this.#reading.problem ?? this.#scanProblem,
    }
  }

  /** Resolves when nothing is left to do that could be done now. */
  async idle(): Promise<void> {
    while (this.#busy()) await new Promise<void>((resolve) => this.#waiters.push(resolve))
  }

  async close(): Promise<void> {
    this.#stop.abort()
    this.#wake()
    this.#alarms.stop()
    await Promise.allSettled([this.#scanning, this.#reading.ended()])
    await this.#watched.close()
  }

  #busy(): boolean {
    const reading = this.#reading.running && !this.#reading.paused
    return !this.#stop.signal.aborted && (this.#scanning !== null || this.#looks.hasAny || reading)
  }

  #state(): IndexingStatus['state'] {
    if (this.#stop.signal.aborted) return 'stopped'
    return this.#reading.state ?? (this.#scanning === null ? 'idle' : 'scanning')
  }

  #setPaused(paused: boolean): void {
    this.#library.settings.set('paused', paused)
    this.#reading.setPaused(paused)
    this.#wake()
    this.#announcer.changed()
  }

  #look(folderId: number, under: string): void {
    this.#looks.add({ folderId, under })
    this.#kick()
  }

  /** Starts what is not running. Both loops end when they find nothing, and are started again by the next change. */
  #kick(): void {
    if (this.#stop.signal.aborted) return
    this.#prepare()
    if (this.#scanning === null && this.#looks.hasDue)
      this.#scanning = this.#scanLoop().finally(() => {
        this.#scanning = null
        this.#kick()
        this.#wake()
        this.#announcer.changed()
      })
    this.#reading.kick()
  }

  /** Once per run: what this model has not seen waits for it; what it cannot have made is made again. */
  #prepare(): void {
    if (this.#prepared) return
    this.#prepared = true
    this.#library.vectors.dropMisfits(this.#model.id, this.#model.dimension)
    this.#library.photos.requeueWithout(this.#model.id)
    this.#retries.takeDue()
  }

  async #scanLoop(): Promise<void> {
    for (let look = this.#looks.next(); look !== null; look = this.#looks.next()) {
      const { folderId, under } = look
      try {
        await (under === '' ? this.#rounds.timed(folderId, () => this.#scan(look)) : this.#scan(look))
        this.#scanProblem = null
      } catch (error) {
        this.#scanProblem = `Folders cannot be looked through now: ${String(error)}`
        this.#alarms.set(ROUND_MS, () => {
          this.#look(folderId, under)
        })
      }
    }
  }

  async #scan(look: Look): Promise<void> {
    const folder = this.#library.folders.get(look.folderId)
    if (folder === null || this.#stop.signal.aborted) return
    const result = await scanFolder(folder, look.under, {
      library: this.#library,
      files: this.#files,
      roots: this.#roots,
      now: () => this.#clock.now(),
      signal: this.#stop.signal,
      onProgress: () => {
        this.#kick()
        this.#announcer.changed()
      },
    })
    if (result.growing > 0) this.#looks.later(GROWN_MS, look)
    const offline = folder.offlineSince !== null
    if (result.reachable === offline) this.#emit({ kind: 'folders.changed' })
    if (result.reachable && offline) this.#watched.watch(folder)
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake()
  }
}
