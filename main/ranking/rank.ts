/**
 * A sentence becomes an order: read, scored, sorted, and handed out as a header, a first page and later windows.
 * Keeps the latest orders so that pages, outline and reasons come from the same one, whatever the library does since.
 */
import { randomUUID } from 'node:crypto'
import type { PhotoFacets } from '../contract/entities.ts'
import type { Examples } from '../contract/examples.ts'
import { AppError } from '../contract/errors.ts'
import type {
  Explanation,
  HeatMap,
  Notice,
  OrderOutline,
  RankedSet,
  RankHeader,
  RankPart,
  RankRequest,
  RankRows,
  Reading,
} from '../contract/ranking.ts'
import type { Stack } from '../contract/stacks.ts'
import type { Library } from '../library/open.ts'
import { enginesOf, modelAsked, type AskedModel } from './asked-model.ts'
import { readSentence, type Engines, type SentenceReading } from './cascade.ts'
import { Catalogue } from './catalogue.ts'
import { exampleVector, scoresBy, type ExampleVector } from './examples.ts'
import { explanationOf } from './explanation.ts'
import { facetsOf } from './facets.ts'
import { heatOf } from './heat.ts'
import { placeOf, shownPlaceOf, stackWith, type KeptOrder } from './kept-order.ts'
import { membersOf } from './members.ts'
import { Moments } from './moments.ts'
import { fadePosition, medianOfOrder, orderByHand, orderByScore, percentileOf } from './order.ts'
import { outlineOf } from './outline.ts'
import { Recent } from './recent.ts'
import { rowsOf } from './rows.ts'
import { isAscending, type ScoreEngines } from './scores.ts'
import { normaliseSentence } from './sentence.ts'
import { mendSpelling, vocabularyOf, type Vocabulary } from './spelling.ts'
import { countsOf, shownFade } from './stacks.ts'
import { cutOrder, onePerGroup } from './subset.ts'
import { Taste } from './taste.ts'
import type { TaughtOrder } from './teaching.ts'

const FIRST_PAGE_ROWS = 200
/** An order of 100,000 is about 2 MB; ten cover a person going back and forth. */
const KEPT_ORDERS = 10

/** A whole ranked set, for those who keep it or write it out. One entry a photo in each column. */
export interface EvaluatedSet {
  readonly header: RankHeader
  readonly fadesAt: number | null
  readonly photoIds: readonly number[]
  readonly scores: readonly (number | null)[]
  readonly percentiles: readonly (number | null)[]
  readonly tieBands: readonly number[]
}

export interface RankingOptions extends AskedModel {
  readonly library: Library
  /** Without one, no slips of the finger are mended. */
  readonly words?: Vocabulary
  /** Learned orders hold photos now that they did not hold before. */
  readonly onScored?: () => void
}

export class Ranking {
  readonly #library: Library
  readonly #catalogue: Catalogue
  readonly #moments: Moments
  readonly #taste: Taste
  readonly #words: Vocabulary | null
  readonly #onScored: () => void
  #model: AskedModel
  #engines: ScoreEngines
  readonly #orders = new Recent<KeptOrder>(KEPT_ORDERS)
  #epoch = -1

  constructor({ library, words, onScored = () => undefined, ...model }: RankingOptions) {
    this.#onScored = onScored
    this.#words = words === undefined ? null : vocabularyOf(words)
    this.#library = library
    this.#catalogue = new Catalogue(library)
    this.#moments = new Moments(library, this.#catalogue)
    this.#taste = new Taste(library)
    this.#model = model
    this.#engines = enginesOf(model, this.#catalogue, library, onScored)
  }

  /** Asks another model from now on. Orders of the former are no longer kept. */
  use(model: AskedModel): void {
    this.#model = model
    this.#engines = enginesOf(model, this.#catalogue, this.#library, this.#onScored)
    this.#orders.clear()
  }

  /** How a sentence would be read. */
  read(sentence: string, chosen?: Reading): SentenceReading {
    const { ranker, manifest, ages = false } = this.#model
    const meant = this.#meant(sentence)
    const engines: Engines = { adapter: ranker !== null, ages, languages: manifest.languages }
    const answer = readSentence(meant ?? sentence, engines, chosen)
    return meant === null ? answer : { ...answer, notices: [{ kind: 'read-as', sentence: meant }, ...answer.notices] }
  }

  /** Prepares catalogue and matrix, so that the first sentence is as quick as the second. */
  async warm(): Promise<void> {
    this.#catalogue.refresh()
    await this.#engines.matrix.warm()
  }

  /** Gives photos their places in the learned orders, ahead of the question. Throws what inference throws when it is unavailable. */
  async prepareLearned(): Promise<void> {
    this.#followEpoch()
    await this.#engines.learned?.prepare()
  }

  /** The inference process was restarted and holds no matrix. */
  inferenceRestarted(): void {
    this.#forget()
  }

  /**
   * Ranks every photo of the scope.
   * @throws AppError `not-available` when the learned adapter is chosen and none is installed;
   *   `inference-unavailable` when a similarity is needed and cannot be computed.
   */
  async *bySentence(request: RankRequest, signal?: AbortSignal): AsyncGenerator<RankPart> {
    const kept = await this.#rank(request)
    if (signal?.aborted === true) throw new AppError('cancelled', 'The question was replaced by another.')
    this.#orders.set(kept.header.orderId, kept)
    yield { kind: 'header', header: kept.header }
    yield { kind: 'page', rows: this.#rowsOf(kept, 0, request.limit ?? FIRST_PAGE_ROWS) }
    yield { kind: 'done', fadesAt: kept.fadesAt }
  }

  /** @throws AppError `order-gone` for an order no longer kept: ask the sentence again. */
  page(orderId: string, offset: number, limit: number): RankRows {
    return this.#rowsOf(this.#kept(orderId), offset, limit)
  }

  outline(orderId: string, bins: number): OrderOutline {
    const kept = this.#kept(orderId)
    return outlineOf(kept, kept.fadesAt, this.#catalogue, bins)
  }

  explain(orderId: string, photoId: number): Explanation {
    const kept = this.#kept(orderId)
    const { row, position } = placeOf(kept, this.#catalogue, photoId)
    const indexed = this.#catalogue.indexed[row] === 1
    const faces = this.#catalogue.axisValue('faces', row)
    return { ...explanationOf(kept, { photoId, position, indexed, faces }), position: shownPlaceOf(kept, position) }
  }

  /** The frames of a photo's moment that the order holds. */
  stack(orderId: string, photoId: number): Stack {
    return stackWith(this.#kept(orderId), this.#catalogue, this.#moments.stacking(), photoId)
  }

  /** An order to be taught. @throws AppError `order-gone`. */
  taught(orderId: string): TaughtOrder {
    const { header, order, said } = this.#kept(orderId)
    return { header, order, said, moments: this.#moments, engines: this.#engines, taste: this.#taste }
  }

  /** As `heatOf`. @throws AppError `order-gone`, `not-found` for a photo that left the order, `inference-unavailable`. */
  async heat(orderId: string, photoId: number): Promise<HeatMap | null> {
    const kept = this.#kept(orderId)
    const hash = this.#catalogue.hashes[placeOf(kept, this.#catalogue, photoId).row]
    return hash == null ? null : heatOf(kept.header, hash, this.#engines)
  }

  /** Cameras and formats of the photos that have a file: what filters can name. */
  facets(): PhotoFacets {
    this.#refresh()
    return facetsOf(this.#catalogue)
  }

  /**
   * A whole ranked set, not kept for paging. Errors as `bySentence`, and `inference-unavailable` while many photos have no
   * place in a learned order yet: who keeps a set must not take them for photos that left it.
   */
  async evaluate(set: RankedSet): Promise<EvaluatedSet> {
    const { kind } = this.#readFor(set).reading
    if (kind === 'adapter' || kind === 'taste') await this.#wantWhole()
    const { header, order, fadesAt } = await this.#rank(set)
    const positions = Array.from(order.rows, (_, position) => position)
    return {
      header,
      fadesAt,
      photoIds: Array.from(order.rows, (row) => this.#catalogue.photoIds[row] ?? 0),
      scores: positions.map((position) => (position < order.scored ? (order.scores[position] ?? null) : null)),
      percentiles: positions.map((position) => percentileOf(position, order.scored)),
      tieBands: Array.from(order.tieBands),
    }
  }

  close(orderId: string): void {
    this.#orders.delete(orderId)
  }

  async #rank(request: RankRequest): Promise<KeptOrder> {
    this.#refresh()
    const { reading, alternatives, notices } = this.#readFor(request)
    const byHand = reading.kind === 'manual'
    const { rows, missing, filtered } = membersOf(request, this.#catalogue, this.#library.collections, byHand)
    const reversed = request.reversed ?? false
    const said = this.#meant(request.sentence) ?? request.sentence
    const examples = byHand || request.examples === undefined ? null : this.#exampleVector(request.examples)
    const scores = await scoresBy(this.#taste, reading, said, examples, rows, this.#engines)
    const ascending = (examples === null && isAscending(reading)) !== reversed
    const whole = byHand ? orderByHand(rows, reversed) : orderByScore(rows, scores.values, ascending, scores.tieWidth)
    const single = request.onePerBurst === true ? onePerGroup(whole, this.#moments.stacking()) : null
    const reduced = single?.order ?? whole
    const order = request.cut === undefined ? reduced : cutOrder(reduced, request.cut)
    const view = byHand || single !== null ? undefined : request.stacked
    const stacks = view === undefined ? null : this.#moments.stack(order, view)
    const total = stacks?.positions.length ?? order.rows.length
    const header: RankHeader = {
      orderId: randomUUID(),
      sentence: request.sentence,
      reading,
      alternatives: [...alternatives],
      examples: examples?.used ?? null,
      modelId: modelAsked(this.#model, reading, examples !== null),
      reversed,
      total,
      notScored: byHand ? 0 : order.rows.length - order.scored,
      hidden: {
        missing,
        filtered,
        bursts: whole.rows.length - reduced.rows.length,
        cut: reduced.rows.length - order.rows.length,
        stacked: order.rows.length - total,
      },
      stacks: stacks === null ? null : countsOf(order, stacks),
      secondKey: 'date',
      taste: scores.taste,
      notices: [...notices, ...scores.notices, ...this.#ofModel(reading, examples !== null)],
    }
    const fade = scores.fadeThreshold === null || reversed ? null : fadePosition(order, scores.fadeThreshold)
    const fadesAt = stacks === null ? fade : shownFade(fade, stacks)
    // A cut by score may begin below the first: frames are then counted for other positions and are left out.
    const standsFor = request.cut?.kind === 'score' ? null : (single?.standsFor ?? null)
    const typical = scores.typical ?? medianOfOrder(whole)
    return { header, said, order, standsFor, stacks, fadesAt, typical, bend: scores.bend }
  }

  /** An order made by hand is what a fixed collection stands in until a sentence says otherwise. */
  #readFor({ sentence, scope, examples, reading: chosen }: RankedSet): SentenceReading {
    const { collectionId } = scope
    const byHand = collectionId !== undefined && this.#library.collections.kindOf(collectionId) === 'fixed'
    if (chosen?.kind === 'manual' && !byHand)
      throw new AppError('invalid-params', 'Only a fixed collection has an order made by hand.')
    const empty = chosen === undefined && sentence.trim() === ''
    const wordless: Reading | undefined =
      examples !== undefined ? { kind: 'similarity' } : byHand ? { kind: 'manual' } : undefined
    const answer = this.read(sentence, empty ? wordless : chosen)
    if (!byHand || answer.reading.kind === 'manual') return answer
    return { ...answer, alternatives: [...answer.alternatives, { kind: 'manual' }] }
  }

  /** The sentence without slips of the finger; null where there are none. */
  #meant(sentence: string): string | null {
    return this.#words === null ? null : mendSpelling(normaliseSentence(sentence), this.#words)
  }

  async #wantWhole(): Promise<void> {
    this.#followEpoch()
    const waiting = (await this.#engines.learned?.waiting()) ?? 0
    if (waiting > 0)
      throw new AppError(
        'inference-unavailable',
        `${waiting.toLocaleString('en')} photos have no place in learned orders yet. They get it one by one: try again in some minutes.`,
      )
  }

  #forget(): void {
    this.#engines.matrix.forget()
    this.#engines.learned?.forget()
  }

  #exampleVector(examples: Examples): ExampleVector {
    return exampleVector(examples, this.#catalogue, this.#library.vectors, this.#model.manifest.id)
  }

  #ofModel(reading: Reading, byExample: boolean): Notice[] {
    const asked = modelAsked(this.#model, reading, byExample)
    return this.#model.former === true && asked !== null ? [{ kind: 'former-model' }] : []
  }

  #refresh(): void {
    this.#followEpoch()
    this.#catalogue.refresh()
  }

  /** Rows that vanished renumber the catalogue: older orders then point nowhere. */
  #followEpoch(): void {
    const epoch = this.#library.epoch()
    if (epoch !== this.#epoch) {
      this.#orders.clear()
      this.#forget()
      this.#epoch = epoch
    }
  }

  #kept(orderId: string): KeptOrder {
    if (this.#library.epoch() !== this.#epoch) this.#refresh()
    const kept = this.#orders.get(orderId)
    if (kept === undefined) throw new AppError('order-gone', 'This order is no longer kept. Ask the sentence again.')
    return kept
  }

  #rowsOf(kept: KeptOrder, offset: number, limit: number): RankRows {
    return rowsOf(kept, this.#catalogue, this.#library.folders.unreachable(), offset, limit)
  }
}
