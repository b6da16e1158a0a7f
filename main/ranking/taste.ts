/**
 * A person's answers bend the order they are about: score + what was learned of their taste, for every photo with a vector.
 * Only where the answers are foretold better with it than without. A fact, and what was put by hand, is never bent.
 */
import type { Notice, Reading } from '../contract/ranking.ts'
import type { TasteStatus, TaughtSentence } from '../contract/taste.ts'
import type { Comparisons } from '../library/comparisons.ts'
import { sentenceOf } from './attributes.ts'
import { learn, type Answer, type Taught } from './lesson.ts'
import type { Preference } from './preference.ts'
import { Recent } from './recent.ts'
import { scoresOf, type ScoreEngines, type Scores } from './scores.ts'
import { normaliseSentence } from './sentence.ts'

/** The part of the library that taste is learned from. */
export interface TasteSource {
  readonly comparisons: Pick<Comparisons, 'of' | 'isPaused' | 'revision'>
  readonly vectors: { get(contentHash: string, modelId: string): Uint16Array | null }
}

export interface BentScores extends Scores {
  /** As `RankHeader.taste`. */
  readonly taste: TasteStatus | null
  /** What taste adds to the score of each catalogue row; null where it is not at work. */
  readonly bend: Float64Array | null
}

/** What is known of a sentence's taste, for the library as it stands. */
export interface Learned {
  readonly preference: Preference
  readonly status: TasteStatus
  /** A photo as the lesson sees it; null without vector or score. */
  taught(row: number): Taught | null
}

interface Kept extends Learned {
  readonly engines: ScoreEngines
  readonly revisions: string
  readonly deviation: number
  /** By catalogue row; made when it is first used. */
  bend: Float64Array | null
}

/** 100,000 photos are 1.6 MB each. */
const KEPT_LESSONS = 6
/** The latest answers say most of a taste that changes; solving grows with the cube of their number. */
const MOST_ANSWERS = 300

/** What an order teaches, in the words all its wordings share; null: taste in general. Undefined where nothing can be taught. */
export function taughtBy(reading: Reading, sentence: string): TaughtSentence | undefined {
  if (reading.kind === 'measured' || reading.kind === 'manual') return undefined
  if (reading.kind === 'taste') return null
  if (reading.kind === 'adapter' && reading.attribute !== null) return sentenceOf(reading.attribute)
  return normaliseSentence(sentence) || undefined
}

export class Taste {
  readonly #source: TasteSource
  readonly #kept = new Recent<Kept>(KEPT_LESSONS)

  constructor(source: TasteSource) {
    this.#source = source
  }

  /** As `scoresOf`, bent where the person's answers are worth it. */
  async scores(reading: Reading, sentence: string, rows: Int32Array, engines: ScoreEngines): Promise<BentScores> {
    const plain = await scoresOf(reading, sentence, rows, engines)
    const taught = taughtBy(reading, sentence)
    if (taught === undefined) return { ...plain, taste: null, bend: null }
    const { comparisons } = this.#source
    if (comparisons.of(taught).length === 0) {
      const taste = { ...untaught(taught), paused: comparisons.isPaused(taught) }
      return { ...plain, notices: noticesOf(plain, reading, taste), taste, bend: null }
    }
    const kept = await this.#keep(taught, reading, sentence, engines)
    const { status: taste } = kept
    const answer = { ...plain, notices: noticesOf(plain, reading, taste), taste }
    if (!taste.used) return { ...answer, bend: null }
    const bend = kept.bend ?? (await this.#bend(kept, engines))
    kept.bend = bend
    return { ...answer, values: plain.values.map((value, i) => value + (bend[rows[i]!] ?? 0)), bend }
  }

  /** @throws as `scoresOf`. */
  learned(taught: TaughtSentence, reading: Reading, sentence: string, engines: ScoreEngines): Promise<Learned> {
    return this.#keep(taught, reading, sentence, engines)
  }

  async #keep(taught: TaughtSentence, reading: Reading, sentence: string, engines: ScoreEngines): Promise<Kept> {
    const { catalogue, manifest } = engines
    const { comparisons, vectors } = this.#source
    const key = `${reading.kind} ${taught ?? ''}`
    const revisions = `${String(comparisons.revision())} ${String(catalogue.revision)}`
    const present = this.#kept.get(key)
    if (present?.engines === engines && present.revisions === revisions) return present

    const answers = comparisons.of(taught)
    // Scores against those of the whole library: which part of it is on screen must not change what taste is worth.
    const everything = Int32Array.from({ length: catalogue.size }, (_, row) => row)
    const { values } = await scoresOf(reading, sentence, everything, engines)
    const { mean, deviation } = spreadOf(values)
    const taughtAt = (row: number): Taught | null => {
      const hash = catalogue.hashes[row]
      const value = values[row]
      if (hash == null || value === undefined || Number.isNaN(value)) return null
      const bits = vectors.get(hash, manifest.id)
      if (bits?.length !== manifest.vector.dimension) return null
      const vector = Float32Array.from(new Float16Array(bits.buffer, bits.byteOffset, bits.length))
      return { score: (value - mean) / deviation, vector }
    }
    const known = answersOf(answers.slice(-MOST_ANSWERS), catalogue.hashes, taughtAt)
    const { preference, helps, ...agreement } = learn(known, manifest.vector.dimension)
    const paused = comparisons.isPaused(taught)
    const status = { sentence: taught, answers: answers.length, ...agreement, paused, used: helps && !paused }
    const kept: Kept = { preference, status, taught: taughtAt, engines, revisions, deviation, bend: null }
    this.#kept.set(key, kept)
    return kept
  }

  async #bend({ preference, deviation }: Kept, { catalogue, matrix, inference }: ScoreEngines): Promise<Float64Array> {
    const { correction, weight } = preference
    const { answer, places } = await matrix.ask(catalogue, () => inference.project(correction))
    const bend = Float64Array.from(places, (place) => answer[place] ?? NaN)
    // Around the library's middle, so that scores stay what they are on the whole, and with them where an order fades.
    const { mean } = spreadOf(bend)
    return bend.map((value) => (Number.isNaN(value) ? 0 : ((value - mean) * deviation) / weight))
  }
}

/** Of what nobody was asked about. */
function untaught(sentence: TaughtSentence): TasteStatus {
  const { judged, agreementBefore, agreementAfter, wanted } = learn([], 0)
  return { sentence, answers: 0, judged, agreementBefore, agreementAfter, wanted, used: false, paused: false }
}

/** Whoever asks for their taste by name is told where it is not what they see. */
function noticesOf({ notices }: Scores, reading: Reading, { used, paused }: TasteStatus): Notice[] {
  return reading.kind !== 'taste' || used || paused ? notices : [...notices, { kind: 'taste-unknown' }]
}

function answersOf(
  comparisons: ReturnType<TasteSource['comparisons']['of']>,
  hashes: readonly (string | null)[],
  taughtAt: (row: number) => Taught | null,
): Answer[] {
  if (comparisons.length === 0) return []
  const wanted = new Set(comparisons.flatMap(({ leftHash, rightHash }) => [leftHash, rightHash]))
  const photos = new Map<string, Taught | null>()
  for (const [row, hash] of hashes.entries())
    if (hash !== null && wanted.has(hash) && photos.get(hash) == null) photos.set(hash, taughtAt(row))
  return comparisons.flatMap(({ leftHash, rightHash, choice, heldOut }) => {
    const [left, right] = [photos.get(leftHash), photos.get(rightHash)]
    return left == null || right == null ? [] : [{ left, right, choice, heldOut }]
  })
}

/** Mean and standard deviation of what is a number; 1 where nothing differs. */
function spreadOf(values: Float64Array): { mean: number; deviation: number } {
  let count = 0
  let sum = 0
  let squares = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    count += 1
    sum += value
    squares += value * value
  }
  const mean = count === 0 ? 0 : sum / count
  const variance = count === 0 ? 0 : squares / count - mean * mean
  return { mean, deviation: variance > 1e-12 ? Math.sqrt(variance) : 1 }
}
