/**
 * A sentence becomes an order: read, scored, sorted, and handed out as a header, a first page and later windows.
 * Keeps the latest orders so that pages, outline and reasons come from the same one, whatever the library does since.
 */
import { randomUUID } from 'node:crypto'
import { AppError } from '../contract/errors.ts'
import type {
  Attribute,
  Explanation,
  Notice,
  OrderOutline,
  RankHeader,
  RankPart,
  RankRequest,
  RankRows,
  Reading,
} from '../contract/ranking.ts'
import type { Inference } from '../inference/api.ts'
import type { Library } from '../library/open.ts'
import type { ModelManifest, RankerManifest } from '../packs/manifest.ts'
import { ATTRIBUTES, sentenceOf } from './attributes.ts'
import { axisOf } from './axes.ts'
import { readSentence, type Engines, type SentenceReading } from './cascade.ts'
import { Catalogue } from './catalogue.ts'
import { fadePosition, medianOfOrder, orderByScore, percentileOf, type Order } from './order.ts'
import { LearnedRanker } from './learned.ts'
import { PhotoMatrix } from './photo-matrix.ts'
import { outlineOf } from './outline.ts'
import { Recent } from './recent.ts'
import { normaliseSentence } from './sentence.ts'
import { scoreSimilarity } from './similarity.ts'

const FIRST_PAGE_ROWS = 200
/** An order of 100,000 is about 2 MB; ten cover a person going back and forth. */
const KEPT_ORDERS = 10

interface KeptOrder {
  readonly header: RankHeader
  readonly order: Order
  readonly fadesAt: number | null
  /** What an ordinary photo has: the median of a fact, or the background's similarity. */
  readonly typical: number
}

interface Scores {
  readonly values: Float64Array
  readonly tieWidth: number
  readonly fadeThreshold: number | null
  /** Null: the median of the order. */
  readonly typical: number | null
  readonly notices: Notice[]
}

export interface RankingOptions {
  readonly library: Library
  readonly inference: Inference
  readonly manifest: ModelManifest
  /** The learned adapter that goes with the model; null where none is installed. */
  readonly ranker: RankerManifest | null
}

export class Ranking {
  readonly #library: Library
  readonly #manifest: ModelManifest
  readonly #inference: Inference
  readonly #ranker: RankerManifest | null
  readonly #catalogue: Catalogue
  readonly #matrix: PhotoMatrix
  readonly #learned: LearnedRanker
  readonly #orders = new Recent<KeptOrder>(KEPT_ORDERS)
  #epoch = -1

  constructor({ library, inference, manifest, ranker }: RankingOptions) {
    this.#library = library
    this.#manifest = manifest
    this.#catalogue = new Catalogue(library)
    this.#inference = inference
    this.#ranker = ranker
    const model = { id: manifest.id, tokenBytes: manifest.tokens.bytes, measures: ranker?.score.measures ?? [] }
    this.#matrix = new PhotoMatrix(library, inference, model)
    this.#learned = new LearnedRanker(this.#matrix, inference, library.learnedScores)
  }

  /** How a sentence would be read. */
  read(sentence: string, chosen?: Reading): SentenceReading {
    const engines: Engines = { adapter: this.#ranker !== null, languages: this.#manifest.languages }
    return readSentence(sentence, engines, chosen)
  }

  /** Prepares catalogue and matrix, so that the first sentence is as quick as the second. */
  async warm(): Promise<void> {
    this.#catalogue.refresh()
    await this.#matrix.warm()
  }

  /** Computes the trained orders of photos that lack them, ahead of the question, and lets go of what that took. */
  async prepareLearned(): Promise<void> {
    if (this.#ranker === null) return
    this.#refresh()
    const none = new Int32Array(0)
    for (const { sentence } of ATTRIBUTES) await this.#learned.score(sentence, this.#ranker.id, this.#catalogue, none)
    await this.#matrix.dropFeatures()
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
    const { order, fadesAt } = this.#kept(orderId)
    return outlineOf(order, fadesAt, this.#catalogue, bins)
  }

  explain(orderId: string, photoId: number): Explanation {
    const kept = this.#kept(orderId)
    const { header, order } = kept
    const row = this.#catalogue.rowOfPhoto(photoId)
    const position = row === undefined ? -1 : order.rows.indexOf(row)
    if (row === undefined || position === -1)
      throw new AppError('not-found', 'This photo is not in the order any more.')
    const scored = position < order.scored
    const score = scored ? (order.scores[position] ?? null) : null
    const base = {
      photoId,
      position,
      total: header.total,
      percentile: percentileOf(position, order.scored),
      score,
      modelId: header.modelId,
    }
    if (score === null) {
      const why = this.#catalogue.indexed[row] === 1 ? 'not-measured' : 'waiting'
      return { ...base, reason: { kind: 'unscored', why } }
    }
    if (header.reading.kind === 'measured') {
      const { axis } = header.reading
      return {
        ...base,
        reason: { kind: 'measured', axis, value: score, unit: axisOf(axis).unit, median: kept.typical },
      }
    }
    return { ...base, reason: { kind: header.reading.kind, value: score, typical: kept.typical } }
  }

  close(orderId: string): void {
    this.#orders.delete(orderId)
  }

  async #rank(request: RankRequest): Promise<KeptOrder> {
    const { reading, alternatives, notices } = this.read(request.sentence, request.reading)
    if (reading.kind === 'adapter' && this.#ranker === null) {
      throw new AppError(
        'not-available',
        'No learned ranking model is installed. Choose similarity or a measured order.',
      )
    }
    this.#refresh()
    const { rows, hidden } = this.#catalogue.members(request.scope.folderIds)
    const reversed = request.reversed ?? false
    const scores = await this.#scoresOf(reading, request.sentence, rows)
    const ascending = (reading.kind !== 'similarity' && reading.direction === 'ascending') !== reversed
    const order = orderByScore(rows, scores.values, ascending, scores.tieWidth)
    const header: RankHeader = {
      orderId: randomUUID(),
      sentence: request.sentence,
      reading,
      alternatives: [...alternatives],
      modelId: this.#modelOf(reading),
      reversed,
      total: rows.length,
      notScored: rows.length - order.scored,
      hidden,
      secondKey: 'date',
      notices: [...notices, ...scores.notices],
    }
    const fadesAt = scores.fadeThreshold === null || reversed ? null : fadePosition(order, scores.fadeThreshold)
    return { header, order, fadesAt, typical: scores.typical ?? medianOfOrder(order) }
  }

  async #scoresOf(reading: Reading, sentence: string, rows: Int32Array): Promise<Scores> {
    if (reading.kind === 'measured') {
      const values = this.#catalogue.axisValues(reading.axis, rows)
      const { tieWidth } = axisOf(reading.axis)
      return { values, tieWidth, fadeThreshold: null, typical: null, notices: [] }
    }
    if (reading.kind === 'adapter') return this.#learnedScores(reading.attribute, sentence, rows)
    const { tieWidth, fade } = this.#manifest.similarity
    const engine = { matrix: this.#matrix, inference: this.#inference, catalogue: this.#catalogue, fadeZ: fade.z }
    const answer = await scoreSimilarity(normaliseSentence(sentence), engine, rows)
    const notices = this.#truncation(answer.truncated)
    return { values: answer.scores, tieWidth, fadeThreshold: answer.fadeThreshold, typical: answer.typical, notices }
  }

  async #learnedScores(attribute: Attribute | null, sentence: string, rows: Int32Array): Promise<Scores> {
    if (this.#ranker === null) throw new AppError('not-available', 'No learned ranking model is installed.')
    const { id, evidence, orders } = this.#ranker
    const words = attribute === null ? normaliseSentence(sentence) : sentenceOf(attribute)
    const answer = await this.#learned.score(words, attribute === null ? null : id, this.#catalogue, rows)
    const notices = this.#truncation(answer.truncated)
    if (attribute === null && answer.evidence < evidence.least) notices.push({ kind: 'unfamiliar' })
    if (attribute === 'age') notices.push({ kind: 'faces-only' })
    const tieWidth = orders.find((order) => order.attribute === attribute)?.tieWidth ?? 0
    return { values: answer.scores, tieWidth, fadeThreshold: null, typical: null, notices }
  }

  #forget(): void {
    this.#matrix.forget()
    this.#learned.forget()
  }

  #truncation(truncated: boolean): Notice[] {
    return truncated ? [{ kind: 'truncated', maxTokens: this.#manifest.text.maxTokens }] : []
  }

  #modelOf({ kind }: Reading): string | null {
    return kind === 'measured' ? null : kind === 'adapter' ? (this.#ranker?.id ?? null) : this.#manifest.id
  }

  /** Rows that vanished renumber the catalogue: older orders then point nowhere. */
  #refresh(): void {
    const epoch = this.#library.epoch()
    if (epoch !== this.#epoch) {
      this.#orders.clear()
      this.#forget()
      this.#epoch = epoch
    }
    this.#catalogue.refresh()
  }

  #kept(orderId: string): KeptOrder {
    if (this.#library.epoch() !== this.#epoch) this.#refresh()
    const kept = this.#orders.get(orderId)
    if (kept === undefined) throw new AppError('order-gone', 'This order is no longer kept. Ask the sentence again.')
    return kept
  }

  #rowsOf({ order }: KeptOrder, offset: number, limit: number): RankRows {
    const rows = order.rows.subarray(offset, offset + limit)
    const positions = Array.from(rows, (_, i) => offset + i)
    const catalogue = this.#catalogue
    const offline = this.#library.folders.unreachable()
    const column = <T>(pick: (row: number) => T): T[] => Array.from(rows, (row) => pick(row))
    return {
      offset,
      photoIds: column((row) => catalogue.photoIds[row] ?? 0),
      scores: positions.map((position) => (position < order.scored ? (order.scores[position] ?? null) : null)),
      percentiles: positions.map((position) => percentileOf(position, order.scored)),
      tieBands: positions.map((position) => order.tieBands[position] ?? 0),
      takenAt: column((row) => catalogue.takenAt(row)),
      folderIds: column((row) => catalogue.folderIds[row] ?? -1),
      names: column((row) => catalogue.names[row] ?? ''),
      aspects: column((row) => catalogue.aspectOf(row)),
      offline: column((row) => offline.has(catalogue.folderIds[row] ?? -1)),
      versions: column((row) => catalogue.hashes[row]?.slice(0, 12) ?? '0'),
    }
  }
}
