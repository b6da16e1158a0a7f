/** Calls planned for later, all taken back at once when work ends. */
import type { Clock } from './clock.ts'

export class Alarms {
  readonly #clock: Clock
  readonly #pending = new Set<() => void>()
  #stopped = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get stopped(): boolean {
    return this.#stopped
  }

  /** The returned function takes the call back. */
  set(delayMs: number, call: () => void): () => void {
    if (this.#stopped) return () => undefined
    const cancelTimer = this.#clock.after(delayMs, () => {
      this.#pending.delete(cancel)
      call()
    })
    const cancel = (): void => {
      this.#pending.delete(cancel)
      cancelTimer()
    }
    this.#pending.add(cancel)
    return cancel
  }

  stop(): void {
    this.#stopped = true
    for (const cancel of [...this.#pending]) cancel()
  }
}
