/** Stands in for Electron's ports and forked processes. */
import { EventEmitter } from 'node:events'

export interface PostedMessage {
  readonly data: unknown
  readonly ports: readonly PortStandIn[]
}

/** One end of a channel; delivers on a later turn like the real one, and only once started. */
export class PortStandIn extends EventEmitter {
  other: PortStandIn | null = null
  #started = false
  #waiting: unknown[] = []

  start(): void {
    this.#started = true
    for (const data of this.#waiting.splice(0)) this.#deliver(data)
  }

  postMessage(data: unknown): void {
    const { other } = this
    if (other === null) return
    if (other.#started) other.#deliver(structuredClone(data))
    else other.#waiting.push(structuredClone(data))
  }

  close(): void {
    const { other } = this
    if (other === null) return
    this.other = null
    other.other = null
    queueMicrotask(() => {
      this.emit('close')
      other.emit('close')
    })
  }

  #deliver(data: unknown): void {
    queueMicrotask(() => this.emit('message', { data, ports: [] }))
  }
}

export class ChannelStandIn {
  readonly port1 = new PortStandIn()
  readonly port2 = new PortStandIn()
  constructor() {
    this.port1.other = this.port2
    this.port2.other = this.port1
  }
}

/** A forked process as the shell sees it. `say` is the process speaking, `die` its end. */
export class ProcessStandIn extends EventEmitter {
  readonly entry: string
  readonly words: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly received: PostedMessage[] = []
  killed = false

  constructor(entry: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) {
    super()
    this.entry = entry
    this.words = words
    this.env = env
  }

  postMessage(data: unknown, ports: readonly PortStandIn[] = []): void {
    const message = { data: structuredClone(data), ports }
    this.received.push(message)
    this.emit('received', message)
  }

  kill(): boolean {
    this.killed = true
    this.die(15)
    return true
  }

  say(data: unknown): void {
    this.emit('message', data)
  }

  die(code: number): void {
    this.emit('exit', code)
  }

  /** What was received of one kind, latest last. */
  ofKind(kind: string): PostedMessage[] {
    return this.received.filter(({ data }) => isRecord(data) && data['kind'] === kind)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
