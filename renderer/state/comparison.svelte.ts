/** Photos side by side: the champion stays left while challengers pass by, in the order of the view. */
import { positionsOf } from './hand-order.ts'
import type { Order, Row } from './order.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'

export type PaneCount = 2 | 4

export class Comparison {
  /** Positions in the order, the champion first. */
  positions = $state.raw<readonly number[]>([])
  /** Which of them keys act on. */
  active = $state(0)
  count = $state<PaneCount>(2)
  readonly #ranking: Ranking
  /** Photos it was opened with: the challengers, if there are more than panes; else all of the order are. */
  #chosen: readonly number[] = []
  #candidates: readonly number[] | null = null
  #order: Order | null = null
  /** By pane, to find the photos again in a renewed order. */
  #photoIds: readonly number[] = []

  readonly rows: readonly (Row | null)[] = $derived.by(() =>
    this.positions.map((position) => this.#ranking.order?.rowAt(position) ?? null),
  )
  readonly activeRow: Row | null = $derived.by(() => this.rows[this.active] ?? null)

  constructor(ranking: Ranking) {
    this.#ranking = ranking
  }

  /** @param photoIds chosen for it; with fewer than two, the photo in focus and those that follow it */
  async open(photoIds: readonly number[], count: PaneCount): Promise<void> {
    const { order } = this.#ranking
    if (order === null) return
    this.#order = order
    this.#chosen = photoIds
    const places = photoIds.length < 2 ? [] : await this.#placesOf(order, photoIds)
    this.#candidates = places.length > count ? places : null
    const first = places.length < 2 ? [this.#ranking.focus] : places.slice(0, count)
    this.count = count
    this.active = 0
    await this.#show([...first, ...this.#following(first, count - first.length)])
  }

  /** Two or four: the champion and the active one stay. */
  async setCount(count: PaneCount): Promise<void> {
    if (count === this.count) return
    this.count = count
    const champion = this.positions[0]
    const active = this.positions[this.active] ?? champion
    if (champion === undefined || active === undefined) return
    const kept =
      count > this.positions.length
        ? this.positions
        : [...new Set([champion, active, ...this.positions])].slice(0, count)
    this.active = Math.max(0, kept.indexOf(active))
    await this.#show([...kept, ...this.#following(kept, count - kept.length)])
  }

  /** The next challengers beside the same champion, or those before. @returns false where there are no others */
  async pass(by: 1 | -1): Promise<boolean> {
    const champion = this.positions[0]
    if (champion === undefined) return false
    return this.#challenge(champion, by)
  }

  /** The active one is the champion from now on, and the next challengers come. */
  async promote(): Promise<boolean> {
    const champion = this.positions[this.active]
    if (champion === undefined) return false
    if (await this.#challenge(champion, 1)) return true
    await this.#show([champion, ...this.positions.filter((position) => position !== champion)])
    return false
  }

  activate(pane: number): void {
    if (pane < 0 || pane >= this.positions.length) return
    this.active = pane
    this.#ranking.focusOn(this.positions[pane] ?? 0)
  }

  /** The next pane, round and round. */
  turn(by: 1 | -1): void {
    const { length } = this.positions
    if (length > 0) this.activate((this.active + by + length) % length)
  }

  /** The order was renewed: the same photos, wherever they stand now. @returns false where one of them is gone */
  async renew(): Promise<boolean> {
    const { order } = this.#ranking
    if (order === null || order === this.#order) return order !== null
    this.#order = order
    const found = await Promise.all(this.#photoIds.map((photoId) => order.locate(photoId)))
    const positions = found.filter((position) => position !== null)
    if (positions.length < found.length || positions.length === 0) return false
    if (this.#candidates !== null) this.#candidates = await this.#placesOf(order, this.#chosen)
    await this.#show(positions)
    return true
  }

  /** Positions that come into view next, for what reads ahead. */
  get upcoming(): number[] {
    return this.#following(this.positions, this.count - 1)
  }

  async #placesOf(order: Order, photoIds: readonly number[]): Promise<number[]> {
    return [...(await positionsOf(order, [...photoIds])).values()].toSorted((left, right) => left - right)
  }

  /** Full panes at an end of the order too: there some of those shown stay. */
  async #challenge(champion: number, by: 1 | -1): Promise<boolean> {
    const passed = this.positions.slice(1)
    const wanted = this.count - 1
    const from = passed.length === 0 ? champion : by === 1 ? Math.max(...passed) : Math.min(...passed)
    const next = this.#between(from, wanted, by, [champion])
    if (next.length === 0) return false
    const nearest = passed.filter((position) => position !== champion).toSorted((left, right) => by * (right - left))
    const challengers = [...next, ...nearest.slice(0, wanted - next.length)]
    await this.#show([champion, ...challengers.toSorted((left, right) => left - right)])
    return true
  }

  #following(shown: readonly number[], count: number): number[] {
    if (count <= 0) return []
    const from = Math.max(...shown)
    const after = this.#between(from, count, 1, shown)
    if (after.length === count) return after
    return [...after, ...this.#between(Math.min(...shown), count - after.length, -1, shown)]
  }

  /** Up to `count` candidates on from a position, without some. */
  #between(from: number, count: number, by: 1 | -1, without: readonly number[]): number[] {
    const total = this.#ranking.header?.total ?? 0
    const found: number[] = []
    if (this.#candidates === null) {
      for (let at = from + by; at >= 0 && at < total && found.length < count; at += by)
        if (!without.includes(at)) found.push(at)
      return found
    }
    for (const at of by === 1 ? this.#candidates : this.#candidates.toReversed()) {
      if (found.length >= count) break
      if (by * (at - from) > 0 && !without.includes(at)) found.push(at)
    }
    return found
  }

  async #show(positions: readonly number[]): Promise<void> {
    const order = this.#order
    this.positions = positions
    this.active = Math.min(this.active, Math.max(0, positions.length - 1))
    this.#ranking.focusOn(positions[this.active] ?? 0)
    for (const position of positions) await order?.read(position, position)
    this.#photoIds = positions.flatMap((position) => order?.rowAt(position)?.photoId ?? [])
  }
}
