/**
 * The loop that reads waiting photos, then makes what older ones lack: runs while there is work, rests
 * when paused, waits when inference is gone.
 */
import { AppError } from '../contract/errors.ts'
import type { Fingerprint, Inference, LateFaces } from '../inference/api.ts'
import type { FaceSearch } from '../library/faces.ts'
import type { Library } from '../library/open.ts'
import type { WaitingPhoto } from '../library/photos.ts'
import type { Alarms } from './alarms.ts'
import type { Clock } from './clock.ts'
import type { FileSystem } from './files.ts'
import { Completion } from './completion.ts'
import { runPipeline } from './pipeline.ts'
import { Rate } from './rate.ts'
import type { Wanted } from './wanted.ts'

export interface ReadingOptions {
  readonly library: Library
  readonly inference: Pick<Inference, 'analyse' | 'fingerprints' | 'faces' | 'ready'>
  readonly files: FileSystem
  readonly modelId: string
  readonly wanted: Wanted
  /** How faces are looked for now; null where no detector is installed. */
  readonly faces: () => FaceSearch | null
  readonly clock: Clock
  readonly alarms: Alarms
  readonly signal: AbortSignal
  readonly onUnsettled: (photo: WaitingPhoto) => void
  readonly onStored: () => void
  /** Nothing waits any more, or reading cannot go on now. */
  readonly onEnd: () => void
}

const RETRY_INFERENCE_MS = 5_000

export class Reading {
  readonly #options: ReadingOptions
  readonly #rate = new Rate()
  readonly #completions: readonly [Completion<Fingerprint>, Completion<LateFaces>]
  #running: Promise<void> | null = null
  #paused = false
  #completing = false
  #goOn: (() => void)[] = []
  /** Inference failed as a whole; it is asked again after a while. */
  #resting = false
  #problem: string | null = null
  #device: string | null = null

  constructor(options: ReadingOptions) {
    this.#options = options
    const { library, inference, faces } = options
    const work = { ...options, mayGoOn: () => this.#mayGoOn() }
    this.#completions = [
      new Completion(work, {
        lacking: (limit) => library.contents.withoutFingerprint(limit),
        make: (photos) => inference.fingerprints(photos),
        store: (made) => {
          library.contents.putFingerprints(made)
        },
      }),
      new Completion(work, {
        lacking: (limit) => {
          const search = faces()
          return search === null ? [] : library.faces.lacking(search, limit)
        },
        make: (photos) => inference.faces(photos, faces()?.smallest),
        store: (made) => {
          library.faces.putLate(made)
        },
      }),
    ]
  }

  get running(): boolean {
    return this.#running !== null
  }

  /** `completing`: no photo waits to be read, and what older ones lack is made. Null while nothing is done. */
  get state(): 'paused' | 'completing' | 'indexing' | null {
    if (this.#paused) return 'paused'
    return !this.running ? null : this.#completing ? 'completing' : 'indexing'
  }

  get paused(): boolean {
    return this.#paused
  }

  /** Why photos cannot be read, in words for people. */
  get problem(): string | null {
    return this.#problem
  }

  get device(): string | null {
    return this.#device
  }

  /** Photos a second; null while nothing is read, or too little to tell. */
  get perSecond(): number | null {
    return this.running ? this.#rate.perSecond() : null
  }

  setPaused(paused: boolean): void {
    this.#paused = paused
    this.#rate.reset()
    this.#release()
    this.kick()
  }

  /** Starts the loop if there is work and nothing stands against it. */
  kick(): void {
    const { library, signal, onEnd } = this.#options
    if (this.running || this.#paused || this.#resting || signal.aborted) return
    const waits = library.photos.waiting(0, 1).length > 0
    if (!waits && !this.#completions.some(({ wanted }) => wanted)) return
    this.#completing = !waits
    this.#running = this.#run().finally(() => {
      this.#running = null
      this.#completing = false
      onEnd()
    })
  }

  /** Resolves when a loop that was told to stop has ended. */
  async ended(): Promise<void> {
    this.#release()
    await this.#running
  }

  async #run(): Promise<void> {
    const { library, inference, files, modelId, wanted, faces, clock, alarms, signal, onUnsettled, onStored } =
      this.#options
    try {
      this.#device = (await inference.ready()).device
      this.#problem = null
      await runPipeline({
        library,
        inference,
        files,
        modelId,
        wanted,
        smallestFace: () => faces()?.smallest,
        signal,
        onUnsettled,
        now: () => clock.now(),
        mayGoOn: () => this.#mayGoOn(),
        onStored: (count) => {
          this.#completing = false
          this.#rate.add(count, clock.now())
          onStored()
        },
      })
      this.#completing = true
      onStored()
      for (const completion of this.#completions) await completion.make()
    } catch (error) {
      if (signal.aborted) return
      // Nothing is marked failed: the photos are well, what reads them is not.
      this.#problem = error instanceof AppError ? error.message : `Photos cannot be read now: ${String(error)}`
      this.#resting = true
      alarms.set(RETRY_INFERENCE_MS, () => {
        this.#resting = false
        this.kick()
      })
    }
  }

  async #mayGoOn(): Promise<void> {
    while (this.#paused && !this.#options.signal.aborted) await new Promise<void>((resolve) => this.#goOn.push(resolve))
  }

  #release(): void {
    const waiting = this.#goOn
    this.#goOn = []
    for (const goOn of waiting) goOn()
  }
}
