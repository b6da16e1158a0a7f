/** Where the reader stands in the order: geometry of the rows, what is on screen, and moves from place to place. */
import {
  layoutGrid,
  offsetOf,
  positionAt,
  rowOf,
  rowTiles,
  suitableRowHeight,
  verticalNeighbour,
  visibleRows,
  type GridLayout,
  type TileBox,
} from '../grid-layout.ts'
import type { Command } from '../bindings.ts'
import { axisOf } from './headers.ts'
import type { Order, Row } from './order.svelte.ts'
import { TILE_SIZES, type Preferences } from './preferences.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'

const GAP_PX = 5
const BREAK_PX = 36
/** Rows drawn beyond the edges, so that a quick scroll meets pictures. */
const BEYOND_PX = 400
/** Room above and below a row brought into view, for its focus ring. */
const RING_PX = 6
/** Room above the tiles. */
export const GRID_TOP_PX = 4

/** Eight screens a second: a photo is seen for less than a tenth of one. */
const HURRY_PX_PER_MS = 6
const HURRY_STEPS = 3
const REST_MS = 90

export interface PlacedTile extends TileBox {
  readonly row: Row | null
  readonly tied: boolean
  /** 1-based row and column for assistive technology. */
  readonly ariaRow: number
  readonly ariaColumn: number
}

/** A bracket under near-equal neighbours; open where the band goes on in the row before or after. */
export interface TieBracket {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly opens: boolean
  readonly closes: boolean
}

export class GridView {
  width = $state(0)
  height = $state(0)
  scrollTop = $state(0)
  /** Photos pass quicker than they can be seen: what comes into view meanwhile is drawn once the hand rests. */
  hurried = $state(false)
  readonly #ranking: Ranking
  readonly #preferences: Preferences
  readonly layout: GridLayout = $derived.by(() => this.#layOut())
  readonly tiles: readonly PlacedTile[] = $derived.by(() => this.#tilesBetween(-BEYOND_PX, BEYOND_PX))
  readonly brackets: readonly TieBracket[] = $derived.by(() =>
    bracketsOf(this.tiles, this.#ranking.order?.fadesAt ?? null),
  )
  /** First and last position on screen. */
  readonly seen = $derived.by(() => {
    const { first, last } = visibleRows(this.layout, this.scrollTop, this.scrollTop + this.height)
    return { first: this.layout.starts[first] ?? 0, last: (this.layout.starts[last + 1] ?? 1) - 1 }
  })
  /** The tiles of the last look, by position. */
  #drawn: { layout: GridLayout | null; tiles: ReadonlyMap<number, PlacedTile> } = { layout: null, tiles: new Map() }
  #scrolledAt = 0
  #quickSteps = 0
  #restTimer: ReturnType<typeof setTimeout> | undefined
  #scroller: HTMLElement | null = null
  #focusTile: () => void = () => undefined

  constructor(ranking: Ranking, preferences: Preferences) {
    this.#ranking = ranking
    this.#preferences = preferences
  }

  /** Height of a row that was chosen, or that suits the window. */
  get rowHeight(): number {
    const count = this.#ranking.order?.aspects.length ?? 0
    return this.#preferences.values.tileSize ?? suitableRowHeight(this.width, this.height, count)
  }

  /** Tiles larger or smaller by a share of their present size, within what may be chosen. */
  resize(factor: number): void {
    const wanted = Math.round(this.rowHeight * factor)
    this.#preferences.set({ tileSize: Math.max(TILE_SIZES.least, Math.min(TILE_SIZES.most, wanted)) })
  }

  toggleUniform(): void {
    this.#preferences.set({ uniform: !this.#preferences.values.uniform })
  }

  attach(scroller: HTMLElement): () => void {
    this.#scroller = scroller
    return () => {
      this.#scroller = null
    }
  }

  /** The grid puts the keyboard on the tile in focus; the query bar and the viewer ask for it. */
  onFocusTile(listener: () => void): () => void {
    this.#focusTile = listener
    return () => {
      this.#focusTile = () => undefined
    }
  }

  focusTile(): void {
    this.#focusTile()
  }

  rowTop(position: number): number {
    return this.layout.tops[rowOf(this.layout, position)] ?? 0
  }

  scrollTo(top: number): void {
    const limit = Math.max(0, this.layout.height - this.height)
    const within = Math.max(0, Math.min(limit, top))
    this.#pass(within)
    this.scrollTop = within
    if (this.#scroller !== null) this.#scroller.scrollTop = this.scrollTop
  }

  /** Moves as little as shows the whole row. */
  reveal(position: number): void {
    const row = rowOf(this.layout, position)
    const top = (this.layout.tops[row] ?? 0) - RING_PX
    const bottom = top + (this.layout.heights[row] ?? 0) + 2 * RING_PX + GRID_TOP_PX
    if (top < this.scrollTop) this.scrollTo(top)
    else if (bottom > this.scrollTop + this.height) this.scrollTo(bottom - this.height)
  }

  /** Where a movement key leads from a position; the position itself for other commands. */
  target(command: Command, position: number): number {
    const last = Math.max(0, this.layout.options.aspects.length - 1)
    const screenRows = Math.max(1, Math.floor(this.height / (this.layout.options.rowHeight + GAP_PX)) - 1)
    switch (command) {
      case 'left':
      case 'previous':
        return Math.max(0, position - 1)
      case 'right':
      case 'next':
        return Math.min(last, position + 1)
      case 'up':
        return verticalNeighbour(this.layout, position, -1)
      case 'down':
        return verticalNeighbour(this.layout, position, 1)
      case 'pageUp':
        return verticalNeighbour(this.layout, position, -screenRows)
      case 'pageDown':
        return verticalNeighbour(this.layout, position, screenRows)
      case 'first':
        return 0
      case 'last':
        return last
      default:
        return position
    }
  }

  /** Keeps what is on screen in place when rows change under it: a resize, or a renewed order. */
  follow(former: GridLayout, from: number, to: number): void {
    if (former === this.layout) return
    this.scrollTo(offsetOf(this.layout, to) + this.scrollTop - offsetOf(former, from))
  }

  /**
   * The same order in other rows, after another width, size or mode: the photo in focus stays where it is on the screen
   * if it is there, else the first row that is.
   */
  keepPlace(former: GridLayout): void {
    const last = Math.min(former.options.aspects.length, this.layout.options.aspects.length) - 1
    if (last < 0) return
    const { focus } = this.#ranking
    const row = rowOf(former, focus)
    const top = (former.tops[row] ?? 0) - this.scrollTop
    const focusShown = focus <= last && top + (former.heights[row] ?? 0) > 0 && top < this.height
    if (this.scrollTop <= 0 && !focusShown) return
    const first = former.starts[visibleRows(former, this.scrollTop, this.scrollTop + 1).first] ?? 0
    const kept = focusShown ? focus : Math.min(last, first)
    this.scrollTo(this.rowTop(kept) + this.scrollTop - (former.tops[rowOf(former, kept)] ?? 0))
    if (focusShown) this.reveal(focus)
  }

  /** Position at a share of the whole grid's height, for the rail. */
  positionAt(share: number): number {
    return positionAt(this.layout, share * this.layout.height)
  }

  shareOf(position: number): number {
    return this.layout.height === 0 ? 0 : offsetOf(this.layout, position) / this.layout.height
  }

  /** The person scrolled to here. */
  scrolled(top: number): void {
    this.#pass(top)
    this.scrollTop = top
  }

  /** Tells a hurry from a jump: where one long step leads is looked at, where several in a row lead is not yet. */
  #pass(top: number): void {
    const distance = Math.abs(top - this.scrollTop)
    // What was scrolled to by the page is told by the browser once more.
    if (distance < 1) return
    const now = performance.now()
    this.#quickSteps = distance > HURRY_PX_PER_MS * Math.max(1, now - this.#scrolledAt) ? this.#quickSteps + 1 : 0
    this.#scrolledAt = now
    if (this.#quickSteps >= HURRY_STEPS) this.hurried = true
    if (!this.hurried) return
    clearTimeout(this.#restTimer)
    this.#restTimer = setTimeout(() => {
      this.hurried = false
    }, REST_MS)
  }

  #layOut(): GridLayout {
    const order: Order | null = this.#ranking.order
    const aspects = order?.aspects ?? []
    return layoutGrid({
      aspects,
      width: this.width,
      rowHeight: this.rowHeight,
      uniform: this.#preferences.values.uniform,
      gap: GAP_PX,
      breakAt: order?.fadesAt ?? null,
      breakHeight: BREAK_PX,
    })
  }

  #tilesBetween(above: number, below: number): PlacedTile[] {
    const { layout, scrollTop } = this
    const order = this.#ranking.order
    if (order === null || this.width === 0) return []
    const rows = visibleRows(layout, scrollTop + above, scrollTop + this.height + below)
    const placed: PlacedTile[] = []
    const former = this.#drawn.layout === layout ? this.#drawn.tiles : new Map<number, PlacedTile>()
    const place = (row: number, only: number | null): void => {
      rowTiles(layout, row).forEach((box, column) => {
        if (only !== null && box.position !== only) return
        const described = describe(order, box.position)
        const before = former.get(box.position)
        // The same object where nothing changed: a step of scrolling then touches only tiles that come and go.
        placed.push(
          before !== undefined && before.row === described.row && before.tied === described.tied
            ? before
            : { ...box, ...described, ariaRow: row + 1, ariaColumn: column + 1 },
        )
      })
    }
    for (let row = rows.first; row <= rows.last; row += 1) place(row, null)
    // The tile in focus stays drawn wherever the view is: without it the keyboard would lose its place.
    const { focus } = this.#ranking
    const focusRow = rowOf(layout, focus)
    if (focus < order.header.total && (focusRow < rows.first || focusRow > rows.last)) place(focusRow, focus)
    this.#drawn = { layout, tiles: new Map(placed.map((tile) => [tile.position, tile])) }
    return placed
  }
}

function describe(order: Order, position: number): { row: Row | null; tied: boolean } {
  const row = order.rowAt(position)
  // A date is exact: two of a second are two of a second, not too near to tell apart.
  const exact = axisOf(order.header) === 'date'
  if (row === null || row.score === null || exact) return { row, tied: false }
  if (order.fadesAt !== null && position >= order.fadesAt) return { row, tied: false }
  const band = row.tieBand
  const level = (other: number): boolean => other >= 0 && order.rowAt(other)?.tieBand === band
  return { row, tied: level(position - 1) || level(position + 1) }
}

function bracketsOf(tiles: readonly PlacedTile[], fadesAt: number | null): TieBracket[] {
  const brackets: TieBracket[] = []
  let first = 0
  while (first < tiles.length) {
    let last = first
    while (continues(tiles[last], tiles[last + 1], true)) last += 1
    const from = tiles[first]
    const until = tiles[last]
    if (from?.tied === true && until !== undefined && (fadesAt === null || until.position < fadesAt)) {
      const opens = !continues(tiles[first - 1], from, false)
      const closes = !continues(until, tiles[last + 1], false)
      brackets.push({ x: from.x, y: from.y + from.height, width: until.x + until.width - from.x, opens, closes })
    }
    first = last + 1
  }
  return brackets
}

function continues(left: PlacedTile | undefined, right: PlacedTile | undefined, sameRow: boolean): boolean {
  if (left?.row == null || right?.row == null) return false
  if (!left.tied || !right.tied || right.position !== left.position + 1) return false
  return left.row.tieBand === right.row.tieBand && (!sameRow || left.y === right.y)
}
