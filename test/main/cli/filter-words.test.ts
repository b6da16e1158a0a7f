import fc from 'fast-check'
import { expect, it } from 'vitest'
import { filterOf } from '../../../main/cli/filter-words.ts'
import { UsageError } from '../../../main/cli/output.ts'
import { rankedSetOf } from '../../../main/cli/set-words.ts'
import { Filter } from '../../../main/contract/filters.ts'

it.each<[string, Filter]>([
  ['rating>=4', { kind: 'rating', least: 4 }],
  ['rating<=0', { kind: 'rating', most: 0 }],
  ['rating=5', { kind: 'rating', least: 5, most: 5 }],
  ['rating!=3', { kind: 'not', of: { kind: 'rating', least: 3, most: 3 } }],
  ['flag=pick', { kind: 'flag', flags: ['pick'] }],
  ['flag=pick,none', { kind: 'flag', flags: ['pick', 'none'] }],
  ['flag!=reject', { kind: 'not', of: { kind: 'flag', flags: ['reject'] } }],
  ['label=red|Blue', { kind: 'label', labels: ['red', 'blue'] }],
  ['camera="Canon EOS 5D"', { kind: 'camera', cameras: ['Canon EOS 5D'] }],
  ['camera=Leica, Q3', { kind: 'camera', cameras: ['Leica, Q3'] }],
  ['format=jpg,PNG', { kind: 'format', formats: ['jpeg', 'png'] }],
  ['date>=2019-06-01', { kind: 'date', from: '2019-06-01' }],
  ['date<=2019-08-31', { kind: 'date', to: '2019-08-31' }],
  ['date=2020-02-29', { kind: 'date', from: '2020-02-29', to: '2020-02-29' }],
  ['name~beach', { kind: 'name', contains: 'beach' }],
  [' name ~ "at the >= beach" ', { kind: 'name', contains: 'at the >= beach' }],
  ['sharpness>=40', { kind: 'fact', axis: 'sharpness', least: 40 }],
  ['warmth<=-2.5', { kind: 'fact', axis: 'warmth', most: -2.5 }],
  ['FILESIZE<=2e6', { kind: 'fact', axis: 'fileSize', most: 2e6 }],
  ['{"kind":"any","of":[]}', { kind: 'any', of: [] }],
])('reads %s', (word, filter) => {
  expect(filterOf([word])).toEqual(filter)
  expect(Filter.safeParse(filterOf([word])).success).toBe(true)
})

it('joins terms by and, and makes none of nothing', () => {
  expect(filterOf([])).toBeUndefined()
  expect(filterOf(['rating>=4', 'flag!=reject'])).toEqual({
    kind: 'all',
    of: [
      { kind: 'rating', least: 4 },
      { kind: 'not', of: { kind: 'flag', flags: ['reject'] } },
    ],
  })
})

it.each([
  '',
  'rating',
  'rating>4',
  'rating>=6',
  'rating>=many',
  'rating~4',
  'flag=',
  'flag=maybe',
  'flag>=pick',
  'label=orange',
  'camera>=X100',
  'date>=2019',
  'date>=2019-02-31',
  'date~2019-01-01',
  'name=beach',
  'beauty>=4',
  'sharpness>=',
  'sharpness>=Infinity',
  'sharpness!40',
  '{"kind":"rating","least":9}',
  '{"kind":',
])('refuses %j and says what can be used', (word) => {
  expect(() => filterOf([word])).toThrow(UsageError)
  expect(() => filterOf([word])).toThrow(/rating>=4[^]*sharpness/u)
})

it('never takes a word for something else: it is a filter of the contract, or wrong use', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc
          .tuple(
            fc.constantFrom('rating', 'date', 'name', 'flag', 'noise'),
            fc.constantFrom('=', '!=', '>=', '~'),
            fc.string(),
          )
          .map((parts) => parts.join('')),
      ),
      (word) => {
        try {
          expect(Filter.safeParse(filterOf([word])).success).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
        }
      },
    ),
  )
})

it('makes a ranked set of a whole command line, and refuses half of one', () => {
  const words = { sentence: 'most people', percent: '5', 'one-per-burst': true, reverse: true, filter: ['rating>=1'] }
  expect(rankedSetOf(words, { folderIds: [3] })).toEqual({
    sentence: 'most people',
    scope: { folderIds: [3] },
    reversed: true,
    filter: { kind: 'rating', least: 1 },
    onePerBurst: true,
    cut: { kind: 'percent', percent: 5 },
  })
  expect(rankedSetOf({ sentence: '' }, {})).toEqual({ sentence: '', scope: {} })
  for (const wrong of [
    {},
    { top: '3' },
    { sentence: 'x', top: '0' },
    { sentence: 'x', top: '2.5' },
    { sentence: 'x', percent: '101' },
    { sentence: 'x', top: '1', percent: '1' },
  ])
    expect(() => rankedSetOf(wrong, {})).toThrow(UsageError)
})
