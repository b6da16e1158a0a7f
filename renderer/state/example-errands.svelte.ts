/** What keys, menus and buttons do with photos as examples; the way back leads to the very order from before. */
import type { RankedSet } from '../../main/contract/ranking.ts'
import type { ExampleCommand } from '../bindings.ts'
import type { RunErrand } from './errands.ts'
import type { Judging } from './judging.svelte.ts'
import type { Panels } from './panels.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'

/** The question before examples, and where the person stood in its order. */
interface Before {
  readonly set: RankedSet
  readonly only: readonly number[] | null
  readonly photoId: number | null
}

export class ExampleErrands {
  #before = $state.raw<Before | null>(null)
  readonly #run: RunErrand
  readonly #ranking: Ranking
  readonly #judging: Judging
  readonly #panels: Panels

  constructor({
    run,
    ranking,
    judging,
    panels,
  }: {
    run: RunErrand
    ranking: Ranking
    judging: Judging
    panels: Panels
  }) {
    this.#run = run
    this.#ranking = ranking
    this.#judging = judging
    this.#panels = panels
  }

  /** Sentence of the order that `back` leads to, out of one that goes by examples alone; null where there is none. */
  get before(): string | null {
    const { examples, sentence } = this.#ranking
    return examples.none || sentence.trim() !== '' ? null : (this.#before?.set.sentence ?? null)
  }

  run(command: ExampleCommand): Promise<void> {
    return this.#run(() => {
      if (command === 'findSimilar') return this.#findSimilar()
      return this.#add(command === 'moreLike' ? 'like' : 'unlike')
    })
  }

  take(photoId: number): Promise<void> {
    return this.#run(async () => {
      this.#ranking.examples.take(photoId)
      await this.#ranking.renew()
    })
  }

  clear(): Promise<void> {
    return this.#run(async () => {
      this.#ranking.examples.set(undefined)
      await this.#ranking.renew()
    })
  }

  back(): Promise<void> {
    return this.#run(async () => {
      const before = this.#before
      if (before === null || this.before === null) return
      this.#before = null
      await this.#ranking.showSet(before.set, before.only)
      const position = before.photoId === null ? null : await this.#ranking.order?.locate(before.photoId)
      if (typeof position === 'number') this.#ranking.focusOn(position)
    })
  }

  /** Lets go of the selection; without one, of an order by example. */
  async escape(onMoved: () => unknown): Promise<void> {
    if (this.#judging.selected.size > 0) {
      this.#judging.none()
      return
    }
    if (this.before === null) return
    await this.back()
    onMoved()
  }

  async #findSimilar(): Promise<void> {
    const like = this.#judging.targets
    if (like.length === 0) return
    this.#remember()
    this.#judging.none()
    this.#panels.viewer = false
    const { scope, narrowing, only } = this.#ranking
    await this.#ranking.showSet({ sentence: '', scope, ...narrowing, examples: { like, unlike: [] } }, only)
  }

  async #add(kind: 'like' | 'unlike'): Promise<void> {
    const photoIds = this.#judging.targets
    if (photoIds.length === 0) return
    this.#remember()
    this.#judging.none()
    this.#ranking.examples.add(kind, photoIds)
    await this.#ranking.renew()
  }

  #remember(): void {
    const { asked, only, examples, focusedRow } = this.#ranking
    if (examples.none) this.#before = { set: asked, only, photoId: focusedRow?.photoId ?? null }
  }
}
