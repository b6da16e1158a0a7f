/** Two queues before one worker: what a person waits for goes before the next batch of photos. */
export type Lane = 'interactive' | 'background'

interface Waiting {
  readonly start: () => Promise<void>
}

export class Lanes {
  readonly #queues: Readonly<Record<Lane, Waiting[]>> = { interactive: [], background: [] }
  #running = false

  /** Runs `work` when it is its turn; one at a time, since parallel model runs gain nothing. */
  run<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queues[lane].push({ start: () => work().then(resolve, reject) })
      void this.#drain()
    })
  }

  async #drain(): Promise<void> {
    if (this.#running) return
    this.#running = true
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      await next.start()
      // Messages that arrived while the model blocked the thread get their turn before the next batch.
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.#running = false
  }

  #next(): Waiting | undefined {
    return this.#queues.interactive.shift() ?? this.#queues.background.shift()
  }
}

/** At most `limit` at once, in order of arrival: decoders are limited in number, whatever arrives. */
export class Limit {
  readonly #limit: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#limit) this.#running += 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      // The place is handed on: given up first, it could go to one who comes in the same turn, and to the next as well.
      const next = this.#waiting.shift()
      if (next === undefined) this.#running -= 1
      else next()
    }
  }
}
