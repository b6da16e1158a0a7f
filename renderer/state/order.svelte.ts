/**
 * One answered order: its header, the rows read so far, its outline. Each answer is an object of its own, so a late
 * page of a former order can only land in that former order.
 */
import type { Flag, Label, MarkChange, Rating } from '../../main/contract/marks.ts'
import type { Explanation, OrderOutline, RankHeader, RankRows } from '../../main/contract/ranking.ts'
import type { Client } from '../connect.ts'
import { toFailure, type Failure } from './failure.ts'
import { nearestPages, noPages, PAGE_ROWS, pageOf, withPage, type RowPages } from './row-pages.ts'

export const RAIL_BINS = 90
/** Pages kept beside those on screen: a long order travelled from end to end must not fill the memory. */
const KEPT_PAGES = 60
/** Rows asked for where only their ids are wanted. */
const ID_ROWS = 1_000
/** Shape assumed for photos whose outline has not arrived, in hundredths: the commonest there is. */
const USUAL_ASPECT = 150

/** Marks to be given; what is not named stays as it is. */
export type MarkWish = Omit<MarkChange, 'photoIds'>

/** One photo in its place. */
export interface Row {
  readonly position: number
  readonly photoId: number
  readonly score: number | null
  readonly percentile: number | null
  readonly tieBand: number
  readonly takenAt: string | null
  /** Of the file, without its folders. */
  readonly name: string
  readonly offline: boolean
  readonly version: string
  readonly rating: Rating
  readonly flag: Flag
  readonly label: Label
  /** Photos of its moment, itself included. */
  readonly stack: number
  /** Names its stack; null for a photo that is in none. */
  readonly stackId: number | null
  /** In its open stack, from 0; null elsewhere. */
  readonly stackPlace: number | null
}

export class Order {
  readonly header: RankHeader
  /** Where the view should stay: this photo was at the given distance from the top before. Null starts at the top. */
  anchor: { readonly from: number; readonly to: number } | null = null
  outline = $state.raw<OrderOutline | null>(null)
  fadesAt = $state<number | null>(null)
  /** Why the first photo stands first. Unit and median are the same for every row, so all reasons follow from it. */
  sample = $state.raw<Explanation | null>(null)
  failure = $state.raw<Failure | null>(null)
  #pages = $state.raw<RowPages>(noPages())
  readonly #made = new WeakMap<RankRows, (Row | null)[]>()
  readonly #client: Client
  readonly #onGone: () => void
  #reading: readonly { readonly page: number; readonly done: Promise<void> }[] = []
  readonly #closing = new AbortController()
  readonly aspects = $derived.by(() => this.outline?.aspects ?? this.#provisionalAspects())

  constructor(header: RankHeader, client: Client, onGone: () => void) {
    this.header = header
    this.#client = client
    this.#onGone = onGone
  }

  put(rows: RankRows): void {
    if (rows.photoIds.length === 0) return
    this.#pages = withPage(this.#pages, rows)
  }

  /** The same object for as long as nothing of it changed: tiles that stay as they are cost nothing while others move. */
  rowAt(position: number): Row | null {
    const rows = this.#pages.get(pageOf(position))
    if (rows === undefined) return null
    let made = this.#made.get(rows)
    if (made === undefined) {
      made = []
      this.#made.set(rows, made)
    }
    const index = position - rows.offset
    return (made[index] ??= rowOf(rows, index))
  }

  /** 0 to 2 for the first three, frames inside an open stack not counted; null for all others. */
  podiumPlace(position: number): number | null {
    let place = -1
    for (let at = 0; at <= position; at += 1) {
      const inside = (this.rowAt(at)?.stackPlace ?? 0) > 0
      if (!inside) place += 1
      if (place > 2 || (inside && at === position)) return null
    }
    return place
  }

  /** Position of a photo among the rows read so far. */
  find(photoId: number): number | null {
    for (const rows of this.#pages.values()) {
      const index = rows.photoIds.indexOf(photoId)
      if (index >= 0) return rows.offset + index
    }
    return null
  }

  /**
   * Photo ids of these positions, both included, however many; rows that are not here are asked for. Also once another
   * order is in view: who chose these positions saw them in this one.
   */
  async ids(first: number, last: number): Promise<number[]> {
    const ids: number[] = []
    const { orderId } = this.header
    for (let offset = first; offset <= last; offset += ID_ROWS) {
      const limit = Math.min(ID_ROWS, last - offset + 1)
      const rows = await this.#client.ranking.page({ orderId, offset, limit })
      ids.push(...rows.photoIds)
    }
    return ids
  }

  /** Shows marks before the core has answered. */
  remark(marks: ReadonlyMap<number, MarkWish>): void {
    const pages = new Map(this.#pages)
    for (const [page, rows] of pages) {
      if (!rows.photoIds.some((photoId) => marks.has(photoId))) continue
      const column = <T>(values: readonly T[], pick: (wish: MarkWish) => T | undefined): T[] =>
        values.map((value, i) => pick(marks.get(rows.photoIds[i] ?? -1) ?? {}) ?? value)
      pages.set(page, {
        ...rows,
        ratings: column(rows.ratings, ({ rating }) => rating),
        flags: column(rows.flags, ({ flag }) => flag),
        labels: column(rows.labels, ({ label }) => label),
      })
    }
    this.#pages = pages
  }

  /** Position of a photo wherever it stands; null when this order does not hold it. */
  async locate(photoId: number): Promise<number | null> {
    const read = this.find(photoId)
    if (read !== null) return read
    try {
      const { orderId } = this.header
      const explanation = await this.#client.ranking.explain({ orderId, photoId }, { signal: this.#closing.signal })
      return explanation.position
    } catch (error) {
      if (toFailure(error).code === 'not-found') return null
      throw error
    }
  }

  /** Reads the pages of these positions that are missing. A failure keeps what is here and is told in `failure`. */
  async read(first: number, last: number): Promise<void> {
    const from = pageOf(Math.max(0, first))
    const until = pageOf(Math.min(this.header.total - 1, last))
    const wanted: Promise<void>[] = []
    for (let page = from; page <= until; page += 1) {
      if (this.#pages.has(page) || this.#closing.signal.aborted) continue
      wanted.push(this.#reading.find((reading) => reading.page === page)?.done ?? this.#readPage(page))
    }
    await Promise.all(wanted)
    this.#pages = nearestPages(this.#pages, from, until, KEPT_PAGES)
  }

  async readOutline(): Promise<void> {
    const { orderId, total } = this.header
    if (total === 0) return
    try {
      const bins = Math.min(RAIL_BINS, total)
      this.outline = await this.#client.ranking.outline({ orderId, bins }, { signal: this.#closing.signal })
      this.fadesAt = this.outline.fadesAt
    } catch (error) {
      this.#fail(error)
    }
  }

  async readSample(): Promise<void> {
    const first = this.rowAt(0)
    if (first === null) return
    try {
      const request = { orderId: this.header.orderId, photoId: first.photoId }
      this.sample = await this.#client.ranking.explain(request, { signal: this.#closing.signal })
    } catch (error) {
      this.#fail(error)
    }
  }

  /** All photos of the order, those behind the first of their stack too. */
  get photos(): number {
    return this.header.stacks?.photos ?? this.header.total
  }

  /** Photos with a score: shares of the order count only them. */
  get scored(): number {
    return this.photos - this.header.notScored
  }

  close(): void {
    this.#closing.abort()
  }

  #readPage(page: number): Promise<void> {
    const read = async (): Promise<void> => {
      try {
        const request = { orderId: this.header.orderId, offset: page * PAGE_ROWS, limit: PAGE_ROWS }
        this.put(await this.#client.ranking.page(request, { signal: this.#closing.signal }))
        this.failure = null
      } catch (error) {
        this.#fail(error)
      } finally {
        this.#reading = this.#reading.filter((reading) => reading.page !== page)
      }
    }
    const done = read()
    this.#reading = [...this.#reading, { page, done }]
    return done
  }

  #fail(error: unknown): void {
    if (this.#closing.signal.aborted) return
    const failure = toFailure(error)
    if (failure.code === 'order-gone') {
      this.close()
      this.#onGone()
    } else {
      this.failure = failure
    }
  }

  #provisionalAspects(): number[] {
    const aspects = new Array<number>(this.header.total).fill(USUAL_ASPECT)
    for (const rows of this.#pages.values()) {
      rows.aspects.forEach((aspect, index) => {
        if (rows.offset + index < aspects.length) aspects[rows.offset + index] = Math.round(100 * aspect)
      })
    }
    return aspects
  }
}

function rowOf(rows: RankRows, index: number): Row | null {
  const photoId = rows.photoIds[index]
  if (photoId === undefined) return null
  return {
    position: rows.offset + index,
    photoId,
    score: rows.scores[index] ?? null,
    percentile: rows.percentiles[index] ?? null,
    tieBand: rows.tieBands[index] ?? -1,
    takenAt: rows.takenAt[index] ?? null,
    name: rows.names[index]?.split('/').at(-1) ?? '',
    offline: rows.offline[index] ?? false,
    version: rows.versions[index] ?? '',
    rating: rows.ratings[index] ?? 0,
    flag: rows.flags[index] ?? 'none',
    label: rows.labels[index] ?? 'none',
    stack: rows.stacks[index] ?? 1,
    stackId: rows.stackIds[index] ?? null,
    stackPlace: rows.stackPlaces[index] ?? null,
  }
}
