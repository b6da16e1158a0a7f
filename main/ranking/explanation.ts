/** Why a photo stands where it stands: its score beside that of an ordinary photo, or why it has none. */
import { goesByFaces, type Explanation, type RankHeader, type Reading } from '../contract/ranking.ts'
import { axisOf } from './axes.ts'
import { percentileOf, type Order } from './order.ts'

export interface ExplainedOrder {
  readonly header: RankHeader
  readonly order: Order
  /** What an ordinary photo has: the median of a fact, or the background's similarity. */
  readonly typical: number
  /** What taste adds to each catalogue row; null where it is not at work. */
  readonly bend: Float64Array | null
}

export interface Place {
  readonly photoId: number
  readonly position: number
  /** False while the photo waits to be read. */
  readonly indexed: boolean
  /** NaN where nobody looked. */
  readonly faces: number
}

export function explanationOf(explained: ExplainedOrder, place: Place): Explanation {
  const { header, order, typical } = explained
  const { photoId, position } = place
  const score = position < order.scored ? (order.scores[position] ?? null) : null
  const base = {
    photoId,
    position,
    total: header.total,
    percentile: percentileOf(position, order.scored),
    score,
    modelId: header.modelId,
    movedByTaste: movedByTaste(explained, position),
  }
  const { reading } = header
  if (reading.kind === 'manual') return { ...base, reason: { kind: 'manual' } }
  if (score === null) return { ...base, reason: { kind: 'unscored', why: whyUnscored(reading, place) } }
  if (header.examples !== null && header.sentence.trim() !== '')
    return { ...base, reason: { kind: 'bent', value: score } }
  if (reading.kind === 'measured') {
    const { axis } = reading
    return { ...base, reason: { kind: 'measured', axis, value: score, unit: axisOf(axis).unit, median: typical } }
  }
  return { ...base, reason: { kind: reading.kind === 'taste' ? 'adapter' : reading.kind, value: score, typical } }
}

function whyUnscored(reading: Reading, { indexed, faces }: Place): 'waiting' | 'not-measured' | 'no-face' {
  if (!indexed) return 'waiting'
  if (goesByFaces(reading) && faces === 0) return 'no-face'
  // What models make of a photo is made of every photo that was read, sooner or later.
  return reading.kind === 'measured' ? 'not-measured' : 'waiting'
}

/** Places between where a photo stands and where it would stand by its own score; up is more than 0. */
function movedByTaste({ order: { rows, scores, scored }, bend }: ExplainedOrder, position: number): number | null {
  if (bend === null || position >= scored) return null
  const plain = (at: number): number => scores[at]! - (bend[rows[at]!] ?? 0)
  const own = plain(position)
  const turn = scores[0]! >= scores[scored - 1]! ? 1 : -1
  let before = 0
  // Where own scores are equal, whoever comes first now would come first then.
  for (let at = 0; at < scored; at++) {
    const lead = turn * (plain(at) - own)
    if (lead > 0 || (lead === 0 && at < position)) before += 1
  }
  return before - position
}
