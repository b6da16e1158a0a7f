/** Looks at folders that nobody watches for us, offline drives too: the longer a look takes, the more seldom. */
import type { Library } from '../library/open.ts'
import type { Alarms } from './alarms.ts'
import type { Clock } from './clock.ts'

export const ROUND_MS = 30_000
/** A folder rests this many times as long as the last look at it took: a slow drive is not kept busy by looking. */
const REST_SHARE = 20
/** A look may have "taken" a night, when the machine slept. */
const LONGEST_REST_MS = 60 * 60_000

export class Rounds {
  readonly #library: Library
  readonly #clock: Clock
  readonly #alarms: Alarms
  readonly #look: (folderId: number) => void
  readonly #underWay = new Set<number>()
  readonly #rests = new Map<number, { readonly sinceMs: number; readonly forMs: number }>()

  constructor(library: Library, clock: Clock, alarms: Alarms, look: (folderId: number) => void) {
    this.#library = library
    this.#clock = clock
    this.#alarms = alarms
    this.#look = look
  }

  start(): void {
    this.#alarms.set(ROUND_MS, () => {
      for (const { folderId, offlineSince, watched } of this.#library.folders.list()) {
        if ((offlineSince !== null || !watched) && this.#rested(folderId)) this.#look(folderId)
      }
      this.start()
    })
  }

  /** Runs a look at a whole folder and remembers how long it took. */
  async timed<T>(folderId: number, look: () => Promise<T>): Promise<T> {
    const startedMs = this.#clock.now()
    this.#underWay.add(folderId)
    try {
      return await look()
    } finally {
      this.#underWay.delete(folderId)
      const sinceMs = this.#clock.now()
      this.#rests.set(folderId, { sinceMs, forMs: Math.min(LONGEST_REST_MS, REST_SHARE * (sinceMs - startedMs)) })
    }
  }

  #rested(folderId: number): boolean {
    if (this.#underWay.has(folderId)) return false
    const rest = this.#rests.get(folderId)
    if (rest === undefined) return true
    const restedMs = this.#clock.now() - rest.sinceMs
    // Less than none: the clock was set back.
    return restedMs < 0 || restedMs >= rest.forMs
  }
}
