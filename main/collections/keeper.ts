/** Ranked collections follow the library: some time after photos came, changed or went, each rule is computed again. */
import { setImmediate } from 'node:timers/promises'
import type { AppEvent } from '../contract/entities.ts'
import { AppError } from '../contract/errors.ts'
import type { RankedSet } from '../contract/ranking.ts'
import type { Library } from '../library/open.ts'
import { isCircular, referencesOf, sequenceOf, type References } from './references.ts'

/** Time as a port: tests move it by hand. */
export interface Timer {
  now(): number
  /** Calls once after `delayMs`; the returned function takes it back. */
  after(delayMs: number, call: () => void): () => void
}

export interface KeeperOptions {
  readonly library: Library
  /** @throws AppError when the rule cannot be computed now. */
  readonly evaluate: (rule: RankedSet) => Promise<{ readonly photoIds: readonly number[] }>
  readonly emit: (event: AppEvent) => void
  readonly timer: Timer
}

/** Changes come in bursts: rules are computed once nothing has changed for this long, */
const QUIET_MS = 500
/** and while changes go on, as indexing makes them, no more often than this. */
const LATEST_MS = 5_000
/** Computing rules takes at most this share of the time, however much changes. */
const SHARE = 1 / 10
/** One long computation, of scores that are then kept, must not put off the next for as long as that. */
const LONGEST_REST_MS = 30_000
/** Inference that cannot be started is tried again: what was wrong may have been mended. */
const RETRY_MS = 60_000

export class Keeper {
  readonly #options: KeeperOptions
  #queue: Promise<unknown> = Promise.resolve()
  #closed = false
  #cancel: (() => void) | null = null
  /** Of the first change that no computation has seen yet. */
  #changedAtMs: number | null = null
  #restUntilMs = -Infinity
  /** Every rule is to be computed, not only those that speak of what changed. */
  #all = false
  /** Collections whose photos changed. */
  #touched = new Set<number>()
  /** Rules that could not be computed and may be soon. */
  #failed = new Set<number>()

  constructor(options: KeeperOptions) {
    this.#options = options
  }

  /** Something that any rule may depend on changed: all are computed soon, many changes at once. */
  changed(): void {
    this.#all = true
    this.#plan()
  }

  /** The photos of one collection changed: the rules that speak of it are computed soon. */
  membersChanged(collectionId: number): void {
    this.#touched.add(collectionId)
    this.#plan()
  }

  /** Computes every rule now. What cannot be computed says so in `problem`. */
  refreshAll(): Promise<void> {
    this.#all = true
    return this.#refreshChanged()
  }

  /** Computes one rule now, from those it speaks of as they are stored. */
  refreshOne(collectionId: number): Promise<void> {
    return this.#inTurn(async () => {
      const rules = this.#options.library.collections.rules()
      await this.#refresh(collectionId, rules, referencesIn(rules))
      this.#tryFailedAgain()
    })
  }

  /** Nothing is computed afterwards; waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancel?.()
    await this.#queue
  }

  #plan(): void {
    if (this.#closed) return
    const nowMs = this.#options.timer.now()
    this.#changedAtMs ??= nowMs
    const quietMs = Math.min(nowMs + QUIET_MS, this.#changedAtMs + LATEST_MS)
    this.#schedule(Math.max(quietMs, this.#restUntilMs) - nowMs)
  }

  #schedule(delayMs: number): void {
    this.#cancel?.()
    this.#cancel = this.#options.timer.after(delayMs, () => {
      this.#cancel = null
      // A full disk, or a library that failed: nobody waits for this answer.
      this.#refreshChanged().catch((error: unknown) => {
        console.error(error)
      })
    })
  }

  #refreshChanged(): Promise<void> {
    return this.#inTurn(async () => {
      const { library, emit, timer } = this.#options
      const startMs = timer.now()
      const [all, touched, failed] = [this.#all, this.#touched, this.#failed]
      this.#all = false
      this.#touched = new Set()
      this.#failed = new Set()
      this.#changedAtMs = null
      const rules = library.collections.rules()
      const references = referencesIn(rules)
      let changed = false
      for (const id of sequenceOf(references)) {
        const speaksOfIt = [...(references.get(id) ?? [])].some((other) => touched.has(other))
        if (!all && !speaksOfIt && !failed.has(id)) continue
        if (await this.#refresh(id, rules, references)) {
          changed = true
          touched.add(id)
        }
        // A question must not wait for all of them.
        await setImmediate()
      }
      this.#restUntilMs = timer.now() + Math.min((timer.now() - startMs) / SHARE, LONGEST_REST_MS)
      if (changed) emit({ kind: 'collections.changed' })
      this.#tryFailedAgain()
    })
  }

  #tryFailedAgain(): void {
    if (this.#failed.size > 0 && this.#cancel === null && !this.#closed) this.#schedule(RETRY_MS)
  }

  async #refresh(id: number, rules: ReadonlyMap<number, RankedSet | null>, references: References): Promise<boolean> {
    const { library, evaluate, timer } = this.#options
    const { collections } = library
    const rule = rules.get(id)
    if (this.#closed || rule === undefined) return false
    const problem = rule === null ? UNREADABLE : isCircular(id, references) ? CIRCULAR : this.#wrong(rule)
    if (rule === null || problem !== null) return collections.setProblem(id, problem ?? UNREADABLE)
    try {
      const { photoIds } = await evaluate(rule)
      return this.#holds(id, rule) && collections.renew(id, photoIds, timer.now())
    } catch (error) {
      if (!this.#holds(id, rule)) return false
      if (!(error instanceof AppError)) console.error(error)
      else if (error.code === 'inference-unavailable') this.#failed.add(id)
      return collections.setProblem(id, error instanceof AppError ? error.message : UNKNOWN)
    }
  }

  /** Changed or removed while it was computed, the answer is to a question that nobody asks any more. */
  #holds(id: number, rule: RankedSet): boolean {
    if (this.#closed) return false
    return JSON.stringify(this.#options.library.collections.ruleOf(id)) === JSON.stringify(rule)
  }

  #wrong(rule: RankedSet): string | null {
    const kinds = [...referencesOf(rule)].map((id) => this.#options.library.collections.kindOf(id))
    if (kinds.includes(null)) return GONE
    return kinds.includes('group') ? GROUP : null
  }

  /** One after the other: two computations of one rule must not overtake each other. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(() => (this.#closed ? undefined : work()))
    this.#queue = turn.catch(() => undefined)
    return turn
  }
}

function referencesIn(rules: ReadonlyMap<number, RankedSet | null>): References {
  return new Map([...rules].map(([id, rule]) => [id, rule === null ? new Set<number>() : referencesOf(rule)]))
}

const UNREADABLE = 'The rule was written by another version of Podium and cannot be read. Change the rule.'
const CIRCULAR = 'The rule names, by way of other collections, the collection itself. Change one of the rules.'
const GONE = 'The rule names a collection that was deleted. Change the rule, or bring the collection back.'
const GROUP = 'The rule names a group, which holds no photos itself. Name one of the collections in it.'
const UNKNOWN = 'Something went wrong inside Podium.'
