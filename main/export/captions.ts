/**
 * What sheets and galleries say in words. The page has its own texts in its own catalogue; a test holds both to the
 * same words for the same order.
 */
import type { AxisId } from '../contract/entities.ts'
import type { UsedExamples } from '../contract/examples.ts'
import type { Attribute } from '../contract/ranking.ts'
import type { ExportRow, ExportSet } from './writer.ts'

const FIRST: Readonly<Record<AxisId | Attribute, readonly [high: string, low: string]>> = {
  sharpness: ['Sharpest first', 'Blurriest first'],
  noise: ['Noisiest first', 'Least noisy first'],
  brightness: ['Brightest first', 'Darkest first'],
  contrast: ['Strongest contrast first', 'Weakest contrast first'],
  clipping: ['Most clipped first', 'Least clipped first'],
  colourfulness: ['Most colourful first', 'Least colourful first'],
  warmth: ['Warmest first', 'Coolest first'],
  resolution: ['Largest first', 'Smallest first'],
  aspect: ['Widest first', 'Tallest first'],
  faces: ['Most faces first', 'Fewest faces first'],
  largestFace: ['Largest face first', 'Smallest face first'],
  oldestFace: ['Oldest person first', 'Youngest company first'],
  youngestFace: ['Oldest company first', 'Youngest person first'],
  date: ['Newest first', 'Oldest first'],
  fileSize: ['Largest file first', 'Smallest file first'],
  people: ['Most people first', 'Fewest people first'],
  age: ['Oldest person first', 'Youngest person first'],
  quality: ['Best quality first', 'Worst quality first'],
  aged: ['Oldest looking first', 'Newest looking first'],
  aesthetics: ['Most pleasing first', 'Least pleasing first'],
  bright: ['Most overexposed first', 'Least overexposed first'],
  dark: ['Most underexposed first', 'Least underexposed first'],
  cast: ['Strongest colour cast first', 'Weakest colour cast first'],
  jpeg: ['Most compressed first', 'Least compressed first'],
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

/** The sentence as it was typed; the set's name where there was none. */
export function headingOf({ header, title }: Pick<ExportSet, 'header' | 'title'>): string {
  const sentence = header?.sentence.trim() ?? ''
  return sentence === '' ? title : sentence
}

/** Order and direction: "Most colourful first". */
export function orderWords(header: ExportSet['header']): string {
  if (header === null) return 'In the order chosen'
  const { sentence, examples = null, reversed } = header
  if (examples === null) return readingWords(header)
  if (sentence.trim() !== '')
    return `${readingWords(header)}, ${reversed ? towards(examples, 'less', 'more') : towards(examples, 'more', 'less')}`
  const words = reversed ? towards(examples, 'least', 'most') : towards(examples, 'most', 'least')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} first`
}

function towards({ like, unlike }: UsedExamples, more: string, less: string): string {
  const named = (some: UsedExamples['like']): string =>
    some.length === 1 ? (some[0]?.name ?? '') : `${number(some.length)} photos`
  const parts = [
    like.length > 0 ? `${more} like ${named(like)}` : '',
    unlike.length > 0 ? `${less} like ${named(unlike)}` : '',
  ]
  return parts.filter((part) => part !== '').join(' and ')
}

function readingWords({ reading, reversed }: NonNullable<ExportSet['header']>): string {
  switch (reading.kind) {
    case 'measured':
      return firstWords(FIRST[reading.axis], (reading.direction === 'descending') !== reversed)
    case 'adapter': {
      const words =
        reading.attribute === null ? (['Best match first', 'Weakest match first'] as const) : FIRST[reading.attribute]
      return firstWords(words, (reading.direction === 'descending') !== reversed)
    }
    case 'similarity':
      return reversed ? 'Least like these words first' : 'Most like these words first'
    case 'taste':
      return reversed ? 'What you like least first' : 'What you like best first'
    case 'manual':
      return reversed ? 'In the order made by hand, last first' : 'In the order made by hand'
  }
}

function firstWords([high, low]: readonly [string, string], highFirst: boolean): string {
  return highFirst ? high : low
}

/** The rest of the line under the title: how many, the second key, where the order stops to mean something. */
export function setWords({ header, rows, fadesAt }: ExportSet): string[] {
  const words = [rows.length === 1 ? '1 photo' : `${number(rows.length)} photos`]
  const reading = header?.reading ?? null
  if (reading !== null && reading.kind !== 'manual')
    words.push(reading.kind === 'measured' && reading.axis === 'date' ? 'then by name' : 'then by date taken')
  if (header?.taste?.used === true) words.push(`by my taste, ${number(header.taste.answers)} answers`)
  if (fadesAt !== null && fadesAt > 1 && fadesAt <= rows.length) words.push(`fades out after ${number(fadesAt - 1)}`)
  return words
}

/**
 * What stands beside a position: the fact, or for a model's order the share of photos up to here. Null without a score.
 *
 * @param scored photos with a score in the whole order, from `scoredOf`
 */
export function valueWords(header: ExportSet['header'], row: ExportRow, scored: number): string | null {
  if (header === null || row.score === null || header.reading.kind === 'manual') return null
  if (header.reading.kind === 'measured' && header.examples == null) return measureWords(header.reading.axis, row.score)
  if (row.percentile === null) return null
  const ahead = Math.round((1 - row.percentile / 100) * (scored - 1))
  return `top ${number(Math.min(100, Math.max(1, Math.ceil((100 * (ahead + 1)) / scored))))} %`
}

/** How many photos had a score where the order was made, of which the set may be the top: told by the percentiles. */
export function scoredOf(rows: readonly ExportRow[]): number {
  const last = rows.findLast(({ percentile }) => percentile !== null)
  if (last?.percentile === undefined || last.percentile === null) return 1
  // One photo at the very top says nothing of the others: then they are taken to be many.
  if (last.percentile === 100) return 100
  return Math.max(1, Math.round(1 + (last.position - 1) / (1 - last.percentile / 100)))
}

export function measureWords(axis: AxisId, value: number): string {
  switch (axis) {
    case 'sharpness':
    case 'colourfulness':
    case 'warmth':
      return number(value)
    case 'noise':
      return number(value, 1)
    case 'brightness':
    case 'contrast':
      return `${number(value)} %`
    case 'clipping':
      return `${number(value, 1)} %`
    case 'resolution':
      return `${number(value, value < 10 ? 1 : 0)} MP`
    case 'aspect':
      return `${number(value, 2)} : 1`
    case 'faces':
      return `${number(value)} ${value === 1 ? 'face' : 'faces'}`
    case 'largestFace':
      return `${number(value, value < 10 ? 1 : 0)} %`
    case 'oldestFace':
    case 'youngestFace':
      return `about ${number(value)} ${Math.round(value) === 1 ? 'year' : 'years'}`
    case 'fileSize':
      return bytes(value)
    case 'date':
      return dayWords(new Date(value).toISOString()) ?? ''
  }
}

/** "1 Jul 2019", of a wall-clock time, which has no zone that could shift it. */
export function dayWords(takenAt: string | null): string | null {
  if (takenAt === null) return null
  const date = new Date(`${takenAt.slice(0, 19)}Z`)
  return Number.isNaN(date.getTime()) ? null : DAY.format(date)
}

/** The day on this computer's calendar. @param timeMs ms since 1970 */
export function dayOf(timeMs: number): string {
  return DAY.format(new Date(timeMs - new Date(timeMs).getTimezoneOffset() * 60_000))
}

function number(value: number, digits = 0): string {
  // What rounds to nothing is nothing, not minus nothing.
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'negative' } as const
  return value.toLocaleString('en', format)
}

function bytes(value: number): string {
  const power = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3))
  const scaled = value / 1_000 ** power
  return `${scaled.toLocaleString('en', { maximumFractionDigits: power < 2 ? 0 : 1 })} ${BYTE_UNITS[power]!}`
}
