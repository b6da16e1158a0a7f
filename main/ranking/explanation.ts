/** Why a photo stands where it stands: its score beside that of an ordinary photo, or why it has none. */
import type { Explanation, RankHeader, Reading } from '../contract/ranking.ts'
import { axisOf } from './axes.ts'
import { percentileOf, type Order } from './order.ts'

export interface ExplainedOrder {
  readonly header: RankHeader
  readonly order: Order
  /** What an ordinary photo has: the median of a fact, or the background's similarity. */
  readonly typical: number
}

export interface Place {
  readonly photoId: number
  readonly position: number
  /** False while the photo waits to be read. */
  readonly indexed: boolean
  /** NaN where nobody looked. */
  readonly faces: number
}

export function explanationOf({ header, order, typical }: ExplainedOrder, place: Place): Explanation {
  const { photoId, position } = place
  const score = position < order.scored ? (order.scores[position] ?? null) : null
  const base = {
    photoId,
    position,
    total: header.total,
    percentile: percentileOf(position, order.scored),
    score,
    modelId: header.modelId,
  }
  const { reading } = header
  if (reading.kind === 'manual') return { ...base, reason: { kind: 'manual' } }
  if (score === null) return { ...base, reason: { kind: 'unscored', why: whyUnscored(reading, place) } }
  if (reading.kind === 'measured') {
    const { axis } = reading
    return { ...base, reason: { kind: 'measured', axis, value: score, unit: axisOf(axis).unit, median: typical } }
  }
  return { ...base, reason: { kind: reading.kind, value: score, typical } }
}

function whyUnscored(reading: Reading, { indexed, faces }: Place): 'waiting' | 'not-measured' | 'no-face' {
  if (!indexed) return 'waiting'
  return reading.kind === 'adapter' && reading.attribute === 'age' && faces === 0 ? 'no-face' : 'not-measured'
}
