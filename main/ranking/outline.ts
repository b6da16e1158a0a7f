/** The whole order at a glance. */
import type { OrderOutline } from '../contract/ranking.ts'
import type { Catalogue } from './catalogue.ts'
import type { Order } from './order.ts'

/** @param bins how many equal slices; fewer where there are fewer photos. */
export function outlineOf(order: Order, fadesAt: number | null, catalogue: Catalogue, bins: number): OrderOutline {
  const total = order.rows.length
  const aspects = Array.from(order.rows, (row) => Math.max(1, Math.round(100 * catalogue.aspectOf(row))))
  const best = order.scores[0] ?? NaN
  const worst = order.scores[order.scored - 1] ?? NaN
  const slices = Array.from({ length: Math.min(bins, total) }, (_, bin) => {
    const from = Math.floor((bin * total) / Math.min(bins, total))
    const to = Math.max(from + 1, Math.floor(((bin + 1) * total) / Math.min(bins, total)))
    let sum = 0
    let count = 0
    for (let position = from; position < Math.min(to, order.scored); position++, count++)
      sum += order.scores[position] ?? 0
    const value = count === 0 ? null : sum / count
    const score = value === null ? null : best === worst ? 1 : (value - worst) / (best - worst)
    return { from, score, value, takenAt: catalogue.takenAt(order.rows[from] ?? 0) }
  })
  return { aspects, bins: slices, fadesAt }
}
