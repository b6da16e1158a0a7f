/** Threads that copy files: what copies does not wait, and would keep the page's pictures waiting. */
import { Worker } from 'node:worker_threads'
import type { CopiedFile, CopyTask } from './copying.ts'

/** As many as keep two cores copying; flushing, which is waiting, is left to the threads of the process. */
const THREADS = 2
/** Files that one thread has under way: one is copied, the others are flushed. Some of the threads for files stay free. */
const TASKS_EACH = Math.max(2, Math.floor((Number(process.env['UV_THREADPOOL_SIZE'] ?? 4) - 2) / THREADS))
/** With nothing to do for so long, threads are ended. */
const IDLE_MS = 2_000

/** What a thread is asked, and what it says of that. */
export interface CopyQuestion {
  readonly id: number
  readonly task: CopyTask
}
export type CopyAnswer = { readonly id: number } & (
  | { readonly copied: CopiedFile }
  | { readonly refusal: { readonly code: string; readonly message: string; readonly of?: 'source' } }
)

interface Waiting {
  readonly task: CopyTask
  readonly resolve: (copied: CopiedFile) => void
  readonly reject: (error: Error) => void
}

interface Copier {
  readonly worker: Worker
  readonly tasks: Map<number, Waiting>
}

export class Copiers {
  readonly #entry: URL
  readonly #copiers: Copier[] = []
  readonly #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | null = null
  #lastId = 0

  /** @param entry of the threads, where it is not what lies beside this. */
  constructor(entry?: URL) {
    // Beside this folder where the sources run; beside the bundle once built.
    const beside = import.meta.url.endsWith('.ts') ? '../copy-worker.ts' : './copy-worker.js'
    this.#entry = entry ?? new URL(beside, import.meta.url)
  }

  /** @throws as `copyWhole` */
  copy(task: CopyTask): Promise<CopiedFile> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject })
      this.#next()
    })
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const copier = this.#leastBusy()
      if (copier === null) return
      const next = this.#waiting.shift()!
      const id = ++this.#lastId
      copier.tasks.set(id, next)
      copier.worker.ref()
      const question: CopyQuestion = { id, task: next.task }
      copier.worker.postMessage(question)
    }
  }

  #leastBusy(): Copier | null {
    const [least] = this.#copiers.toSorted((a, b) => a.tasks.size - b.tasks.size)
    if (least?.tasks.size === 0) return least
    if (this.#copiers.length < THREADS) return this.#start()
    return least !== undefined && least.tasks.size < TASKS_EACH ? least : null
  }

  #start(): Copier {
    const worker = new Worker(this.#entry, { execArgv: [] })
    const copier: Copier = { worker, tasks: new Map() }
    this.#copiers.push(copier)
    worker.on('message', (answer: CopyAnswer) => {
      const done = copier.tasks.get(answer.id)
      copier.tasks.delete(answer.id)
      if (copier.tasks.size === 0) worker.unref()
      if ('copied' in answer) done?.resolve(answer.copied)
      else done?.reject(Object.assign(new Error(answer.refusal.message), answer.refusal))
      this.#next()
      if (this.#copiers.every(({ tasks }) => tasks.size === 0)) this.#rest()
    })
    worker.on('error', (error) => {
      this.#lose(copier, error instanceof Error ? error : new Error(String(error)))
    })
    worker.on('exit', () => {
      this.#lose(copier, new Error('A copying thread ended.'))
    })
    return copier
  }

  /** What it held is not begun again by another: it may be half done, and is tidied up by who asked. */
  #lose(copier: Copier, error: Error): void {
    const at = this.#copiers.indexOf(copier)
    if (at !== -1) this.#copiers.splice(at, 1)
    const lost = [...copier.tasks.values()]
    copier.tasks.clear()
    for (const { reject } of lost) reject(error)
    this.#next()
  }

  #rest(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      for (const { worker } of this.#copiers.splice(0)) void worker.terminate()
    }, IDLE_MS).unref()
  }
}
