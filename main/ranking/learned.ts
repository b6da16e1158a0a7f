/**
 * Scores of the learned adapter. It gives a photo one score for each order it was trained on, which never change and are kept in
 * the library: a sentence only says how much of each order it asks for, so that it waits for no network that looks at photos.
 */
import { setImmediate } from 'node:timers/promises'
import type { Attribute } from '../contract/ranking.ts'
import type { Inference, Meaning } from '../inference/api.ts'
import type { OrderScores } from '../library/order-scores.ts'
import type { RankerManifest } from '../packs/manifest.ts'
import { sentenceOf } from './attributes.ts'
import type { Catalogue } from './catalogue.ts'
import { OrderTable } from './order-table.ts'
import type { PhotoMatrix } from './photo-matrix.ts'
import { normaliseSentence, plainOrder } from './sentence.ts'
import { gather } from './similarity.ts'

/** Scores read at a time: some milliseconds. */
const READ_ROWS = 512
/** Photos scored in one request, a quarter of a second: so much is lost when the process ends. */
const SCORED_ROWS = 32
/** A question waits for so many photos to be scored, about a second; for more it does not. */
const WAITED_ROWS = 128
/** Photos scored before those who look at an order are told: some seconds. */
const TOLD_ROWS = 1_024

export interface LearnedOptions {
  readonly matrix: PhotoMatrix
  readonly inference: Inference
  readonly store: Pick<OrderScores, 'of' | 'put'>
  readonly ranker: RankerManifest
  /** Photos have scores now that a question did not wait for. */
  readonly onScored: () => void
}

/** What is known of the photos while their rows have these numbers. */
interface Known {
  readonly table: OrderTable
  /** Rows that are to be scored. */
  readonly lacking: number[]
  /** Of every row of the table. */
  readonly hashes: string[]
}

export class LearnedRanker {
  readonly #options: LearnedOptions
  #known: Known
  #turn: Promise<unknown> = Promise.resolve()
  #scoring: Promise<void> | null = null

  constructor(options: LearnedOptions) {
    this.#options = options
    this.#known = this.#nothing()
  }

  /** The rows of the matrix are numbered anew. */
  forget(): void {
    this.#known = this.#nothing()
  }

  /**
   * How much of each order is asked for: of a trained one, all of it and nothing else, whatever the wording.
   * @throws AppError `inference-unavailable` for a sentence in its own words.
   */
  async meaning(attribute: Attribute | null, sentence: string): Promise<Meaning> {
    const { ranker, inference } = this.#options
    const order = ranker.orders.findIndex((known) => known.attribute === attribute)
    if (order !== -1) {
      const weights = Float32Array.from(ranker.orders, (_, i) => (i === order ? 1 : 0))
      return { weights, evidence: 1, truncated: false }
    }
    const words = attribute === null ? normaliseSentence(sentence) : sentenceOf(attribute)
    return inference.meaning(ranker.text.plain ? plainOrder(words) : words)
  }

  /**
   * Photos that lack scores are scored first where that takes a second; for more the answer does not wait.
   * @param weights f32 [orders], see `Meaning`.
   * @returns one per given catalogue row, higher first; NaN where the photo has no scores yet.
   */
  async score(weights: Float32Array, catalogue: Catalogue, rows: Int32Array): Promise<Float64Array> {
    for (;;) {
      const { answer, places } = await this.#options.matrix.ask(catalogue, async (hashes) => {
        const known = this.#known
        await this.#read(known, hashes)
        await this.#scoreUpTo(WAITED_ROWS, known)
        return { known, sums: known.table.sums(weights) }
      })
      if (answer.known === this.#known) return gather(answer.sums, places, rows)
    }
  }

  /** Scores every photo that lacks scores. Throws what inference throws when it is unavailable. */
  async prepare(): Promise<void> {
    await this.waiting(Infinity)
  }

  /**
   * How many photos lack scores. They are being scored from now on; of up to `waitedRows` it is waited for.
   * Throws what inference throws when it is unavailable.
   */
  async waiting(waitedRows = WAITED_ROWS): Promise<number> {
    for (;;) {
      const hashes = await this.#options.matrix.warm()
      const known = this.#known
      await this.#read(known, hashes)
      await this.#scoreUpTo(waitedRows, known)
      if (known === this.#known) return known.lacking.length
    }
  }

  async #scoreUpTo(waitedRows: number, known: Known): Promise<void> {
    if (known.lacking.length > waitedRows) this.#score().catch(() => undefined)
    else while (known === this.#known && known.lacking.length > 0) await this.#score()
  }

  #nothing(): Known {
    return { table: new OrderTable(this.#options.ranker.orders.length), lacking: [], hashes: [] }
  }

  /** One after another, so that each row is read once. */
  #read(known: Known, hashes: readonly string[]): Promise<void> {
    const work = async (): Promise<void> => {
      const { store, ranker } = this.#options
      while (known.hashes.length < hashes.length) {
        const some = hashes.slice(known.hashes.length, known.hashes.length + READ_ROWS)
        for (const [i, scores] of store.of(some, ranker.id).entries()) {
          if (scores?.length !== ranker.orders.length) known.lacking.push(known.hashes.length)
          known.table.add(scores)
          known.hashes.push(some[i]!)
        }
        await setImmediate()
      }
    }
    const mine = this.#turn.then(work, work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  #score(): Promise<void> {
    this.#scoring ??= this.#scoreLacking().finally(() => {
      this.#scoring = null
    })
    return this.#scoring
  }

  async #scoreLacking(): Promise<void> {
    const { matrix, inference, store, ranker, onScored } = this.#options
    let [scored, told] = [0, 0]
    // Forgotten meanwhile, what is known is another, whose rows are looked at with the next question.
    for (let known = this.#known; known.lacking.length > 0; known = this.#known) {
      const rows = known.lacking.slice(0, SCORED_ROWS)
      const { hashes, numbers } = matrix.numbersOf(rows.map((row) => known.hashes[row]!))
      const scores = await inference.scoreOrders(numbers)
      const of = new Map(hashes.map((hash, i) => [hash, scoresOf(scores, i, ranker.orders.length)]))
      store.put(
        ranker.id,
        [...of].filter(([, numbers]) => numbers.length === ranker.orders.length && numbers.every(Number.isFinite)),
      )
      // A photo without tokens, or with a score that is no number, stays without scores until the next start.
      for (const row of rows) known.table.set(row, of.get(known.hashes[row]!) ?? null)
      known.lacking.splice(0, rows.length)
      scored += rows.length
      if (scored - told >= TOLD_ROWS || (known.lacking.length === 0 && scored > WAITED_ROWS)) {
        told = scored
        onScored()
      }
    }
  }
}

function scoresOf(scores: Float32Array, photo: number, orders: number): Float32Array {
  return scores.slice(photo * orders, (photo + 1) * orders)
}
