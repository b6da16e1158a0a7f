/** Asks a person about an order, pair by pair, and takes down what they answer. */
import { AppError } from '../contract/errors.ts'
import type { RankHeader } from '../contract/ranking.ts'
import type {
  AskedPhoto,
  TasteAnswer,
  TasteQuestion,
  TasteRequest,
  TaughtSentence,
  TaughtSummary,
} from '../contract/taste.ts'
import { assetVersion } from '../library/asset-version.ts'
import type { Library } from '../library/open.ts'
import type { Catalogue } from './catalogue.ts'
import type { Moments } from './moments.ts'
import type { Order } from './order.ts'
import { dice, pairByChance, pairThatTeaches, type Candidate } from './questions.ts'
import type { ScoreEngines } from './scores.ts'
import { taughtBy, type Learned, type Taste } from './taste.ts'

/** An order on screen, and what it was made with. */
export interface TaughtOrder {
  readonly header: Pick<RankHeader, 'reading'>
  readonly order: Order
  /** The sentence without slips of the finger. */
  readonly said: string
  readonly moments: Moments
  readonly engines: ScoreEngines
  readonly taste: Taste
}

export interface TeachingOptions {
  readonly library: Pick<Library, 'comparisons' | 'photoFacts'>
  /** @throws AppError `order-gone`. */
  readonly orderOf: (orderId: string) => TaughtOrder
  /** Orders that taste bends are other ones from now on. */
  readonly onChange: () => void
  readonly now: () => number
}

/** Every place down to here may be asked about, */
const WHOLE_HEAD = 60
/** and so many below, ever farther apart. Pairs grow with the square: 160 photos take some 30 ms. */
const BELOW = 100

export class Teaching {
  readonly #options: TeachingOptions

  constructor(options: TeachingOptions) {
    this.#options = options
  }

  /** @throws AppError `order-gone`; `not-available` for an order of facts; as `scoresOf`. */
  async next({ orderId, general, skipped }: TasteRequest): Promise<TasteQuestion> {
    const { comparisons } = this.#options.library
    const shown = this.#options.orderOf(orderId)
    const { engines, taste, said } = shown
    const reading = general ? ({ kind: 'taste' } as const) : shown.header.reading
    const taught = taughtBy(reading, said)
    if (taught === undefined)
      throw new AppError('not-available', 'A measured order is a fact: there is nothing to teach it.')
    const learned = await taste.learned(taught, reading, said, engines)
    // Whatever an order of something else puts first says nothing of what a person likes.
    const headFirst = !general || shown.header.reading.kind === 'taste'
    const { catalogue } = engines
    const rows = candidateRows(shown, headFirst)
    const candidates = candidatesOf(rows, shown, learned)
    const pairs = comparisons.of(taught).map(({ leftHash, rightHash }) => [leftHash, rightHash] as const)
    const passed = skipped.map((pair) => pair.map((photoId) => hashOf(catalogue, photoId)) as [string, string])
    const asked = { pairs: [...pairs, ...passed] }
    const seed = pairs.length * 1_009 + passed.length
    const found = comparisons.nextHeldOut(taught)
      ? pairByChance(candidates, asked, seed)
      : pairThatTeaches(candidates, learned.preference, asked)
    if (found === null) return { pair: null, status: learned.status }
    // The likelier one must not always stand on the same side.
    const [left, right] = dice(seed)() < 0.5 ? found : [found[1], found[0]]
    const photo = (index: number): AskedPhoto => askedPhoto(catalogue, candidates[index]!.row)
    return { pair: { left: photo(left), right: photo(right) }, status: learned.status }
  }

  /** @throws AppError `not-found` for a photo that is gone or was not read yet. */
  answer({ sentence, left, right, choice }: TasteAnswer): number {
    const { library, now, onChange } = this.#options
    const facts = library.photoFacts.of([left, right])
    const hash = (photoId: number): string => {
      const found = facts.find((one) => one.photoId === photoId)?.contentHash
      if (found == null) throw new AppError('not-found', 'This photo is no longer in the library.')
      return found
    }
    const answer = { sentence, leftHash: hash(left), rightHash: hash(right), choice }
    if (answer.leftHash === answer.rightHash)
      throw new AppError('invalid-params', 'These two photos are the same picture.')
    const { comparisonId } = library.comparisons.add(answer, now())
    onChange()
    return comparisonId
  }

  undo(answerId: number): void {
    if (this.#options.library.comparisons.remove(answerId)) this.#options.onChange()
  }

  status(): TaughtSummary[] {
    return this.#options.library.comparisons.sentences()
  }

  pause(sentence: TaughtSentence, paused: boolean): void {
    this.#options.library.comparisons.pause(sentence, paused)
    this.#options.onChange()
  }

  forget(sentence: TaughtSentence): number {
    const forgotten = this.#options.library.comparisons.forget(sentence)
    this.#options.onChange()
    return forgotten
  }
}

interface PlacedCandidate extends Candidate {
  readonly row: number
}

/** Positions to choose from. */
function candidateRows({ order }: TaughtOrder, headFirst: boolean): number[] {
  const { scored } = order
  // Without a score in this order, a photo may have one in the order of taste.
  const end = headFirst ? scored : order.rows.length
  const most = WHOLE_HEAD + BELOW
  if (end <= most) return Array.from({ length: end }, (_, position) => position)
  const spread = headFirst
    ? Array.from({ length: most }, (_, at) =>
        at < WHOLE_HEAD ? at : Math.floor(WHOLE_HEAD * (end / WHOLE_HEAD) ** ((at - WHOLE_HEAD) / BELOW)),
      )
    : Array.from({ length: most }, (_, at) => Math.floor((at * end) / most))
  return [...new Set(spread)]
}

function candidatesOf(
  positions: readonly number[],
  { order, moments, engines: { catalogue } }: TaughtOrder,
  learned: Learned,
): PlacedCandidate[] {
  const hashes = new Set<string>()
  const { groupOf } = moments.stacking()
  return positions.flatMap((position) => {
    const row = order.rows[position] ?? -1
    const contentHash = catalogue.hashes[row]
    if (contentHash == null || hashes.has(contentHash)) return []
    const taught = learned.taught(row)
    if (taught === null) return []
    hashes.add(contentHash)
    return [{ ...taught, row, contentHash, moment: groupOf[row] ?? -1, position }]
  })
}

/** A photo that is gone is none of the candidates: any name does. */
function hashOf(catalogue: Catalogue, photoId: number): string {
  const row = catalogue.rowOfPhoto(photoId)
  return (row === undefined ? null : catalogue.hashes[row]) ?? ''
}

function askedPhoto(catalogue: Catalogue, row: number): AskedPhoto {
  return {
    photoId: catalogue.photoIds[row] ?? 0,
    name: catalogue.names[row] ?? '',
    version: assetVersion(catalogue.hashes[row]),
    aspect: catalogue.aspectOf(row),
  }
}
