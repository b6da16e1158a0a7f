/** Data of an order turned into the catalogue's sentences: what it is, why a photo stands there, what went wrong. */
import { goesByFaces, type Explanation, type RankHeader, type Reading } from '../../main/contract/ranking.ts'
import type { Failure } from '../state/failure.ts'
import { axisOf, isByExample } from '../state/headers.ts'
import type { Row } from '../state/order.svelte.ts'
import type { Messages } from './en.ts'

/** Order and direction: "Most colourful first". Turning an order round turns its words round. */
export function orderWords(text: Messages, header: RankHeader): string {
  const { examples, reversed } = header
  if (examples === null) return saidWords(text, header)
  if (isByExample(header)) return text.examples.order(examples, reversed)
  return text.examples.bent(saidWords(text, header), examples, reversed)
}

function saidWords(text: Messages, { reading, reversed }: RankHeader): string {
  switch (reading.kind) {
    case 'measured': {
      const highFirst = (reading.direction === 'descending') !== reversed
      return highFirst ? text.axes[reading.axis].highFirst : text.axes[reading.axis].lowFirst
    }
    case 'adapter': {
      const highFirst = (reading.direction === 'descending') !== reversed
      if (reading.attribute === null) return highFirst ? text.header.learnedFirst : text.header.learnedLast
      const words = text.attributes[reading.attribute]
      return highFirst ? words.highFirst : words.lowFirst
    }
    case 'taste':
      return reversed ? text.header.likedLast : text.header.likedFirst
    case 'manual':
      return reversed ? text.header.byHandReversed : text.header.byHand
    case 'similarity':
      return reversed ? text.header.unlikeFirst : text.header.likeFirst
  }
}

/** How many photos there are, and in how many stacks where they are stacked. */
export function countWords(text: Messages, { total, stacks }: RankHeader): string {
  return stacks === null ? text.header.photos(total) : text.stacks.count(stacks.photos, stacks.stacks)
}

/** How many photos have no place in the order, and why; null for none. */
export function notScoredWords(text: Messages, header: RankHeader): string | null {
  if (header.notScored === 0) return null
  const { reading, notScored } = header
  if (goesByFaces(reading)) return text.header.faceless(notScored)
  return reading.kind === 'measured' ? text.header.notScored(notScored) : text.header.waiting(notScored)
}

/** The second key, in words; among equal dates only the name is left. */
export function secondKeyWords(text: Messages, header: RankHeader): string {
  return axisOf(header) === 'date' ? text.header.thenByName : text.header.thenByDate
}

/** Engine names, or what is ordered by where a sentence can mean more than one such thing. */
export function readingWords(text: Messages, reading: Reading, all: readonly Reading[]): string {
  const named = all.filter(
    (other) =>
      other.kind !== 'similarity' && other.kind !== 'taste' && !(other.kind === 'adapter' && other.attribute === null),
  )
  if (named.length > 1) {
    if (reading.kind === 'measured') return text.axes[reading.axis].name
    if (reading.kind === 'adapter' && reading.attribute !== null) return text.attributes[reading.attribute].name
  }
  return text.header.engines[reading.kind]
}

/** What stands at the left foot of a tile: the fact, or for a model's order the share of photos up to here. */
export function valueWords(text: Messages, header: RankHeader, row: Row, scored: number): string | null {
  if (row.score === null) return null
  const axis = axisOf(header)
  if (axis === null) return text.grid.top(topShare(row.percentile ?? 0, scored))
  return axis === 'date' ? null : text.measure(axis, row.score)
}

/** The values of a bar of the histogram, from the one that comes first in the words of its reading. */
export function rangeWords(text: Messages, reading: Reading, { least, most }: { least: number; most: number }): string {
  const one = (value: number): string => {
    if (reading.kind !== 'measured') return text.looks.score(value)
    return text.measure(reading.axis, value)
  }
  return one(least) === one(most) ? one(least) : text.looks.range(one(least), one(most))
}

/** Per cent of the scored photos that end with the one of this percentile; the first of many is in the top 1 %. */
export function topShare(percentile: number, scored: number): number {
  const ahead = Math.round((1 - percentile / 100) * (scored - 1))
  return Math.min(100, Math.max(1, Math.ceil((100 * (ahead + 1)) / Math.max(1, scored))))
}

/** The reason of a row, from an explanation of any row of the same order: the median is the same for all. */
export function reasonWords(text: Messages, row: Row, sample: Explanation): string {
  const { reason } = sample
  if (reason.kind === 'unscored') {
    if (reason.why === 'no-face') return text.reason.noFace
    return reason.why === 'waiting' ? text.reason.waiting : text.reason.notMeasured
  }
  if (reason.kind === 'manual') return text.reason.manual
  if (row.score === null) return reason.kind === 'adapter' ? text.reason.noPlace : text.reason.waiting
  if (reason.kind === 'similarity') return text.reason.similarity(row.score, reason.typical)
  if (reason.kind === 'bent') return text.reason.bent(row.score)
  if (reason.kind === 'adapter') return text.reason.learned(row.score, reason.typical)
  if (reason.axis !== 'date') return text.reason.measured(reason.axis, row.score, reason.median)
  return row.takenAt === null ? text.reason.noDate : text.reason.taken(text.day(row.takenAt))
}

/** The reason with the place it leads to: "Sharpness 71, median 41, 3rd of 412". */
export function placedReasonWords(text: Messages, row: Row, sample: Explanation, total: number): string {
  const reason = reasonWords(text, row, sample)
  return row.score === null ? reason : text.reason.placed(reason, row.position, total)
}

export function failureWords(text: Messages, failure: Failure): string {
  return failure.message ?? text.errors[failure.code]
}

/** A key as it stands on keyboards: "Ctrl Shift Z". */
export function keyWords(text: Messages, key: string): string {
  if (key.startsWith('Ctrl+')) return text.keys.chord(keyWords(text, key.slice(5)))
  if (key.startsWith('Alt+')) return text.keys.alternate(keyWords(text, key.slice(4)))
  if (key.startsWith('Shift+')) return text.keys.shifted(keyWords(text, key.slice(6)))
  const names: Readonly<Record<string, string>> = text.keys.names
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key)
}
