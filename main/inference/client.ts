/** Core's view of inference: requests to a process that may die, is restarted, and loses no photo but the one at fault. */
import { rm } from 'node:fs/promises'
import { AppError, fromWireError } from '../contract/errors.ts'
import type {
  AnalyseFailed,
  AnalyseResult,
  Configuration,
  Encoded,
  Fingerprint,
  Inference,
  InferenceLink,
  LateFaces,
  PhotoToAnalyse,
  Meaning,
  Rendered,
  RenderRequest,
  RuntimeFacts,
  SelfTestResult,
  Similarity,
  StartInference,
} from './api.ts'
import { isFromInference, type RequestKind, type ToInference } from './messages.ts'

export interface InferenceOptions {
  /** A fresh process has no matrix: feed it again. */
  readonly onRestart?: () => void
}

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** The process ended while it held a request. */
class ProcessEnded extends Error {
  /** It had answered something: its files and its model were in order. */
  readonly hadOpened: boolean
  constructor(message: string, hadOpened: boolean) {
    super(message)
    this.hadOpened = hadOpened
  }
}

/** A process that cannot even answer `ready` this often in a row is given up. */
const START_ATTEMPTS = 3

export function createInference(
  start: StartInference,
  configuration: Configuration,
  options: InferenceOptions = {},
): Inference {
  const process = new InferenceProcess(start, configuration, options)
  // One batch at a time may be suspected of killing the process: after a death the photos of all of them go alone.
  let alone: Promise<unknown> = Promise.resolve()

  async function analyseAlone(photo: PhotoToAnalyse, smallestFace?: number): Promise<AnalyseResult> {
    for (let deaths = 0; deaths < 2;) {
      try {
        return (await process.ask<AnalyseResult[]>('analyse', [[photo], smallestFace]))[0] ?? killed(photo)
      } catch (error) {
        if (!(error instanceof ProcessEnded)) throw error
        // A process that never came to life says nothing about the photo; too many of them and `ask` itself throws.
        if (error.hadOpened) deaths += 1
      }
    }
    return killed(photo)
  }

  async function render(request: RenderRequest): Promise<Rendered> {
    for (let seen: Promise<unknown> | null = null; seen !== alone; await seen) seen = alone
    try {
      return await process.ask<Rendered>('render', request)
    } catch (error) {
      if (!(error instanceof ProcessEnded)) throw error
    }
    const mine = alone.then(async () => {
      // What the dead process had begun would stand in the way.
      await rm(request.target, { force: true })
      return process.ask<Rendered>('render', request).catch((error: unknown) => {
        if (!(error instanceof ProcessEnded && error.hadOpened)) return unavailable(error)
        throw new AppError('not-available', 'Making this picture ended the decoder twice.', { cause: error })
      })
    })
    alone = mine.catch(() => undefined)
    return mine
  }

  return {
    ready: () => process.askAgain<RuntimeFacts>('ready', null),
    async analyse(photos, smallestFace) {
      // While photos are tried alone, nothing else that could kill the process may run beside them.
      for (let seen: Promise<unknown> | null = null; seen !== alone; await seen) seen = alone
      try {
        return await process.ask<AnalyseResult[]>('analyse', [photos, smallestFace])
      } catch (error) {
        if (!(error instanceof ProcessEnded)) throw error
      }
      const mine = alone.then(async () => {
        const results: AnalyseResult[] = []
        for (const photo of photos) results.push(await analyseAlone(photo, smallestFace))
        return results
      })
      alone = mine.catch(() => undefined)
      return mine
    },
    encode: (texts) => process.askAgain<Encoded>('encode', texts),
    feedMatrix: (block) => process.ask('feedMatrix', block),
    similarity: (text) => process.ask<Similarity>('similarity', text).catch(unavailable),
    project: (vector) => process.ask<Float32Array>('project', vector).catch(unavailable),
    meaning: (text) => process.askAgain<Meaning>('meaning', text),
    scoreOrders: (photos) => process.ask<Float32Array>('scoreOrders', photos).catch(unavailable),
    parts: (photo) => process.askAgain<Float32Array>('parts', photo),
    preview: (photo) => process.askAgain<string>('preview', photo),
    fingerprints: (photos) => process.ask<(Fingerprint | null)[]>('fingerprints', photos).catch(unavailable),
    faces: (photos, smallestFace) =>
      process.ask<(LateFaces | null)[]>('faces', [photos, smallestFace]).catch(unavailable),
    render,
    selfTest: () => process.askAgain<SelfTestResult>('selfTest', null),
    close: () => process.close(),
  }
}

function killed({ contentHash }: PhotoToAnalyse): AnalyseFailed {
  const message = 'Reading this picture ended the decoder twice. It is left out until the file changes.'
  return { ok: false, contentHash, stage: 'decode', kind: 'killed-inference', message, transient: false }
}

function unavailable(error: unknown): never {
  if (!(error instanceof ProcessEnded)) throw error
  throw new AppError(
    'inference-unavailable',
    'The process that reads photos ended unexpectedly. Ask again; if it stays, run "podium doctor".',
    { cause: error },
  )
}

class InferenceProcess {
  readonly #start: StartInference
  readonly #configuration: Configuration
  readonly #onRestart: () => void
  readonly #pending = new Map<number, Pending>()
  #link: InferenceLink | null = null
  #nextId = 1
  #started = 0
  #opened = false
  /** Processes in a row that ended without any answer. */
  #deaths = 0
  #closed = false

  constructor(start: StartInference, configuration: Configuration, { onRestart }: InferenceOptions) {
    this.#start = start
    this.#configuration = configuration
    this.#onRestart = onRestart ?? (() => undefined)
  }

  /** @throws ProcessEnded when the process dies with the request; AppError for what the process itself refuses. */
  ask<T>(kind: RequestKind, payload: unknown): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#send(this.#running(), kind, payload, { resolve: resolve as (value: unknown) => void, reject })
    })
  }

  #send(link: InferenceLink, kind: RequestKind, payload: unknown, pending: Pending): void {
    const id = this.#nextId++
    this.#pending.set(id, pending)
    const message: ToInference = { kind, id, payload }
    link.send(message)
  }

  /** For requests that change nothing: asked once more of a fresh process. */
  async askAgain<T>(kind: RequestKind, payload: unknown): Promise<T> {
    try {
      return await this.ask<T>(kind, payload)
    } catch (error) {
      if (!(error instanceof ProcessEnded)) throw error
      return this.ask<T>(kind, payload).catch(unavailable)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    const link = this.#link
    if (link === null) return
    const ended = new Promise<void>((resolve) => {
      this.#onEnd = resolve
    })
    link.kill()
    await ended
  }

  #onEnd = (): void => undefined

  #running(): InferenceLink {
    if (this.#closed) throw new AppError('cancelled', 'Podium is closing.')
    if (this.#link !== null) return this.#link
    if (this.#deaths >= START_ATTEMPTS) {
      // The next request tries afresh: what was wrong may have been mended.
      this.#deaths = 0
      throw new AppError(
        'inference-unavailable',
        'The process that reads photos ends as soon as it starts. Run "podium doctor".',
      )
    }
    const link = this.#start()
    this.#link = link
    link.onMessage((message) => {
      this.#answer(message)
    })
    link.onExit((reason) => {
      this.#ended(reason)
    })
    const configure: ToInference = { kind: 'configure', configuration: this.#configuration }
    link.send(configure)
    // Its answer tells a process that a photo killed from one that cannot live at all.
    this.#opened = false
    this.#send(link, 'ready', null, { resolve: () => undefined, reject: () => undefined })
    if (this.#started++ > 0) this.#onRestart()
    return link
  }

  #answer(message: unknown): void {
    if (!isFromInference(message)) return
    const pending = this.#pending.get(message.id)
    this.#pending.delete(message.id)
    this.#opened = true
    this.#deaths = 0
    if (message.ok) pending?.resolve(message.value)
    else pending?.reject(fromWireError(message.error))
  }

  #ended(reason: string): void {
    this.#link = null
    const waiting = [...this.#pending.values()]
    if (!this.#opened) this.#deaths += 1
    this.#pending.clear()
    const error = this.#closed
      ? new AppError('cancelled', 'Podium is closing.')
      : new ProcessEnded(`Inference ${reason}.`, this.#opened)
    for (const { reject } of waiting) reject(error)
    this.#onEnd()
  }
}
