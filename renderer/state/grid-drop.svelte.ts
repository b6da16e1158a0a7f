/** Dragging photos over the grid: where they would go in an order made by hand, and putting them there. */
import { gapAt, type GridGap } from '../grid-layout.ts'
import type { Collections } from './collections.svelte.ts'
import type { Dragging } from './dragging.svelte.ts'
import type { GridView } from './grid-view.svelte.ts'
import { handOrdered, type MemberErrands } from './member-errands.ts'
import type { Ranking } from './ranking.svelte.ts'

export interface GridDropParts {
  readonly ranking: Ranking
  readonly collections: Collections
  readonly dragging: Dragging
  readonly memberErrands: MemberErrands
}

export class GridDrop {
  /** The gap under the pointer; null where nothing can be dropped. */
  gap = $state.raw<GridGap | null>(null)
  readonly #view: GridView
  readonly #parts: GridDropParts

  constructor(view: GridView, parts: GridDropParts) {
    this.#view = view
    this.#parts = parts
  }

  over(event: DragEvent): void {
    const { ranking, collections, dragging } = this.#parts
    const surface = event.currentTarget
    if (dragging.what?.kind !== 'photos' || handOrdered(ranking, collections) === null) return
    if (!(surface instanceof Element)) return
    event.preventDefault()
    const { left, top } = surface.getBoundingClientRect()
    this.gap = gapAt(this.#view.tiles, event.clientX - left, event.clientY - top)
  }

  leave(): void {
    this.gap = null
  }

  drop(event: DragEvent): void {
    const { dragging, memberErrands } = this.#parts
    const { what } = dragging
    const gap = this.gap
    event.preventDefault()
    this.gap = null
    dragging.end()
    if (what?.kind !== 'photos' || gap === null) return
    void memberErrands.put(what.photoIds, gap.at).then(() => {
      this.#view.focusTile()
    })
  }
}
