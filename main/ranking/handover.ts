/**
 * From one model to the next. While photos are read with a newer model, the one before answers by the vectors it made;
 * once they are read the newer one is asked, and what the former left is deleted.
 */
import { setImmediate } from 'node:timers/promises'
import type { Library } from '../library/open.ts'
import type { AskedModel } from './asked-model.ts'
import type { Ranking } from './rank.ts'

/** Rows deleted at a time: some 10 ms. */
const DELETED_ROWS = 200

export interface HandoverOptions {
  readonly library: Library
  readonly ranking: Pick<Ranking, 'use'>
  /** Reads the photos. */
  readonly current: AskedModel
  /** Read them before; null where nothing of it is left. */
  readonly former: AskedModel | null
  /** Keeps the current model for the next handover. Called once all photos are read with it. */
  readonly keep: () => Promise<void>
  /** Orders are other ones from now on. */
  readonly onChange: () => void
}

export class Handover {
  readonly #options: HandoverOptions
  #former: AskedModel | null
  #done = false
  #closed = false
  #turn: Promise<void> = Promise.resolve()

  constructor(options: HandoverOptions) {
    this.#options = options
    const { former, library, current, ranking } = options
    this.#former = former !== null && isBetter(former, current, library) ? former : null
    if (this.#former !== null) ranking.use({ ...this.#former, former: true })
    else void former?.inference.close()
  }

  /** Id of the model that answers until the current one has read the photos; null where the current one answers. */
  get formerId(): string | null {
    return this.#former?.manifest.id ?? null
  }

  /** Nothing is left to read that could be read now: looks whether the current model can answer. */
  check(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#check())
    return this.#turn
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#former?.inference.close()
    await this.#turn.catch(() => undefined)
  }

  #hasEnded(): boolean {
    return this.#closed
  }

  async #check(): Promise<void> {
    const { library, ranking, current, keep, onChange } = this.#options
    if (this.#done || this.#closed) return
    const former = this.#former
    if (former !== null && isBetter(former, current, library)) return
    if (former !== null) {
      this.#former = null
      ranking.use(current)
      onChange()
      await former.inference.close()
    }
    const { id } = current.manifest
    const others = library.models.hasOthers(id)
    // An empty library has nothing to answer with, and photos of a drive that is away have only their former vectors.
    if (library.vectors.count(id) === 0 || (others && library.models.waitingFor(id) > 0)) return
    await keep()
    this.#done = true
    if (!others) return
    const rankerId = current.ranker?.id ?? null
    // Others may ask something between two of these.
    while (!this.#hasEnded() && library.models.dropOthers(id, rankerId, DELETED_ROWS) > 0) await setImmediate()
  }
}

/** Photos that only the former can rank wait to be read; or are out of reach and more than the current one knows. */
function isBetter(former: AskedModel, current: AskedModel, library: Library): boolean {
  const id = current.manifest.id
  const waiting = library.models.waitingFor(id)
  if (waiting === 0 || library.vectors.count(former.manifest.id) === 0) return false
  return library.photos.waiting(0, 1).length > 0 || waiting > library.vectors.count(id)
}
