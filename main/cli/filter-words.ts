/** Filters as people type them: `rating>=4`, `flag!=reject`, `camera="Canon EOS 5D"`, `date>=2019-06-01`. */
import { AxisId } from '../contract/entities.ts'
import { Filter, FilterTerm } from '../contract/filters.ts'
import { Flag, Label } from '../contract/marks.ts'
import { UsageError } from './output.ts'

const FACTS = AxisId.options.filter((axis) => axis !== 'date')

/** Endings that people type, and the format they stand for. */
const FORMATS: Readonly<Record<string, string>> = { jpg: 'jpeg', tif: 'tiff', heif: 'heic' }

export const FILTER_HELP = `Filters, all of which must hold; != turns a term round:
  rating>=4  rating<=2  rating=5    flag=pick|reject|none    label=red|yellow|green|blue|purple|none
  date>=2019-06-01  date<=2019-08-31  date=2019-07-14        camera="Canon EOS 5D"   format=jpeg   name~beach
  ${FACTS.join(', ')}: >= and <= a number, in the unit that the page shows
Or a filter as JSON, as collections and exports hold it.`

/**
 * All of the terms together; undefined for none. A term that begins with `{` is a filter as JSON.
 * @throws UsageError naming what can be used.
 */
export function filterOf(words: readonly string[]): Filter | undefined {
  if (words.length === 0) return undefined
  const terms = words.map((word) => (word.trim().startsWith('{') ? jsonFilter(word) : termOf(word)))
  return terms.length === 1 ? terms[0] : { kind: 'all', of: terms }
}

function jsonFilter(word: string): Filter {
  try {
    return Filter.parse(JSON.parse(word))
  } catch (error) {
    throw new UsageError(`--filter ${word} is not a filter.\n${FILTER_HELP}`, { cause: error })
  }
}

function termOf(word: string): Filter {
  const found = /^\s*([a-z]+)\s*(>=|<=|!=|=|~)\s*(.*?)\s*$/isu.exec(word)
  const [, name = '', sign = '', quoted = ''] = found ?? []
  const value = /^(["'])(.*)\1$/su.exec(quoted)?.[2] ?? quoted
  // The contract says which days there are, and what a number may be.
  const term = value === '' ? undefined : FilterTerm.safeParse(termFor(name, sign, value)).data
  if (term === undefined) throw new UsageError(`--filter ${word} cannot be read.\n${FILTER_HELP}`)
  return sign === '!=' ? { kind: 'not', of: term } : term
}

function termFor(name: string, sign: string, value: string): FilterTerm | null {
  const axis = FACTS.find((fact) => fact.toLowerCase() === name.toLowerCase())
  if (axis !== undefined) return axisTerm({ kind: 'fact', axis }, sign, value)
  switch (name.toLowerCase()) {
    case 'rating':
      return axisTerm({ kind: 'rating' }, sign, value)
    case 'date':
      return sign === '~' ? null : { kind: 'date', ...range(sign, 'from', 'to', value) }
    case 'name':
      return sign === '~' ? { kind: 'name', contains: value } : null
    default:
      return sign === '=' || sign === '!=' ? listTerm(name.toLowerCase(), value) : null
  }
}

function listTerm(name: string, value: string): FilterTerm | null {
  const words = value.toLowerCase().split(/[,|]/u)
  switch (name) {
    // Makers write commas into the names of their cameras.
    case 'camera':
      return { kind: 'camera', cameras: [value] }
    case 'format':
      return { kind: 'format', formats: words.map((word) => FORMATS[word] ?? word) }
    case 'flag':
      return { kind: 'flag', flags: words.filter((word): word is Flag => known(word, Flag.options, value)) }
    case 'label':
      return { kind: 'label', labels: words.filter((word): word is Label => known(word, Label.options, value)) }
    default:
      return null
  }
}

/** @throws UsageError for a word that is none of them. */
function known(word: string, options: readonly string[], value: string): boolean {
  if (options.includes(word)) return true
  throw new UsageError(`--filter: "${value}" is none of ${options.join(', ')}.\n${FILTER_HELP}`)
}

type Ranged = { kind: 'rating' } | { kind: 'fact'; axis: AxisId }

function axisTerm(term: Ranged, sign: string, value: string): FilterTerm | null {
  const number = Number(value)
  return sign === '~' || Number.isNaN(number) ? null : { ...term, ...range(sign, 'least', 'most', number) }
}

/** `=` and `!=` are a range from the value to itself. */
function range<Low extends string, High extends string, Value>(
  sign: string,
  low: Low,
  high: High,
  value: Value,
): Partial<Record<Low | High, Value>> {
  const bounds: Partial<Record<string, Value>> = {}
  if (sign !== '<=') bounds[low] = value
  if (sign !== '>=') bounds[high] = value
  return bounds
}
