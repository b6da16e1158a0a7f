/** The life of the wire: open, greet, listen, and when it is lost open again, later each time. */
import { CONTRACT_VERSION, type AppEvent } from '../../main/contract/entities.ts'
import { createClient, type Client, type Connector, type Wire } from '../connect.ts'
import { toFailure, type Failure } from './failure.ts'

export type ConnectionStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly version: string; readonly modelId: string | null }
  | { readonly kind: 'lost' }
  /** Page and core speak different contracts: only a reload of a matching page helps, so it is not tried again. */
  | { readonly kind: 'mismatch'; readonly theirs: number }
  | { readonly kind: 'refused'; readonly failure: Failure }

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 8_000

export class Connection {
  readonly client: Client
  status = $state.raw<ConnectionStatus>({ kind: 'connecting' })
  /** How often the wire has opened: what could not be had over a former one may be tried again. */
  openings = $state(0)
  #wire: Wire | null = null
  #rest: AbortController | null = null
  readonly #connector: Connector
  readonly #openListeners: (() => void)[] = []
  readonly #eventListeners: ((event: AppEvent) => void)[] = []

  constructor(connector: Connector) {
    this.#connector = connector
    this.client = createClient(() => this.#wire)
  }

  /** Called each time the wire opens, also after it was lost: what was fetched before may be out of date. */
  onOpen(listener: () => void): void {
    this.#openListeners.push(listener)
  }

  onEvent(listener: (event: AppEvent) => void): void {
    this.#eventListeners.push(listener)
  }

  /** Opens the wire now instead of after the rest of the wait. */
  hurry(): void {
    this.#rest?.abort()
  }

  /** Runs until `signal` aborts, or for good reason ends by itself (another contract). */
  async run(signal: AbortSignal): Promise<void> {
    let waitMs = FIRST_WAIT_MS
    while (!signal.aborted) {
      const end = await this.#session(signal)
      if (end === 'mismatch') return
      if (end === 'greeted') waitMs = FIRST_WAIT_MS
      this.#rest = new AbortController()
      await pause(waitMs, AbortSignal.any([signal, this.#rest.signal]))
      waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)
    }
  }

  /** One wire from opening to loss, and how far it got. */
  async #session(signal: AbortSignal): Promise<'failed' | 'greeted' | 'mismatch'> {
    let reached: 'failed' | 'greeted' = 'failed'
    try {
      const wire = await this.#connector.open(signal)
      this.#wire = wire
      const close = (): void => {
        wire.close()
      }
      signal.addEventListener('abort', close, { once: true })
      try {
        const hello = await this.client.session.hello({ contract: CONTRACT_VERSION })
        if (hello.contract !== CONTRACT_VERSION) {
          this.status = { kind: 'mismatch', theirs: hello.contract }
          return 'mismatch'
        }
        reached = 'greeted'
        const events = await this.client.events.all({})
        this.status = { kind: 'open', version: hello.version, modelId: hello.modelId }
        this.openings += 1
        for (const listener of this.#openListeners) listener()
        for await (const event of events) for (const listener of this.#eventListeners) listener(event)
      } finally {
        signal.removeEventListener('abort', close)
        wire.close()
        this.#wire = null
      }
      this.status = { kind: 'lost' }
    } catch (error) {
      if (signal.aborted) return reached
      const failure = toFailure(error)
      this.status =
        failure.code === 'wire-lost' || reached === 'greeted' ? { kind: 'lost' } : { kind: 'refused', failure }
    }
    return reached
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done, { once: true })
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
