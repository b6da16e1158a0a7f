/** Photos that the question goes by, beside its sentence: those to resemble, and those to stay away from. */
import type { Examples as ExampleIds } from '../../main/contract/examples.ts'

export type ExampleKind = keyof ExampleIds

export class Examples {
  #ids = $state.raw<ExampleIds>({ like: [], unlike: [] })

  get none(): boolean {
    return this.#ids.like.length + this.#ids.unlike.length === 0
  }

  /** As part of a rule; nothing where there are none. */
  get rule(): { examples?: ExampleIds } {
    return this.none ? {} : { examples: this.#ids }
  }

  set(examples: ExampleIds | undefined): void {
    this.#ids = examples ?? { like: [], unlike: [] }
  }

  /** To one side; what stood on the other leaves it. */
  add(kind: ExampleKind, photoIds: readonly number[]): void {
    const without = (ids: readonly number[]): number[] => ids.filter((photoId) => !photoIds.includes(photoId))
    const { like, unlike } = this.#ids
    const others = { like: without(like), unlike: without(unlike) }
    this.#ids = { ...others, [kind]: [...others[kind], ...photoIds] }
  }

  take(photoId: number): void {
    const { like, unlike } = this.#ids
    this.#ids = { like: like.filter((id) => id !== photoId), unlike: unlike.filter((id) => id !== photoId) }
  }
}
