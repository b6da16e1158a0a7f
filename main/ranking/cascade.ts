/**
 * From a sentence to the engine that answers it: a measured axis where the sentence names one and nothing else, else
 * the learned adapter where one is installed, else similarity. What the chosen engine cannot honour is said.
 */
import { AxisId } from '../contract/entities.ts'
import type { Attribute, Direction, Notice, Reading } from '../contract/ranking.ts'
import { ATTRIBUTES } from './attributes.ts'
import { AXES } from './axes.ts'
import { asksForTaste, mayMeanTaste } from './liking.ts'
import { isForeignScript, normaliseSentence, wordsOf } from './sentence.ts'

export interface SentenceReading {
  readonly reading: Reading
  readonly alternatives: readonly Reading[]
  readonly notices: readonly Notice[]
}

export interface Engines {
  /** A learned adapter is installed. None is faked: without one, its sentences are answered by similarity, and that is said. */
  readonly adapter: boolean
  /** Ages of faces are guessed when photos are read: they answer sentences about the age of people before the adapter does. */
  readonly ages?: boolean
  readonly languages: readonly string[]
}

type End = 'high' | 'low' | 'name'
/** What a phrase names: a fact, or an order that was learned. */
type Subject = AxisId | Attribute
interface Phrase {
  readonly words: readonly string[]
  readonly subject: Subject
  readonly end: End
}
interface Named {
  readonly subject: Subject
  readonly sign: number
}

/** Longest first, so that "out of focus" is not read as "focus", nor "oldest person" as "oldest". */
const AXIS_PHRASES = phrasesOf(AXES.map((entry) => ({ ...entry, subject: entry.axis })))
// Of the same words the adapter knows more: an overexposed photo is not only a bright one.
const ALL_PHRASES = phrasesOf([
  ...ATTRIBUTES.map((entry) => ({ ...entry, subject: entry.attribute })),
  ...AXES.map((entry) => ({ ...entry, subject: entry.axis })),
])

/** Every word that means something to the cascade: a slip in one of them would otherwise ask for something else. */
export function phraseWords(): Set<string> {
  return new Set([...ALL_PHRASES.flatMap(({ words }) => words), ...FILLER, ...MORE, ...LESS, ...NEGATION])
}

function phrasesOf(
  entries: readonly { subject: Subject; high: readonly string[]; low: readonly string[]; names: readonly string[] }[],
): readonly Phrase[] {
  return entries
    .flatMap(({ subject, high, low, names }) =>
      (
        [
          ['high', high],
          ['low', low],
          ['name', names],
        ] as const
      ).flatMap(([end, phrases]) => phrases.map((phrase) => ({ words: phrase.split(' '), subject, end }))),
    )
    .toSorted((a, b) => b.words.length - a.words.length || (a.end === 'name' ? 1 : 0) - (b.end === 'name' ? 1 : 0))
}

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

  const { found, pure } = matchPhrases(words, engines)
  const suggested: Reading[] = asksForTaste(words) ? [{ kind: 'taste' }] : []
  if (pure && found.length > 0) suggested.push(...found)
  suggested.push({ kind: 'similarity' })
  if (!pure) suggested.push(...found)
  // An order of something it was not trained on may be asked of it, and is not offered first.
  const learned = found.some(({ kind }) => kind === 'adapter')
  if (engines.adapter && !learned && asksForOrder(words))
    suggested.push({ kind: 'adapter', attribute: null, direction: 'descending' })
  if (mayMeanTaste(words, found)) suggested.push({ kind: 'taste' })

  const reading = chosen ?? suggested[0] ?? { kind: 'similarity' }
  const alternatives = suggested.filter((candidate) => !sameReading(candidate, reading))
  return { reading, alternatives, notices: noticesFor(reading, words, sentence, engines, chosen !== undefined) }
}

function noticesFor(reading: Reading, words: string[], sentence: string, engines: Engines, chosen: boolean): Notice[] {
  const notices: Notice[] = []
  // Facts and trained orders are asked by name: the words around it say nothing more.
  if (reading.kind === 'measured' || reading.kind === 'taste') return notices
  if (reading.kind === 'adapter' && reading.attribute !== null) return notices
  const negated = negatedWords(words)
  if (negated !== null) notices.push({ kind: 'negation-ignored', words: negated })
  if (isForeignScript(sentence)) notices.push({ kind: 'language', languages: [...engines.languages] })
  if (reading.kind === 'similarity' && !engines.adapter && !chosen && asksForOrder(words))
    notices.push({ kind: 'adapter-missing' })
  return notices
}

function asksForOrder(words: readonly string[]): boolean {
  return words.some((word) => ORDINAL.test(word) && !NOT_ORDINAL.has(word))
}

/** The negation and what it governs, as far as four words: what similarity would wrongly look for. */
function negatedWords(words: readonly string[]): string | null {
  const at = words.findIndex((word) => NEGATION.has(word))
  return at === -1 ? null : words.slice(at, at + 4).join(' ')
}

interface Match {
  /** Orders named, the one that decides first; then other meanings of the same words. */
  readonly found: readonly Reading[]
  /** Nothing else was said. */
  readonly pure: boolean
}

function matchPhrases(words: readonly string[], { adapter, ages = false }: Engines): Match {
  const phrases = adapter ? ALL_PHRASES : AXIS_PHRASES
  let pure = true
  let turn = 1
  const named: Named[] = []
  for (let at = 0; at < words.length;) {
    const phrase = phrases.find((candidate) => candidate.words.every((word, i) => words[at + i] === word))
    const word = words[at] ?? ''
    if (phrase !== undefined) {
      const sign = phrase.end === 'low' ? -1 : 1
      // "blur" and "darkness" are names of the low end's axis: little of them means much of the axis.
      named.push({
        subject: phrase.subject,
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
  const found = readingsOf(named, words, unmatchedTurn)
    .flatMap((reading) => (ages ? byFaces(reading) : [reading]))
    .filter(({ kind }) => adapter || kind !== 'adapter')
  return { found, pure }
}

const LOW_NAMES = new Set(['blur', 'blurriness', 'darkness'])

/**
 * "by brightness, darkest first" and "from darkest to brightest": with several words for one axis, the one before
 * "first" or after "from" decides, else the first that says an end.
 */
function readingsOf(named: readonly Named[], words: readonly string[], tail: number): Reading[] {
  const first = named[0]
  if (first === undefined) return []
  const mine = named.filter((entry) => entry.subject === first.subject)
  const ends = mine.length > 1 && words.includes('first') && !words.includes('from') ? mine.at(-1) : first
  let sign = ends?.sign ?? 1
  // "sharpness, lowest first", "file size ascending": the direction follows the name.
  if (mine.length === 1 && (tail === -1 || words.includes('ascending'))) sign = -sign
  const others = named.filter((entry) => entry.subject !== first.subject)
  if (named.length === 1) others.push(...otherMeanings(first.subject, sign))
  return [{ subject: first.subject, sign }, ...others].map(readingOf)
}

/** The same words may mean another order. */
function otherMeanings(subject: Subject, sign: number): Named[] {
  // "largest": pixels or bytes.
  if (subject === 'resolution') return [{ subject: 'fileSize', sign }]
  // "oldest": taken long ago, an old person, or an old print. "youngest" likewise.
  if (subject === 'date' && sign < 0)
    return [
      { subject: 'age', sign: -sign },
      { subject: 'aged', sign: -sign },
    ]
  if (subject === 'age')
    return [
      { subject: 'date', sign: -sign },
      { subject: 'aged', sign },
    ]
  // People are told by a model that saw them from behind too; faces are counted. Either may be what is meant.
  if (subject === 'people') return [{ subject: 'faces', sign }]
  if (subject === 'faces') return [{ subject: 'people', sign }]
  // "best": without faults, or pleasing.
  if (subject === 'quality') return [{ subject: 'aesthetics', sign }]
  if (subject === 'aesthetics') return [{ subject: 'quality', sign }]
  if (subject === 'aged') return [{ subject: 'date', sign: -sign }]
  // A wrong exposure is guessed; how light a photo is can be measured.
  if (subject === 'bright') return [{ subject: 'brightness', sign }]
  if (subject === 'dark') return [{ subject: 'brightness', sign: -sign }]
  return []
}

/** The age of a person is first that of a face: the oldest first, or the youngest. A picture may show it without one, too. */
function byFaces(reading: Reading): Reading[] {
  if (reading.kind !== 'adapter' || reading.attribute !== 'age') return [reading]
  const { direction } = reading
  const axis = direction === 'descending' ? 'oldestFace' : 'youngestFace'
  return [{ kind: 'measured', axis, direction }, reading]
}

function readingOf({ subject, sign }: Named): Reading {
  const direction: Direction = sign < 0 ? 'ascending' : 'descending'
  const axis = AxisId.safeParse(subject)
  if (axis.success) return { kind: 'measured', axis: axis.data, direction }
  return { kind: 'adapter', attribute: subject as Attribute, direction }
}

export function sameReading(a: Reading, b: Reading): boolean {
  if (a.kind === 'measured' && b.kind === 'measured') return a.axis === b.axis && a.direction === b.direction
  if (a.kind === 'adapter' && b.kind === 'adapter') return a.attribute === b.attribute && a.direction === b.direction
  return a.kind === b.kind
}
