/** A worker thread that answers one question after another: what would keep the others waiting is done there. */
import { parentPort, Worker } from 'node:worker_threads'

interface Question<Task> {
  readonly id: number
  readonly task: Task
}

type Answer<Value> = { readonly id: number; readonly value: Value } | { readonly id: number; readonly refusal: string }

interface Waiting<Value> {
  readonly resolve: (value: Value) => void
  readonly reject: (error: Error) => void
}

/** Pictures lie outside the heap, and small objects hold them: collected often, they do not pile up. */
const YOUNG_MEGABYTES = 2

/** Memory of a thread grows and never shrinks, least that of WebAssembly: one with nothing to do is ended. */
const IDLE_MS = 5_000

export class Thread<Task, Value> {
  readonly #entry: string
  readonly #workerData: unknown
  readonly #waiting = new Map<number, Waiting<Value>>()
  #worker: Worker | null = null
  #idle: NodeJS.Timeout | null = null
  #nextId = 1

  /** @param entry name of the entry file, without its ending; started with the first question. */
  constructor(entry: 'heic-worker' | 'raw-worker' | 'reader-worker', workerData: unknown = null) {
    this.#entry = entry
    this.#workerData = workerData
  }

  /** Questions without an answer yet. */
  get busy(): number {
    return this.#waiting.size
  }

  /** Rejects with the words of what the thread refused, or when it ended before the answer. */
  ask(task: Task): Promise<Value> {
    if (this.#idle !== null) clearTimeout(this.#idle)
    return new Promise((resolve, reject) => {
      const id = this.#nextId++
      this.#waiting.set(id, { resolve, reject })
      this.#worker ??= this.#start()
      const question: Question<Task> = { id, task }
      this.#worker.postMessage(question)
    })
  }

  #start(): Worker {
    // Beside this folder where the sources run; beside the bundle once built.
    const file = import.meta.url.endsWith('.ts') ? `../${this.#entry}.ts` : `./${this.#entry}.js`
    const worker = new Worker(new URL(file, import.meta.url), {
      execArgv: [],
      workerData: this.#workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    })
    worker.unref()
    worker.on('message', (answer: Answer<Value>) => {
      const waiting = this.#waiting.get(answer.id)
      this.#waiting.delete(answer.id)
      if ('refusal' in answer) waiting?.reject(new Error(answer.refusal))
      else waiting?.resolve(answer.value)
      if (this.#waiting.size === 0) this.#rest()
    })
    worker.on('error', (error) => {
      this.#fail(worker, error instanceof Error ? error.message : String(error))
    })
    worker.on('exit', () => {
      this.#fail(worker, 'its thread ended')
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

  /** Whoever waited is told once; the next question gets a fresh thread. */
  #fail(worker: Worker, reason: string): void {
    if (worker !== this.#worker) return
    this.#worker = null
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of waiting) reject(new Error(`The picture cannot be read: ${reason}.`))
  }
}

/** Several threads of one kind: each question goes to the one with the fewest. */
export class Threads<Task, Value> {
  readonly #threads: readonly Thread<Task, Value>[]

  /** @throws RangeError for none. */
  constructor(count: number, ...of: ConstructorParameters<typeof Thread>) {
    if (count < 1) throw new RangeError('There must be a thread to ask.')
    this.#threads = Array.from({ length: count }, () => new Thread<Task, Value>(...of))
  }

  /** Questions without an answer yet, by thread. */
  get busy(): number[] {
    return this.#threads.map(({ busy }) => busy)
  }

  ask(task: Task): Promise<Value> {
    return this.#threads.reduce((best, thread) => (thread.busy < best.busy ? thread : best)).ask(task)
  }
}

/**
 * In the thread: answers every question with what `run` gives.
 * @param transfer memory of the value to hand over. @param sent the value was sent, and what is left of it here is not needed.
 */
export function serveThread<Value>(
  run: (task: never) => Promise<Value>,
  transfer: (value: Value) => ArrayBuffer[],
  sent: (value: Value) => void = () => undefined,
): void {
  const port = parentPort
  if (port === null) throw new Error('This file is the entry of a worker thread.')
  port.on('message', ({ id, task }: Question<never>) => {
    run(task).then(
      (value) => {
        const answer: Answer<Value> = { id, value }
        port.postMessage(answer, transfer(value))
        sent(value)
      },
      (error: unknown) => {
        const answer: Answer<Value> = { id, refusal: error instanceof Error ? error.message : String(error) }
        port.postMessage(answer)
      },
    )
  })
}
