/** The photos in view once more, newest first, and back: what was asked for stays in the field and is gone back to whole. */
import type { RankedSet, Reading } from '../../main/contract/ranking.ts'
import type { Ranking } from './ranking.svelte.ts'

const NEWEST: Reading = { kind: 'measured', axis: 'date', direction: 'descending' }

interface Former {
  readonly sentence: string
  readonly set: RankedSet
  readonly only: readonly number[] | null
}

export class ByDate {
  readonly #ranking: Ranking
  #former = $state.raw<Former | null>(null)
  /** The photos of a sentence stand by date. */
  readonly on: boolean = $derived.by(() => {
    const { header, sentence } = this.#ranking
    return this.#former?.sentence === sentence && isByDate(header?.reading) && header?.reversed === false
  })
  /** Something stands in another order than by date. */
  readonly offered: boolean = $derived.by(() => this.on || !isByDate(this.#ranking.header?.reading))

  constructor(ranking: Ranking) {
    this.#ranking = ranking
  }

  async toggle(): Promise<void> {
    const ranking = this.#ranking
    const { order, sentence, asked, only } = ranking
    if (order === null) return
    const former = this.#former
    if (this.on && former !== null) {
      this.#former = null
      await ranking.showSet(former.set, former.only)
      return
    }
    const { cut, onePerBurst, reversed: _, ...rest } = asked
    // The first so many of an order are others by date: those in view are meant.
    const chosen = cut !== undefined || onePerBurst === true
    const photoIds = chosen ? await order.ids(0, order.header.total - 1) : only
    this.#former = { sentence, set: asked, only }
    await ranking.showSet({ ...rest, reading: NEWEST }, photoIds)
  }
}

function isByDate(reading: Reading | undefined): boolean {
  return reading?.kind === 'measured' && reading.axis === 'date'
}
