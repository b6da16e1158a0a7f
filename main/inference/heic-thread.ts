/** HEIC decoding on a thread of its own: phones write little else, and one such picture blocks its thread for a second. */
import { Worker } from 'node:worker_threads'
import type { RgbaPicture } from './heic.ts'

export interface HeicRequest {
  readonly id: number
  readonly bytes: Uint8Array
  readonly pixelLimit: number
}

export type HeicAnswer =
  { readonly id: number; readonly picture: RgbaPicture } | { readonly id: number; readonly refusal: string }

interface Waiting {
  readonly resolve: (picture: RgbaPicture) => void
  readonly reject: (error: Error) => void
}

/** WebAssembly memory grows and never shrinks: a thread with nothing to do is ended, and its memory with it. */
const IDLE_MS = 5_000

export class HeicThread {
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #idle: NodeJS.Timeout | null = null
  #nextId = 1

  decode(bytes: Uint8Array, pixelLimit: number): Promise<RgbaPicture> {
    if (this.#idle !== null) clearTimeout(this.#idle)
    return new Promise<RgbaPicture>((resolve, reject) => {
      const id = this.#nextId++
      this.#waiting.set(id, { resolve, reject })
      this.#worker ??= this.#start()
      const request: HeicRequest = { id, bytes, pixelLimit }
      this.#worker.postMessage(request)
    })
  }

  #start(): Worker {
    // Beside this folder where the sources run; beside the bundle once built.
    const entry = import.meta.url.endsWith('.ts') ? '../heic-worker.ts' : './heic-worker.js'
    const worker = new Worker(new URL(entry, import.meta.url), { execArgv: [] })
    worker.unref()
    worker.on('message', (answer: HeicAnswer) => {
      const waiting = this.#waiting.get(answer.id)
      this.#waiting.delete(answer.id)
      if ('picture' in answer) waiting?.resolve(answer.picture)
      else waiting?.reject(new Error(answer.refusal))
      if (this.#waiting.size === 0) this.#rest()
    })
    worker.on('error', (error) => {
      this.#fail(worker, error instanceof Error ? error.message : String(error))
    })
    worker.on('exit', () => {
      this.#fail(worker, 'the decoder ended')
    })
    return worker
  }

  #rest(): void {
    if (this.#idle !== null) clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      const worker = this.#worker
      this.#worker = null
      void worker?.terminate()
    }, IDLE_MS).unref()
  }

  /** Whoever waited is told once; the next picture gets a fresh thread. */
  #fail(worker: Worker, reason: string): void {
    if (worker !== this.#worker) return
    this.#worker = null
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of waiting) reject(new Error(`The HEIC picture cannot be decoded: ${reason}.`))
  }
}
