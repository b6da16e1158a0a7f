/** Which photos a key acts on, the marks they get, and the way back: every change can be undone and done again. */
import type { FormerMarks, Label, MarkChange, Rating } from '../../main/contract/marks.ts'
import type { Client } from '../connect.ts'
import { positionsOf } from './hand-order.ts'
import type { History, Step } from './history.ts'
import type { MarkWish } from './order.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'

/** What a change did, for the note that tells of it. */
export interface Judged {
  readonly kind: 'marked' | 'undone' | 'redone'
  readonly count: number
}

export class Judging {
  /** Chosen photos; empty: the one in focus. */
  selected = $state.raw<ReadonlySet<number>>(new Set())
  readonly #client: Client
  readonly #ranking: Ranking
  readonly #history: History
  readonly #tell: (judged: Judged) => void
  #anchor = 0
  /** A selection that is still being read: what is done next is meant for it. */
  #choosing: Promise<void> | null = null

  constructor(client: Client, ranking: Ranking, history: History, tell: (judged: Judged) => void) {
    this.#client = client
    this.#ranking = ranking
    this.#history = history
    this.#tell = tell
  }

  /** Ids a command acts on: the selection, else the photo in focus. */
  get targets(): number[] {
    return this.selected.size > 0 ? [...this.selected] : this.focused
  }

  /** The targets, once a selection that is being made is known. */
  async chosen(): Promise<number[]> {
    await this.#choosing
    return this.targets
  }

  /** The photo in focus, or none. */
  get focused(): number[] {
    const row = this.#ranking.focusedRow
    return row === null ? [] : [row.photoId]
  }

  /** The targets in the order of the view; those that it does not hold any more come last. */
  async ordered(): Promise<number[]> {
    const targets = await this.chosen()
    const { order } = this.#ranking
    if (order === null || targets.length < 2) return targets
    const positions = await positionsOf(order, targets)
    return [...positions.keys(), ...targets.filter((photoId) => !positions.has(photoId))]
  }

  toggle(position: number): void {
    const photoId = this.#ranking.order?.rowAt(position)?.photoId
    if (photoId === undefined) return
    const next = new Set(this.selected)
    if (!next.delete(photoId)) next.add(photoId)
    this.#anchor = position
    this.#choosing = null
    this.selected = next
  }

  /** These and no others; a range would begin at `anchor`. */
  choose(photoIds: ReadonlySet<number>, anchor: number): void {
    this.#anchor = anchor
    this.#choosing = null
    this.selected = photoIds
  }

  /** Everything between where the selection began and this position. */
  extend(position: number): Promise<void> {
    return this.#chooseBetween(Math.min(this.#anchor, position), Math.max(this.#anchor, position))
  }

  all(): Promise<void> {
    return this.#chooseBetween(0, (this.#ranking.header?.total ?? 0) - 1)
  }

  /** Where a range would begin: the photo last gone to before anything was selected. */
  begin(position: number): void {
    if (this.selected.size === 0) this.#anchor = position
  }

  none(): void {
    this.#choosing = null
    if (this.selected.size > 0) this.selected = new Set()
  }

  rate(rating: Rating): Promise<void> {
    return this.mark({ rating })
  }

  /** One star more or less than the photo in focus has. */
  step(by: 1 | -1): Promise<void> {
    const rating = this.#ranking.focusedRow?.rating ?? 0
    return this.mark({ rating: Math.max(0, Math.min(5, rating + by)) })
  }

  /** The colour it has already is taken away again. */
  label(label: Label): Promise<void> {
    const present = this.#ranking.focusedRow?.label
    return this.mark({ label: present === label ? 'none' : label })
  }

  async mark(wish: MarkWish): Promise<void> {
    // Known at once unless a selection is being read: the focus may go on with the same key.
    const photoIds = this.#choosing === null ? this.targets : await this.chosen()
    if (photoIds.length === 0) return
    await this.markEach([{ photoIds, ...wish }], (count) => {
      if (photoIds.length > 1) this.#tell({ kind: 'marked', count })
    })
  }

  /** Several changes as one step, which is returned; null where nothing differed. */
  markEach(changes: readonly MarkChange[], onMarked: (count: number) => void = () => undefined): Promise<Step | null> {
    const photoId = this.#ranking.focusedRow?.photoId ?? null
    // Seen at once; the answer of the core follows.
    const wishes = changes.flatMap(({ photoIds, ...wish }) => photoIds.map((id) => [id, wish] as const))
    this.#ranking.order?.remark(new Map(wishes))
    return this.#history.do(async () => {
      const former: FormerMarks[] = []
      try {
        for (const change of changes) former.push(...(await this.#client.photos.mark(change)))
      } catch (error) {
        this.#ranking.changed()
        // All or nothing: half of a step cannot be taken back.
        if (former.length > 0) await this.#client.photos.restoreMarks(former)
        throw error
      }
      onMarked(former.length)
      return former.length === 0 ? null : this.#step(former, photoId, 'undone')
    })
  }

  #chooseBetween(first: number, last: number): Promise<void> {
    const { order } = this.#ranking
    if (order === null) return Promise.resolve()
    const choose = async (): Promise<void> => {
      try {
        const ids = await order.ids(first, last)
        // A later choice may have taken its place.
        if (this.#choosing === choosing) this.selected = new Set(ids)
      } finally {
        if (this.#choosing === choosing) this.#choosing = null
      }
    }
    const choosing = choose()
    this.#choosing = choosing
    return choosing
  }

  /** @param photoId where the person stood: undo brings that back too */
  #step(former: FormerMarks[], photoId: number | null, kind: 'undone' | 'redone'): Step {
    return {
      undo: async () => {
        this.#ranking.order?.remark(new Map(former.map((one) => [one.photoId, one.marks])))
        const replaced = await this.#client.photos.restoreMarks(former)
        const position = photoId === null ? null : await this.#ranking.order?.locate(photoId)
        if (typeof position === 'number') this.#ranking.focusOn(position)
        this.#tell({ kind, count: replaced.length })
        return this.#step(replaced, photoId, kind === 'undone' ? 'redone' : 'undone')
      },
    }
  }
}
