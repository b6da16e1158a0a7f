/** The whole order at a glance. */
import type { OrderOutline } from '../contract/ranking.ts'
import type { Catalogue } from './catalogue.ts'
import { histogramOf } from './histogram.ts'
import { lengthOf, type ShownOrder } from './rows.ts'

/** @param bins how many equal slices; fewer where there are fewer photos. */
export function outlineOf(shown: ShownOrder, fadesAt: number | null, catalogue: Catalogue, bins: number): OrderOutline {
  const { order, stacks } = shown
  const total = lengthOf(shown)
  const at = (place: number): number => stacks?.positions[place] ?? place
  const rowAt = (place: number): number => order.rows[at(place)] ?? 0
  const aspects = Array.from({ length: total }, (_, place) =>
    Math.max(1, Math.round(100 * catalogue.aspectOf(rowAt(place)))),
  )
  const best = order.scores[0] ?? NaN
  const worst = order.scores[order.scored - 1] ?? NaN
  const slices = Array.from({ length: Math.min(bins, total) }, (_, bin) => {
    const from = Math.floor((bin * total) / Math.min(bins, total))
    const to = Math.max(from + 1, Math.floor(((bin + 1) * total) / Math.min(bins, total)))
    let sum = 0
    let count = 0
    for (let place = from; place < to; place++) {
      if (at(place) >= order.scored) continue
      sum += order.scores[at(place)] ?? 0
      count += 1
    }
    const value = count === 0 ? null : sum / count
    const score = value === null ? null : best === worst ? 1 : (value - worst) / (best - worst)
    return { from, score, value, takenAt: catalogue.takenAt(rowAt(from)) }
  })
  const values = Float64Array.from({ length: total }, (_, place) =>
    at(place) < order.scored ? (order.scores[at(place)] ?? NaN) : NaN,
  )
  return { aspects, bins: slices, fadesAt, histogram: histogramOf(values) }
}
