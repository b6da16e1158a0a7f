/** The core's end of an inference process that the shell forks for it: messages wait until the port arrives. */
import type { InferenceLink } from '../inference/api.ts'

/** The part of Electron's MessagePortMain that is needed; tests bring their own. */
export interface CorePort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(message: unknown): void
  start(): void
  close(): void
}

export class ShellInference implements InferenceLink {
  readonly #end: () => void
  #port: CorePort | null = null
  #waiting: unknown[] = []
  #messageListeners: ((message: unknown) => void)[] = []
  #exitListeners: ((reason: string) => void)[] = []
  #exitReason: string | null = null

  constructor(end: () => void) {
    this.#end = end
  }

  send(message: unknown): void {
    if (this.#port === null) this.#waiting.push(message)
    else this.#port.postMessage(message)
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#messageListeners.push(listener)
  }

  onExit(listener: (reason: string) => void): void {
    if (this.#exitReason === null) this.#exitListeners.push(listener)
    else listener(this.#exitReason)
  }

  kill(): void {
    this.#end()
  }

  attach(port: CorePort): void {
    this.#port = port
    port.on('message', (event) => {
      for (const listener of this.#messageListeners) listener(event.data)
    })
    port.start()
    for (const message of this.#waiting) port.postMessage(message)
    this.#waiting = []
  }

  ended(reason: string): void {
    if (this.#exitReason !== null) return
    this.#exitReason = reason
    this.#port?.close()
    for (const listener of this.#exitListeners) listener(reason)
    this.#exitListeners = []
  }
}
