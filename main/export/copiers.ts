/** Threads that copy files. The threads that Node has for files are few, and the page's pictures come through them. */
import { Worker } from 'node:worker_threads'
import type { CopiedFile, CopyTask } from './copying.ts'

/** Flushing is waiting: so many files at once share one turn of the disk. More threads take longer to start than they save. */
const MOST_THREADS = 4
/** The others are started while these work: a few files do not need them, and starting takes longer than copying. */
const FIRST_THREADS = 2
/** With nothing to do for so long, threads are ended. */
const IDLE_MS = 2_000

/** What a thread says of one task. */
export type CopyAnswer =
  | { readonly copied: CopiedFile }
  | { readonly refusal: { readonly code: string; readonly message: string; readonly of?: 'source' } }

interface Waiting {
  readonly task: CopyTask
  readonly resolve: (copied: CopiedFile) => void
  readonly reject: (error: Error) => void
}

export class Copiers {
  readonly #idle: Worker[] = []
  readonly #busy = new Map<Worker, Waiting>()
  readonly #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | null = null
  #wanted = FIRST_THREADS

  /** @throws as `copyWhole` */
  copy(task: CopyTask): Promise<CopiedFile> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject })
      this.#next()
    })
  }

  #next(): void {
    if (this.#waiting.length === 0) {
      if (this.#busy.size === 0) this.#rest()
      return
    }
    const worker = this.#idle.pop() ?? (this.#busy.size < this.#wanted ? this.#start() : undefined)
    const next = worker === undefined ? undefined : this.#waiting.shift()
    if (worker === undefined || next === undefined) return
    this.#busy.set(worker, next)
    worker.ref()
    worker.postMessage(next.task)
  }

  #start(): Worker {
    // Beside this folder where the sources run; beside the bundle once built.
    const file = import.meta.url.endsWith('.ts') ? '../copy-worker.ts' : './copy-worker.js'
    const worker = new Worker(new URL(file, import.meta.url), { execArgv: [] })
    worker.on('message', (answer: CopyAnswer) => {
      const done = this.#busy.get(worker)
      this.#busy.delete(worker)
      this.#idle.push(worker)
      worker.unref()
      if ('copied' in answer) done?.resolve(answer.copied)
      else done?.reject(Object.assign(new Error(answer.refusal.message), answer.refusal))
      if (this.#waiting.length > 0) this.#wanted = Math.min(MOST_THREADS, this.#wanted + 1)
      this.#next()
      this.#next()
    })
    worker.on('error', (error) => {
      this.#lose(worker, error instanceof Error ? error : new Error(String(error)))
    })
    worker.on('exit', () => {
      this.#lose(worker, new Error('A copying thread ended.'))
    })
    return worker
  }

  #lose(worker: Worker, error: Error): void {
    const at = this.#idle.indexOf(worker)
    if (at !== -1) this.#idle.splice(at, 1)
    const lost = this.#busy.get(worker)
    this.#busy.delete(worker)
    lost?.reject(error)
    this.#next()
  }

  #rest(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#wanted = FIRST_THREADS
      for (const worker of this.#idle.splice(0)) void worker.terminate()
    }, IDLE_MS).unref()
  }
}
