/** A ranked set from the words of a command line: sentence, how much of its order, one per burst, filters. */
import type { ParseArgsConfig } from 'node:util'
import type { Examples } from '../contract/examples.ts'
import type { Cut, RankedSet } from '../contract/ranking.ts'
import { EXAMPLE_HELP, EXAMPLE_OPTIONS, hasExamples } from './example-words.ts'
import { FILTER_HELP, filterOf } from './filter-words.ts'
import { UsageError } from './output.ts'

export const SET_OPTIONS = {
  sentence: { type: 'string' },
  top: { type: 'string' },
  percent: { type: 'string' },
  'one-per-burst': { type: 'boolean' },
  reverse: { type: 'boolean' },
  filter: { type: 'string', multiple: true },
  ...EXAMPLE_OPTIONS,
} as const satisfies ParseArgsConfig['options']

export const SET_HELP = `--top N keeps the first N photos, --percent P the first P per cent of those with a score. --one-per-burst keeps the
first frame of each moment. --reverse turns the order round. --filter TERM may be given several times.
${EXAMPLE_HELP}
${FILTER_HELP}`

/**
 * @param examples those that the values name, once they are found
 * @throws UsageError for what cannot be read.
 */
export function rankedSetOf(
  values: Readonly<Record<string, unknown>>,
  scope: RankedSet['scope'],
  examples?: Examples,
): RankedSet {
  const sentence = values['sentence'] ?? (hasExamples(values) ? '' : undefined)
  if (typeof sentence !== 'string') throw new UsageError('Give a sentence: --sentence "most people".')
  const words = Array.isArray(values['filter']) ? values['filter'].filter((word) => typeof word === 'string') : []
  const filter = filterOf(words)
  const cut = cutOf(values)
  return {
    sentence,
    scope,
    ...(values['reverse'] === true ? { reversed: true } : {}),
    ...(examples === undefined ? {} : { examples }),
    ...(filter === undefined ? {} : { filter }),
    ...(values['one-per-burst'] === true ? { onePerBurst: true } : {}),
    ...(cut === undefined ? {} : { cut }),
  }
}

function cutOf({ top, percent }: Readonly<Record<string, unknown>>): Cut | undefined {
  if (typeof top === 'string' && typeof percent === 'string')
    throw new UsageError('Choose --top or --percent, not both.')
  if (typeof top === 'string') {
    const count = Number(top)
    if (!Number.isInteger(count) || count < 1) throw new UsageError(`--top wants a whole number from 1, not "${top}".`)
    return { kind: 'top', count }
  }
  if (typeof percent !== 'string') return undefined
  const share = Number(percent)
  if (!(share > 0 && share <= 100))
    throw new UsageError(`--percent wants a number above 0 up to 100, not "${percent}".`)
  return { kind: 'percent', percent: share }
}
