/** How the values of an order are spread: how many photos have which, and where in the order these begin. */
import type { OrderBar } from '../contract/ranking.ts'

const MOST_BARS = 48
/** Share of photos at each end that may lie beyond the scale: one huge value must not squeeze all others into one bar. */
const TAIL = 0.01

/**
 * @param scores in the order of the places; NaN for places without a score
 * @returns bars from the first value of the order to its last; none where there is nothing to tell apart
 */
export function histogramOf(scores: ArrayLike<number>): OrderBar[] {
  const scored: number[] = []
  for (let place = 0; place < scores.length; place++) {
    const score = scores[place] ?? NaN
    if (!Number.isNaN(score)) scored.push(score)
  }
  const sorted = Float64Array.from(scored).sort()
  const [least, most] = [sorted[0], sorted.at(-1)]
  if (least === undefined || most === undefined || least === most) return []
  const rising = (scored[0] ?? 0) < (scored.at(-1) ?? 0)
  const barOf = distinctBars(sorted) ?? equalBars(sorted)
  const count = barOf.count
  const bars = Array.from({ length: count }, () => ({ from: -1, count: 0, least: Infinity, most: -Infinity }))
  for (let place = 0; place < scores.length; place++) {
    const score = scores[place] ?? NaN
    if (Number.isNaN(score)) continue
    const index = barOf.at(score)
    const bar = bars[rising ? index : count - 1 - index]
    if (bar === undefined) continue
    if (bar.count === 0) bar.from = place
    bar.count += 1
    bar.least = Math.min(bar.least, score)
    bar.most = Math.max(bar.most, score)
  }
  // An empty bar leads to where its photos would stand.
  let next = scored.length - 1
  for (const bar of bars.toReversed()) {
    if (bar.count === 0) bar.from = next
    next = bar.from
  }
  return bars.map(({ from, count: photos, least: low, most: high }) => ({
    from,
    count: photos,
    range: photos === 0 ? null : { least: low, most: high },
  }))
}

interface Bars {
  readonly count: number
  readonly at: (score: number) => number
}

/** Counts of faces and the like: a bar for each value there is. */
function distinctBars(sorted: Float64Array): Bars | null {
  const values = new Map<number, number>()
  for (const value of sorted) {
    if (values.has(value)) continue
    if (values.size === MOST_BARS) return null
    values.set(value, values.size)
  }
  return { count: values.size, at: (score) => values.get(score) ?? 0 }
}

function equalBars(sorted: Float64Array): Bars {
  const tail = Math.floor(sorted.length * TAIL)
  const low = sorted[tail] ?? 0
  const high = sorted[sorted.length - 1 - tail] ?? low
  // Where nearly all are the same the ends are all there is to tell apart.
  const [from, to] = low === high ? [sorted[0] ?? 0, sorted.at(-1) ?? 0] : [low, high]
  return {
    count: MOST_BARS,
    at: (score) => Math.max(0, Math.min(MOST_BARS - 1, Math.floor((MOST_BARS * (score - from)) / (to - from)))),
  }
}
