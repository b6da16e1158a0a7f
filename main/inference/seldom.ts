/** Something large that is opened when it is asked for, and closed when nobody has asked for a while. */
export class Seldom<Resource> {
  readonly #open: () => Promise<Resource>
  readonly #close: (resource: Resource) => Promise<void>
  readonly #idleMs: number
  #resource: Promise<Resource> | null = null
  #users = 0
  #timer: NodeJS.Timeout | null = null

  constructor(idleMs: number, open: () => Promise<Resource>, close: (resource: Resource) => Promise<void>) {
    this.#idleMs = idleMs
    this.#open = open
    this.#close = close
  }

  /** Rejects as opening does, and tries that anew the next time. */
  async use<Answer>(work: (resource: Resource) => Promise<Answer>): Promise<Answer> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#users += 1
    try {
      this.#resource ??= this.#open()
      const opened = this.#resource
      return await work(
        await opened.catch((error: unknown) => {
          this.#resource = null
          throw error
        }),
      )
    } finally {
      this.#users -= 1
      if (this.#users === 0) this.#rest()
    }
  }

  #rest(): void {
    this.#timer = setTimeout(() => {
      const resource = this.#resource
      this.#resource = null
      // What could not be opened need not be closed.
      resource?.then(this.#close).catch(() => undefined)
    }, this.#idleMs).unref()
  }
}
