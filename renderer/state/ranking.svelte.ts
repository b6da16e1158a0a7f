/** The order in view and the question it answers. A new question aborts the one before; a failure keeps the list. */
import type { Scope } from '../../main/contract/entities.ts'
import type { RankedSet, RankHeader, RankRequest, Reading } from '../../main/contract/ranking.ts'
import type { Client } from '../connect.ts'
import { Examples } from './examples.svelte.ts'
import { toFailure, type AskFailure } from './failure.ts'
import { Order, type Row } from './order.svelte.ts'
import { PAGE_ROWS } from './row-pages.ts'
import { Stacking } from './stacking.svelte.ts'

const TYPING_PAUSE_MS = 150
/** Photos change in bursts while indexing: one quiet answer for many changes, and never more than a fifth of the time. */
const QUIET_PAUSE_MS = 1_500
const QUIET_SHARE = 5

/** What stands beside the sentence of a question. */
export type Narrowing = Pick<RankedSet, 'filter' | 'cut' | 'onePerBurst'>

export class Ranking {
  /** What the query field holds. */
  draft = $state('')
  /** The last question: what is in view once it is answered. */
  sentence = $state('')
  scope = $state.raw<Scope>({})
  reading = $state.raw<Reading | null>(null)
  reversed = $state(false)
  /** Filter, cut and bursts: what stands beside the sentence. */
  narrowing = $state.raw<Narrowing>({})
  /** Of the scope these photos alone, for once; null: all of them. */
  only = $state.raw<readonly number[] | null>(null)
  order = $state.raw<Order | null>(null)
  /** A new question is on its way; the order in view answers the one before. */
  pending = $state(false)
  failure = $state.raw<AskFailure | null>(null)
  focus = $state(0)
  /** A person went to the photo in focus: it is followed when the order is renewed. Else the first one has it. */
  #followed = false
  readonly header: RankHeader | null = $derived.by(() => this.order?.header ?? null)
  readonly focusedRow: Row | null = $derived.by(() => this.order?.rowAt(this.focus) ?? null)
  readonly stacking = new Stacking()
  readonly examples = new Examples()
  readonly #client: Client
  readonly #onAnswered: (sentence: string) => void
  #asking: AbortController | null = null
  #typing: ReturnType<typeof setTimeout> | undefined
  #quietTimer: ReturnType<typeof setTimeout> | undefined
  #quietPauseMs = QUIET_PAUSE_MS
  #changedMeanwhile = false
  #view = { first: 0, last: 0 }

  constructor(client: Client, onAnswered: (sentence: string) => void = () => undefined) {
    this.#client = client
    this.#onAnswered = onAnswered
  }

  /** A key in the query field: asked once the typing rests. */
  type(sentence: string): void {
    this.draft = sentence
    clearTimeout(this.#typing)
    this.#typing = setTimeout(() => {
      void this.ask(sentence)
    }, TYPING_PAUSE_MS)
  }

  /** Asks at once. The same question again is not asked twice, unless it failed. */
  async ask(sentence: string): Promise<void> {
    clearTimeout(this.#typing)
    this.draft = sentence
    const same = sentence.trim() === this.sentence.trim()
    if (same && this.order !== null && this.failure === null) return
    if (!same) {
      this.reading = null
      this.reversed = false
      this.stacking.close()
    }
    this.sentence = sentence
    await this.#run(false)
  }

  async show(scope: Scope): Promise<void> {
    this.scope = scope
    this.only = null
    this.stacking.close()
    await this.#run(false)
  }

  async narrow(narrowing: Narrowing): Promise<void> {
    this.narrowing = narrowing
    await this.#run(false)
  }

  /**
   * A whole rule in place of the present question.
   *
   * @param only of what it asks about, these photos alone
   */
  async showSet(
    { sentence, scope, reading, reversed, examples, ...narrowing }: RankedSet,
    only: readonly number[] | null = null,
  ): Promise<void> {
    this.draft = sentence
    this.sentence = sentence
    this.scope = scope
    this.reading = reading ?? null
    this.reversed = reversed ?? false
    this.narrowing = narrowing
    this.only = only
    this.examples.set(examples)
    this.stacking.close()
    await this.#run(false)
  }

  /** The present question as it was asked, which leaves to the sentence what was not chosen by hand. */
  get asked(): RankedSet {
    const { sentence, scope, narrowing, examples, reading, reversed } = this
    return {
      sentence,
      scope,
      ...narrowing,
      ...examples.rule,
      ...(reading === null ? {} : { reading }),
      ...(reversed ? { reversed: true } : {}),
    }
  }

  /** The present question as a rule, with the reading it is answered by. */
  get set(): RankedSet {
    const { reading: _asked, ...others } = this.asked
    const { reading } = this.header ?? {}
    return reading === undefined || reading.kind === 'manual' ? others : { ...others, reading }
  }

  /** Asks the same again, in its place. */
  renew(): Promise<void> {
    return this.#run(true)
  }

  async read(reading: Reading): Promise<void> {
    this.reading = reading
    await this.#run(false)
  }

  async reverse(): Promise<void> {
    if (this.order === null) return
    this.reversed = !this.reversed
    await this.#run(false)
  }

  async retry(): Promise<void> {
    if (this.failure === null && this.order !== null) return this.order.read(this.#view.first, this.#view.last)
    await this.#run(false)
  }

  /** The library changed: answer again without a word, soon, keeping focus and view. */
  changed(): void {
    if (this.#quietTimer !== undefined) return
    if (this.#asking !== null) {
      this.#changedMeanwhile = true
      return
    }
    this.#changedMeanwhile = false
    this.#quietTimer = setTimeout(() => {
      this.#quietTimer = undefined
      void this.#run(true)
    }, this.#quietPauseMs)
  }

  /** The wire is open, perhaps to another core: orders of the former one are gone. */
  async reopen(): Promise<void> {
    this.#quietPauseMs = QUIET_PAUSE_MS
    await this.#run(this.order !== null && this.failure === null)
  }

  /** Positions on screen now: their rows are read, and the place is kept when the order is renewed. */
  look(first: number, last: number): void {
    this.#view = { first, last }
    void this.order?.read(first, last)
  }

  focusOn(position: number): void {
    const total = this.header?.total ?? 0
    this.focus = Math.max(0, Math.min(total - 1, position))
    this.#followed = true
    void this.order?.read(this.focus, this.focus)
  }

  stop(): void {
    clearTimeout(this.#typing)
    clearTimeout(this.#quietTimer)
    this.#asking?.abort()
    this.order?.close()
  }

  async #run(quiet: boolean): Promise<void> {
    this.#asking?.abort()
    clearTimeout(this.#quietTimer)
    this.#quietTimer = undefined
    const asking = new AbortController()
    const { signal } = asking
    this.#asking = asking
    const startedAt = performance.now()
    // A quiet answer that overtakes a visible question takes over its duty to be seen.
    const seen = !quiet || this.pending
    if (seen) {
      this.pending = true
      this.failure = null
    }
    const former = this.order
    try {
      const order = await this.#answer(signal, seen)
      if (signal.aborted) return
      if (!seen) {
        await this.#settle(order, former, signal)
        signal.throwIfAborted()
        this.#commit(order)
        this.#quietPauseMs = Math.max(QUIET_PAUSE_MS, QUIET_SHARE * (performance.now() - startedAt))
      }
      this.failure = null
      this.#onAnswered(order.header.sentence)
    } catch (error) {
      if (signal.aborted) return
      this.failure = { ...toFailure(error), sentence: this.sentence }
    } finally {
      if (this.#asking === asking) {
        this.#asking = null
        this.pending = false
        if (this.#changedMeanwhile) this.changed()
      }
    }
  }

  /** Reads the stream to its end. When `seen`, the order comes into view with its first page. */
  async #answer(signal: AbortSignal, seen: boolean): Promise<Order> {
    let order: Order | null = null
    let outline: Promise<void> | undefined
    const parts = await this.#client.ranking.bySentence(this.#request(), { signal })
    for await (const part of parts) {
      if (signal.aborted) break
      if (part.kind === 'header') {
        order = new Order(part.header, this.#client, () => {
          this.#renew()
        })
        outline = order.readOutline()
        continue
      }
      if (order === null) throw new Error('An answer began without its header.')
      if (part.kind === 'page') order.put(part.rows)
      else order.fadesAt = part.fadesAt
      if (seen && this.order !== order) {
        this.focus = 0
        this.#followed = false
        this.#commit(order)
        this.pending = false
      }
    }
    if (order === null) throw new Error('An answer ended without its header.')
    await Promise.all([outline, order.readSample()])
    return order
  }

  /** Makes the new order ready where the reader stands now, so that nothing on screen blinks. */
  async #settle(order: Order, former: Order | null, signal: AbortSignal): Promise<void> {
    const { first, last } = this.#view
    const atTop = first === 0
    const focusId = this.#followed ? (former?.rowAt(this.focus)?.photoId ?? null) : null
    const focus = focusId === null ? null : await order.locate(focusId)
    const focusShown = this.focus >= first && this.focus <= last
    const anchorFrom = focusShown && focusId !== null ? this.focus : first
    const anchorId = former?.rowAt(anchorFrom)?.photoId ?? null
    const anchorTo = atTop || anchorId === null ? null : await order.locate(anchorId)
    const shift = anchorTo === null ? 0 : anchorTo - anchorFrom
    // What is said of the photo in focus is said wherever it went.
    await Promise.all([order.read(first + shift, last + shift), focus === null ? null : order.read(focus, focus)])
    if (signal.aborted) return
    if (anchorTo !== null) order.anchor = { from: anchorFrom, to: anchorTo }
    else if (!atTop) order.anchor = { from: first, to: Math.min(first, Math.max(0, order.header.total - 1)) }
    this.focus = focus ?? Math.min(this.focus, Math.max(0, order.header.total - 1))
  }

  #commit(order: Order): void {
    this.order?.close()
    this.order = order
  }

  /** The core no longer keeps the order in view: ask again for the same, in its place. */
  #renew(): void {
    if (this.#asking === null) void this.#run(true)
  }

  #request(): RankRequest {
    return {
      ...this.asked,
      ...(this.only === null ? {} : { only: [...this.only] }),
      ...this.stacking.view,
      limit: PAGE_ROWS,
    }
  }
}
