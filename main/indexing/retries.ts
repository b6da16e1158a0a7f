/** When failed photos are tried again: the passing ones in their time, any when the person asks. */
import { AppError } from '../contract/errors.ts'
import type { Library } from '../library/open.ts'
import type { Alarms } from './alarms.ts'
import type { Clock } from './clock.ts'

/** However long a failure has been due: several attempts share one run. */
const SHORTEST_WAIT_MS = 1_000

export class Retries {
  readonly #library: Library
  readonly #clock: Clock
  readonly #alarms: Alarms
  /** Photos wait again. */
  readonly #onRequeued: () => void
  #cancel = (): void => undefined

  constructor(library: Library, clock: Clock, alarms: Alarms, onRequeued: () => void) {
    this.#library = library
    this.#clock = clock
    this.#alarms = alarms
    this.#onRequeued = onRequeued
  }

  /** What came due while nothing ran. */
  takeDue(): void {
    this.#requeue(this.#library.failures.due(this.#clock.now()))
  }

  /** Sets the one alarm for the failure that is due next. */
  plan(): void {
    this.#cancel()
    const at = this.#library.failures.nextAttemptAt()
    if (at === null) return
    this.#cancel = this.#alarms.set(Math.max(SHORTEST_WAIT_MS, at - this.#clock.now()), () => {
      this.takeDue()
      this.#onRequeued()
    })
  }

  /** Those given, or all; returns how many. @throws AppError `invalid-params` for an empty list. */
  ask(photoIds?: readonly number[]): number {
    if (photoIds?.length === 0) throw new AppError('invalid-params', 'No photos were named.')
    const failed = this.#library.failures.list().map((failure) => failure.photoId)
    const wanted = photoIds === undefined ? failed : failed.filter((photoId) => photoIds.includes(photoId))
    this.#requeue(wanted)
    this.#onRequeued()
    return wanted.length
  }

  #requeue(photoIds: readonly number[]): void {
    this.#library.transaction(() => {
      for (const photoId of photoIds) this.#library.photos.setState(photoId, 'found', null)
    })
  }
}
