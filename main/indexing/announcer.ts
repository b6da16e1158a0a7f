/** Tells listeners of changes at most four times a second, however many there are; the last change is always told. */
import type { Alarms } from './alarms.ts'
import type { Clock } from './clock.ts'

const EVERY_MS = 250

export class Announcer {
  readonly #clock: Clock
  readonly #alarms: Alarms
  readonly #tell: () => void
  #lastMs = -Infinity
  #planned = false

  constructor(clock: Clock, alarms: Alarms, tell: () => void) {
    this.#clock = clock
    this.#alarms = alarms
    this.#tell = tell
  }

  changed(): void {
    if (this.#planned || this.#alarms.stopped) return
    const waitMs = this.#lastMs + EVERY_MS - this.#clock.now()
    if (waitMs <= 0) this.#now()
    else {
      this.#planned = true
      this.#alarms.set(waitMs, () => {
        this.#planned = false
        this.#now()
      })
    }
  }

  #now(): void {
    this.#lastMs = this.#clock.now()
    this.#tell()
  }
}
