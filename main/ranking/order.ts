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
 *
 * @param members catalogue rows, already in the order of the second key
 * @param scores one per member, NaN for none
 * @param tieWidth scores nearer than this share a band; inside a band the score still decides, since it remains the
 *   best estimate: the band only says that the difference should not be trusted
 */
export function orderByScore(members: Int32Array, scores: Float64Array, ascending: boolean, tieWidth: number): Order {
  const count = members.length
  const present = new Int32Array(count)
  let scored = 0
  for (let i = 0; i < count; i++) if (!Number.isNaN(scores[i]!)) present[scored++] = i
  const sorted = stableSort(scores, present.subarray(0, scored), ascending)

  const rows = new Int32Array(count)
  const ordered = new Float64Array(count)
  for (let position = 0; position < scored; position++) {
    const member = sorted[position]!
    rows[position] = members[member]!
    ordered[position] = scores[member]!
  }
  for (let i = 0, position = scored; position < count; i++) if (Number.isNaN(scores[i]!)) rows[position++] = members[i]!
  ordered.fill(NaN, scored)
  return { rows, scores: ordered, scored, tieBands: tieBandsOf(ordered, scored, tieWidth) }
}

/** Rows as a person put them: no score, each place a band of its own. */
export function orderByHand(members: Int32Array, reversed: boolean): Order {
  const rows = reversed ? members.toReversed() : members
  return {
    rows,
    scores: new Float64Array(rows.length).fill(NaN),
    scored: 0,
    tieBands: rows.map((_, position) => position),
  }
}

/**
 * Indices into `scores`, sorted by them; stable. A radix sort over keys whose bits sort like the floats, so that
 * 100,000 rows take milliseconds where a comparison sort takes 80: two passes over the upper half of the bits, which
 * tell nearly all scores apart.
 */
function stableSort(scores: Float64Array, start: Int32Array, ascending: boolean): Int32Array {
  const low = new Uint32Array(scores.length)
  const high = new Uint32Array(scores.length)
  // Words of each float: the lower half first on the machines Podium runs on. Adding 0 turns -0 into the 0 it equals.
  const words = new Uint32Array(scores.map((score) => score + 0).buffer)
  // Descending sorts the complement, so that equal scores still keep their incoming order.
  const turn = ascending ? 0 : 0xffffffff
  for (let i = 0; i < start.length; i++) {
    const index = start[i]!
    const upper = words[2 * index + 1]!
    const lower = words[2 * index]!
    const negative = upper >>> 31 === 1
    high[index] = (negative ? ~upper : upper ^ 0x80000000) ^ turn
    low[index] = (negative ? ~lower : lower) ^ turn
  }
  const sorted = radixPass(radixPass(start, high, 0), high, 16)
  // Neighbours that the upper half could not tell apart change places; many of them, and sorting the lower half is quicker.
  let patience = start.length
  for (let i = 1; i < sorted.length; i++) {
    const index = sorted[i]!
    let place = i
    while (place > 0 && high[sorted[place - 1]!] === high[index] && low[sorted[place - 1]!]! > low[index]!) {
      sorted[place] = sorted[place - 1]!
      place -= 1
    }
    sorted[place] = index
    patience -= i - place
    if (patience < 0) return radixPass(radixPass(radixPass(radixPass(start, low, 0), low, 16), high, 0), high, 16)
  }
  return sorted
}

/** Sorts by 16 bits of the keys, equal ones in the order they came. */
function radixPass(from: Int32Array, keys: Uint32Array, shift: 0 | 16): Int32Array {
  const to = new Int32Array(from.length)
  const offsets = new Int32Array(65_537)
  for (let i = 0; i < from.length; i++) offsets[((keys[from[i]!]! >>> shift) & 0xffff) + 1]! += 1
  for (let i = 0; i < 65_536; i++) offsets[i + 1]! += offsets[i]!
  for (let i = 0; i < from.length; i++) {
    const index = from[i]!
    const bucket = (keys[index]! >>> shift) & 0xffff
    to[offsets[bucket]!++] = index
  }
  return to
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

/** Median of the scores; NaN where there are none. */
export function medianOfOrder({ scores, scored }: Order): number {
  const middle = scored >> 1
  const upper = scored === 0 ? NaN : scores[middle]!
  return scored % 2 === 1 || scored === 0 ? upper : (scores[middle - 1]! + upper) / 2
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

function medianOf(values: Float32Array): number {
  if (values.length === 0) return NaN
  const sorted = values.toSorted()
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}
