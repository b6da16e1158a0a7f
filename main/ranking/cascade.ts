/**
 * From a sentence to the engine that answers it: a measured axis where the sentence names one and nothing else, else
 * the learned adapter where one is installed, else similarity. What the chosen engine cannot honour is said.
 */
import type { AxisId } from '../contract/entities.ts'
import type { Direction, Notice, Reading } from '../contract/ranking.ts'
import { AXES } from './axes.ts'
import { isForeignScript, normaliseSentence, wordsOf } from './sentence.ts'

export interface SentenceReading {
  readonly reading: Reading
  readonly alternatives: readonly Reading[]
  readonly notices: readonly Notice[]
}

export interface Engines {
  /** A learned adapter is installed. None is faked: without one, its sentences are answered by similarity, and that is said. */
  readonly adapter: boolean
  readonly languages: readonly string[]
}

type End = 'high' | 'low' | 'name'
interface Phrase {
  readonly words: readonly string[]
  readonly axis: AxisId
  readonly end: End
}

/** Longest first, so that "out of focus" is not read as "focus". */
const PHRASES: readonly Phrase[] = AXES.flatMap((axis) =>
  (
    [
      ['high', axis.high],
      ['low', axis.low],
      ['name', axis.names],
    ] as const
  ).flatMap(([end, phrases]) => phrases.map((phrase) => ({ words: phrase.split(' '), axis: axis.axis, end }))),
).toSorted((a, b) => b.words.length - a.words.length || (a.end === 'name' ? 1 : 0) - (b.end === 'name' ? 1 : 0))

/** Words that ask for an order, or name photos as such, without saying what about. */
const FILLER = new Set(
  `a an the my our all of in on by from to at for and with then me us i please show give list find see get put sort sorted
  order ordered rank ranked ranking arrange arranged according it its is are be that which this these those so down up
  photo photos picture pictures image images pic pics shot shots snap snaps snapshot snapshots file files photograph
  photographs album albums folder library collection set gallery first last top bottom start starting end ending one ones
  way really very truly overall level amount degree how much value values taken quality descending ascending`
    .split(/\s+/u)
    .filter((word) => word !== ''),
)
const MORE = new Set([
  'most',
  'more',
  'highest',
  'high',
  'greatest',
  'strongest',
  'best',
  'maximum',
  'max',
  'well',
  'decreasing',
])
const LESS = new Set([
  'least',
  'less',
  'lowest',
  'low',
  'fewest',
  'weakest',
  'minimum',
  'min',
  'worst',
  'increasing',
  'little',
])
const NEGATION = new Set(
  "no not without none never except nor neither nobody nothing cannot non minus excluding isn't aren't don't doesn't wasn't weren't".split(
    ' ',
  ),
)
/** Words of a sentence that asks for an order by something no axis measures: what the learned adapter is for. */
const ORDINAL = /^(?:most|least|best|worst|fewest|more|less|.{3,}est)$|^(?:rank|sort|order|number|count|amount)$/u
/** Ends in -est and names a thing, not an order. */
const NOT_ORDINAL = new Set([
  'forest',
  'rainforest',
  'nest',
  'chest',
  'guest',
  'west',
  'northwest',
  'southwest',
  'harvest',
  'vest',
  'priest',
  'contest',
  'conquest',
  'protest',
  'quest',
  'crest',
  'arrest',
  'request',
  'interest',
  'everest',
  'midwest',
  'invest',
  'tempest',
  'budapest',
  'test',
  'rest',
  'latest',
  'honest',
])

/** @param chosen the person's own choice for this sentence; obeyed where it can be. */
export function readSentence(text: string, engines: Engines, chosen?: Reading): SentenceReading {
  const sentence = normaliseSentence(text)
  const words = wordsOf(sentence)
  if (words.length === 0 && !/\p{Extended_Pictographic}/u.test(sentence)) {
    const newest: Reading = { kind: 'measured', axis: 'date', direction: 'descending' }
    return { reading: chosen ?? newest, alternatives: [], notices: sentence === '' ? [] : [{ kind: 'empty-sentence' }] }
  }

  const match = matchAxes(words)
  const suggested: Reading[] = []
  if (match.pure && match.found.length > 0) suggested.push(...match.found)
  const learned: Reading[] = engines.adapter ? [{ kind: 'adapter' }] : []
  suggested.push(...learned, { kind: 'similarity' })
  if (!match.pure) suggested.push(...match.found)

  const reading = chosen ?? suggested[0] ?? { kind: 'similarity' }
  const alternatives = suggested.filter((candidate) => !sameReading(candidate, reading))
  return { reading, alternatives, notices: noticesFor(reading, words, sentence, engines, chosen !== undefined) }
}

function noticesFor(reading: Reading, words: string[], sentence: string, engines: Engines, chosen: boolean): Notice[] {
  const notices: Notice[] = []
  if (reading.kind === 'measured') return notices
  const negated = negatedWords(words)
  if (negated !== null) notices.push({ kind: 'negation-ignored', words: negated })
  if (isForeignScript(sentence)) notices.push({ kind: 'language', languages: [...engines.languages] })
  const asksForOrder = words.some((word) => ORDINAL.test(word) && !NOT_ORDINAL.has(word))
  if (reading.kind === 'similarity' && !engines.adapter && !chosen && asksForOrder)
    notices.push({ kind: 'adapter-missing' })
  return notices
}

/** The negation and what it governs, as far as four words: what similarity would wrongly look for. */
function negatedWords(words: readonly string[]): string | null {
  const at = words.findIndex((word) => NEGATION.has(word))
  return at === -1 ? null : words.slice(at, at + 4).join(' ')
}

interface AxisMatch {
  /** Axes named, the one that decides first; then other meanings of the same words. */
  readonly found: readonly Reading[]
  /** Nothing else was said. */
  readonly pure: boolean
}

function matchAxes(words: readonly string[]): AxisMatch {
  let pure = true
  let turn = 1
  const named: { axis: AxisId; sign: number }[] = []
  for (let at = 0; at < words.length;) {
    const phrase = PHRASES.find((candidate) => candidate.words.every((word, i) => words[at + i] === word))
    const word = words[at] ?? ''
    if (phrase !== undefined) {
      const sign = phrase.end === 'low' ? -1 : 1
      // "blur" and "darkness" are names of the low end's axis: little of them means much of the axis.
      named.push({
        axis: phrase.axis,
        sign: sign * (LOW_NAMES.has(phrase.words[0] ?? '') && phrase.end === 'name' ? -1 : 1) * turn,
      })
      turn = 1
      at += phrase.words.length
      continue
    }
    if (LESS.has(word) || NEGATION.has(word)) turn = -1
    else if (MORE.has(word)) turn = 1
    else if (!FILLER.has(word) && !/^\d+$/u.test(word)) pure = false
    at += 1
  }
  const unmatchedTurn = turn === -1 ? -1 : 1
  return { found: readingsOf(named, words, unmatchedTurn), pure }
}

const LOW_NAMES = new Set(['blur', 'blurriness', 'darkness'])

/**
 * "by brightness, darkest first" and "from darkest to brightest": with several words for one axis, the one before
 * "first" or after "from" decides, else the first that says an end.
 */
function readingsOf(
  named: readonly { axis: AxisId; sign: number }[],
  words: readonly string[],
  tail: number,
): Reading[] {
  const first = named[0]
  if (first === undefined) return []
  const mine = named.filter((entry) => entry.axis === first.axis)
  const ends = mine.length > 1 && words.includes('first') && !words.includes('from') ? mine.at(-1) : first
  let sign = ends?.sign ?? 1
  // "sharpness, lowest first", "file size ascending": the direction follows the name.
  if (mine.length === 1 && (tail === -1 || words.includes('ascending'))) sign = -sign
  const reading = measured(first.axis, sign)
  const others = named.filter((entry) => entry.axis !== first.axis).map((entry) => measured(entry.axis, entry.sign))
  // "largest" may mean pixels or bytes.
  if (first.axis === 'resolution' && named.length === 1) others.push(measured('fileSize', sign))
  return [reading, ...others]
}

function measured(axis: AxisId, sign: number): Reading {
  const direction: Direction = sign < 0 ? 'ascending' : 'descending'
  return { kind: 'measured', axis, direction }
}

export function sameReading(a: Reading, b: Reading): boolean {
  if (a.kind !== 'measured' || b.kind !== 'measured') return a.kind === b.kind
  return a.axis === b.axis && a.direction === b.direction
}
