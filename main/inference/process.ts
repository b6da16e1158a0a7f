/** Requests to a process that may die and is started again; see `api.ts` for what is asked. */
import { AppError, fromWireError } from '../contract/errors.ts'
import type { Configuration, InferenceLink, RenderConfiguration } from './api.ts'
import { isFromInference, type RequestKind, type ToInference } from './messages.ts'

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** The process ended while it held a request. */
export class ProcessEnded extends Error {
  /** It had answered something: its files and its model were in order. */
  readonly hadOpened: boolean
  constructor(message: string, hadOpened: boolean) {
    super(message)
    this.hadOpened = hadOpened
  }
}

/** A process that cannot even answer `ready` this often in a row is given up. */
const START_ATTEMPTS = 3

export function unavailable(error: unknown): never {
  if (!(error instanceof ProcessEnded)) throw error
  throw new AppError(
    'inference-unavailable',
    'The process that reads photos ended unexpectedly. Ask again; if it stays, run "podium doctor".',
    { cause: error },
  )
}

/** One process at a time, started with the first request and again when it has died. */
export class InferenceProcess {
  readonly #start: () => InferenceLink
  readonly #configuration: Configuration | RenderConfiguration
  readonly #onRestart: () => void
  readonly #pending = new Map<number, Pending>()
  #link: InferenceLink | null = null
  #nextId = 1
  #started = 0
  #opened = false
  /** Processes in a row that ended without any answer. */
  #deaths = 0
  #closed = false

  constructor(
    start: () => InferenceLink,
    configuration: Configuration | RenderConfiguration,
    onRestart: () => void = () => undefined,
  ) {
    this.#start = start
    this.#configuration = configuration
    this.#onRestart = onRestart
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
