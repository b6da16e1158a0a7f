/** Scores to one stable order: sorting, percentiles, tie bands and the place where an order fades. Pure arithmetic. */

export interface Order {
  /** Catalogue rows, first place first; rows without a score come last. */
  readonly rows: Int32Array
  /** Score of each position; NaN where there is none. */
  readonly scores: Float64Array
  /** Rows with a score: positions 0..scored-1. */
  readonly scored: number
  readonly tieBands: Int32Array
}

/**
 * Orders `members` by score; equal scores keep the order `members` came in, which is the second key (date, then name).
 * A radix sort over the bits of the float: stable, and about 5 ms for 100,000 rows where a comparison sort takes 80.
 *
 * @param members catalogue rows, already in the order of the second key
 * @param scores one per member, NaN for none
 * @param tieWidth scores nearer than this share a band; inside a band the score still decides, since it remains the
 *   best estimate: the band only says that the difference should not be trusted
 */
export function orderByScore(members: Int32Array, scores: Float64Array, ascending: boolean, tieWidth: number): Order {
  const count = members.length
  const present: number[] = []
  const absent: number[] = []
  for (let i = 0; i < count; i++) (Number.isNaN(scores[i] ?? NaN) ? absent : present).push(i)
  const sorted = radixSort(scores, Int32Array.from(present), ascending)

  const rows = new Int32Array(count)
  const ordered = new Float64Array(count).fill(NaN)
  for (let position = 0; position < sorted.length; position++) {
    const member = sorted[position] ?? 0
    rows[position] = members[member] ?? 0
    ordered[position] = scores[member] ?? NaN
  }
  for (let i = 0; i < absent.length; i++) rows[sorted.length + i] = members[absent[i] ?? 0] ?? 0
  return { rows, scores: ordered, scored: sorted.length, tieBands: tieBandsOf(ordered, sorted.length, tieWidth) }
}

/** Indices into `scores`, sorted by them; stable. Four passes of 16 bits over keys whose bits sort like the floats. */
function radixSort(scores: Float64Array, start: Int32Array, ascending: boolean): Int32Array {
  const count = start.length
  const low = new Uint32Array(scores.length)
  const high = new Uint32Array(scores.length)
  const view = new Float64Array(1)
  const bits = new Uint32Array(view.buffer)
  for (const index of start) {
    view[0] = (scores[index] ?? 0) + 0 // -0 becomes 0: they are equal scores
    const upper = bits[1] ?? 0
    const negative = upper >>> 31 === 1
    const flipHigh = negative ? ~upper : upper ^ 0x80000000
    const flipLow = negative ? ~(bits[0] ?? 0) : (bits[0] ?? 0)
    // Descending sorts the complement, so that equal scores still keep their incoming order.
    high[index] = (ascending ? flipHigh : ~flipHigh) >>> 0
    low[index] = (ascending ? flipLow : ~flipLow) >>> 0
  }
  let from: Int32Array = start
  let to: Int32Array = new Int32Array(count)
  for (const [keys, shift] of [
    [low, 0],
    [low, 16],
    [high, 0],
    [high, 16],
  ] as const) {
    const offsets = new Int32Array(65_537)
    for (const index of from) offsets[(((keys[index] ?? 0) >>> shift) & 0xffff) + 1]! += 1
    for (let i = 0; i < 65_536; i++) offsets[i + 1]! += offsets[i]!
    for (const index of from) {
      const bucket = ((keys[index] ?? 0) >>> shift) & 0xffff
      to[offsets[bucket]!++] = index
    }
    ;[from, to] = [to, from === start ? new Int32Array(count) : from]
  }
  return from
}

/** A band begins where a score differs from the band's first by more than `tieWidth`. Unscored rows form one band. */
function tieBandsOf(scores: Float64Array, scored: number, tieWidth: number): Int32Array {
  const bands = new Int32Array(scores.length)
  let band = 0
  let first = scores[0] ?? NaN
  for (let position = 0; position < scored; position++) {
    const score = scores[position] ?? NaN
    if (Math.abs(score - first) > tieWidth) {
      band += 1
      first = score
    }
    bands[position] = band
  }
  bands.fill(scored === 0 ? 0 : band + 1, scored)
  return bands
}

/** 100 for the first of the scored, 0 for the last; null without a score. */
export function percentileOf(position: number, scored: number): number | null {
  if (position >= scored) return null
  return scored === 1 ? 100 : (100 * (scored - 1 - position)) / (scored - 1)
}

/** First position whose score is below the threshold; null when every scored row reaches it. */
export function fadePosition(order: Order, threshold: number): number | null {
  for (let position = 0; position < order.scored; position++) {
    if ((order.scores[position] ?? NaN) < threshold) return position
  }
  return null
}

/** Median and 1.4826 times the median absolute deviation: mean and sigma that outliers cannot move. */
export function robustStatistics(values: Float32Array): { median: number; sigma: number } {
  const median = medianOf(values)
  return { median, sigma: 1.4826 * medianOf(values.map((value) => Math.abs(value - median))) }
}

export function medianOf(values: Float32Array | Float64Array): number {
  if (values.length === 0) return NaN
  const sorted = values.toSorted()
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}
