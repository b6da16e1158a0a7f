/** The questions by which a person teaches an order, and the way back from each answer. */
import type { TasteAnswer, TasteChoice, TasteQuestion, TaughtSentence } from '../../main/contract/taste.ts'
import type { Client } from '../connect.ts'
import { toFailure, type Failure } from './failure.ts'
import type { History, Step } from './history.ts'
import type { Ranking } from './ranking.svelte.ts'

type Pair = TasteQuestion['pair']

interface Given {
  readonly sentence: TaughtSentence
  readonly step: Step
}

/** What was forgotten for good is neither taken back nor given again. */
const NOTHING: Step = { undo: () => Promise.resolve(NOTHING) }

export class Taste {
  /** Null until the first question is there. */
  question = $state.raw<TasteQuestion | null>(null)
  /** Taste in general, whatever the order on screen is. */
  general = $state(false)
  /** What was just answered, until the next question is there. */
  chosen = $state.raw<TasteChoice | null>(null)
  failure = $state.raw<Failure | null>(null)
  readonly undoable: boolean = $derived.by(() => this.#given.some(({ sentence }) => sentence === this.#sentence))
  readonly #client: Client
  readonly #ranking: Ranking
  readonly #history: History
  #given = $state.raw<readonly Given[]>([])
  #skipped: [number, number][] = []
  #open = false
  #changed = false
  #forgotten: TaughtSentence[] = []

  constructor(client: Client, ranking: Ranking, history: History) {
    this.#client = client
    this.#ranking = ranking
    this.#history = history
  }

  get #sentence(): TaughtSentence | undefined {
    return this.question?.status.sentence
  }

  async open(general: boolean): Promise<void> {
    this.general = general
    this.question = null
    this.#skipped = []
    this.#open = true
    this.#changed = false
    await this.#ask()
  }

  /** The order shows at once what was learned. */
  async close(): Promise<void> {
    this.#open = false
    if (this.#changed) await this.#ranking.renew()
  }

  async answer(choice: TasteChoice): Promise<void> {
    const { question } = this
    if (question?.pair == null || this.chosen !== null) return
    const { pair, status } = question
    this.chosen = choice
    const answer = { sentence: status.sentence, left: pair.left.photoId, right: pair.right.photoId, choice }
    try {
      const step = await this.#history.do(() => this.#give(answer, pair))
      if (step !== null) this.#given = [...this.#given, { sentence: status.sentence, step }]
    } catch (error) {
      // The same two are asked about: nothing was taken down.
      this.failure = toFailure(error)
      this.chosen = null
      return
    }
    await this.#ask()
  }

  async skip(): Promise<void> {
    const pair = this.question?.pair
    if (pair == null || this.chosen !== null) return
    this.#skipped.push([pair.left.photoId, pair.right.photoId])
    await this.#ask()
  }

  /** Takes back the last answer about this order and shows its pair again. */
  async undo(): Promise<void> {
    const last = this.#given.findLast(({ sentence }) => sentence === this.#sentence)
    if (last === undefined || this.chosen !== null) return
    try {
      await this.#history.takeBack(last.step)
      this.#given = this.#given.filter((one) => one !== last)
    } catch (error) {
      this.failure = toFailure(error)
    }
  }

  /** @throws what the core throws. */
  async pause(sentence: TaughtSentence, paused: boolean): Promise<void> {
    await this.#client.taste.pause({ sentence, paused })
    if (this.#open) await this.#ask(this.question?.pair)
    await this.#ranking.renew()
  }

  /** Returns how many answers went. @throws what the core throws. */
  async forget(sentence: TaughtSentence): Promise<number> {
    const { forgotten } = await this.#client.taste.forget({ sentence })
    this.#given = this.#given.filter((one) => one.sentence !== sentence)
    this.#forgotten = [...this.#forgotten, sentence]
    this.#changed = true
    if (this.#open) await this.#ask()
    return forgotten
  }

  async #give(answer: TasteAnswer, pair: Pair): Promise<Step> {
    const { answerId } = await this.#client.taste.answer(answer)
    this.#changed = true
    const forgets = this.#forgotten.length
    const isForgotten = (): boolean => this.#forgotten.indexOf(answer.sentence, forgets) !== -1
    return {
      undo: async () => {
        if (isForgotten()) return NOTHING
        await this.#client.taste.undo({ answerId })
        this.#changed = true
        await this.#ask(pair)
        return {
          undo: async () => {
            if (isForgotten()) return NOTHING
            const step = await this.#give(answer, pair)
            await this.#ask()
            return step
          },
        }
      },
    }
  }

  /** @param shown the pair to be asked about again; else the one that teaches most */
  async #ask(shown?: Pair): Promise<void> {
    if (!this.#open) return
    try {
      const question = await this.#next()
      this.question = shown == null ? question : { ...question, pair: shown }
      this.failure = null
    } catch (error) {
      this.failure = toFailure(error)
    } finally {
      this.chosen = null
    }
  }

  async #next(): Promise<TasteQuestion> {
    const ask = (): Promise<TasteQuestion> => {
      const orderId = this.#ranking.header?.orderId ?? ''
      return this.#client.taste.next({ orderId, general: this.general, skipped: this.#skipped })
    }
    try {
      return await ask()
    } catch (error) {
      if (toFailure(error).code !== 'order-gone') throw error
      await this.#ranking.renew()
      return ask()
    }
  }
}
