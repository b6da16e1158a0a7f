/** A box drawn with the mouse over the grid: what it touches is selected, on and beyond the screen. */
import { positionsWithin, type GridBox } from '../grid-layout.ts'
import type { GridView } from './grid-view.svelte.ts'
import type { Judging } from './judging.svelte.ts'
import type { Order } from './order.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'
import type { SetErrands } from './set-errands.ts'

/** A press that moves less is a click. */
const CLICK_PX = 4
/** Within this of an edge, or beyond it, the grid scrolls; the quicker the further. */
const EDGE_PX = 36
const PACE_PX = 0.45

export interface RubberBandParts {
  readonly ranking: Ranking
  readonly judging: Judging
  readonly setErrands: Pick<SetErrands, 'finishSelection'>
}

/** A point of the scroller's visible part, in pixels from its upper left corner. */
export interface BandPoint {
  readonly x: number
  readonly y: number
}

interface Drawing {
  readonly order: Order
  /** Where it began, in the coordinates of the tiles. */
  readonly from: BandPoint
  readonly pressed: BandPoint
  /** What was selected before, and whether that stays. */
  readonly before: ReadonlySet<number>
  readonly adds: boolean
  /** Photos met so far by position: rows scrolled past may not be kept elsewhere. */
  readonly met: Map<number, number>
}

export class RubberBand {
  /** In the coordinates of the tiles; null while none is drawn. */
  box = $state.raw<GridBox | null>(null)
  readonly #view: GridView
  readonly #parts: RubberBandParts
  #drawing: Drawing | null = null
  #at: BandPoint = { x: 0, y: 0 }
  #frame: number | undefined

  constructor(view: GridView, parts: RubberBandParts) {
    this.#view = view
    this.#parts = parts
  }

  /** @param adds to what is selected, instead of in its place */
  press(point: BandPoint, adds: boolean): void {
    const { ranking, judging } = this.#parts
    const { order } = ranking
    if (order === null) return
    const from = { x: point.x, y: point.y + this.#view.scrollTop }
    this.#drawing = { order, from, pressed: point, before: judging.selected, adds, met: new Map() }
    this.#at = point
  }

  /** True once it is more than a click. */
  move(point: BandPoint): boolean {
    const drawing = this.#drawing
    if (drawing === null) return false
    const { x, y } = drawing.pressed
    if (this.box === null && Math.hypot(point.x - x, point.y - y) < CLICK_PX) return false
    this.#at = point
    this.#draw(drawing)
    this.#frame ??= requestAnimationFrame(this.#scroll)
    return true
  }

  /** Whether the button is held. */
  get pressed(): boolean {
    return this.#drawing !== null
  }

  /** @returns the position nearest to where it ended, for the focus; null where nothing was touched */
  release(): number | null {
    const drawing = this.#drawing
    const box = this.box
    this.#end()
    if (drawing === null || box === null) return null
    const positions = positionsWithin(this.#view.layout, box)
    const unknown = positions.filter((position) => !drawing.met.has(position))
    if (unknown.length > 0)
      void this.#parts.setErrands.finishSelection(() => this.#complete(drawing, positions, unknown))
    const downwards = this.#at.y + this.#view.scrollTop >= drawing.from.y
    return (downwards ? positions.at(-1) : positions[0]) ?? null
  }

  /** As if it had not been drawn; false where none was. */
  cancel(): boolean {
    const drawing = this.#drawing
    if (drawing === null) return false
    const drawn = this.box !== null
    this.#end()
    if (drawn) this.#parts.judging.choose(drawing.before, this.#parts.ranking.focus)
    return drawn
  }

  readonly #scroll = (): void => {
    this.#frame = undefined
    const drawing = this.#drawing
    if (drawing === null) return
    if (drawing.order !== this.#parts.ranking.order) {
      this.#end()
      return
    }
    const { y } = this.#at
    const over = y < EDGE_PX ? y - EDGE_PX : Math.max(0, y - this.#view.height + EDGE_PX)
    const before = this.#view.scrollTop
    if (over !== 0) this.#view.scrollTo(before + over * PACE_PX)
    if (this.#view.scrollTop === before) return
    this.#draw(drawing)
    this.#frame = requestAnimationFrame(this.#scroll)
  }

  #draw(drawing: Drawing): void {
    const { from } = drawing
    const { width, scrollTop, layout } = this.#view
    const to = { x: this.#at.x, y: this.#at.y + scrollTop }
    this.box = {
      left: Math.max(-8, Math.min(from.x, to.x)),
      top: Math.max(0, Math.min(from.y, to.y)),
      right: Math.min(width + 8, Math.max(from.x, to.x)),
      bottom: Math.min(Math.max(layout.height, this.#view.height + scrollTop), Math.max(from.y, to.y)),
    }
    this.#select(drawing, positionsWithin(layout, this.box))
  }

  /** Asks for the photos that were passed quicker than they could be read. */
  async #complete(drawing: Drawing, positions: readonly number[], unknown: readonly number[]): Promise<void> {
    const first = unknown[0] ?? 0
    const ids = await drawing.order.ids(first, unknown.at(-1) ?? first)
    for (const position of unknown) {
      const photoId = ids[position - first]
      if (photoId !== undefined) drawing.met.set(position, photoId)
    }
    this.#select(drawing, positions)
  }

  #select(drawing: Drawing, positions: readonly number[]): void {
    const { order, met, before, adds } = drawing
    const chosen = new Set(adds ? before : [])
    for (const position of positions) {
      const photoId = met.get(position) ?? order.rowAt(position)?.photoId
      if (photoId === undefined) continue
      met.set(position, photoId)
      chosen.add(photoId)
    }
    if (order === this.#parts.ranking.order) this.#parts.judging.choose(chosen, positions[0] ?? 0)
  }

  #end(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    this.#frame = undefined
    this.#drawing = null
    this.box = null
  }
}
