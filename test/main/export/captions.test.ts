import { expect, test } from 'vitest'
import { AxisId } from '../../../main/contract/entities.ts'
import { Attribute, Direction, type RankHeader, type Reading } from '../../../main/contract/ranking.ts'
import { dayWords, orderWords, scoredOf, setWords, valueWords } from '../../../main/export/captions.ts'
import { createEnglish } from '../../../renderer/messages/en.ts'
import { orderWords as orderWordsOfPage, topShare } from '../../../renderer/messages/words.ts'
import { exportRow, exportSet } from '../../support/export-set.ts'

const PAGE = createEnglish('en-GB')

const READINGS: Reading[] = [
  { kind: 'similarity' },
  { kind: 'taste' },
  { kind: 'manual' },
  ...Direction.options.flatMap((direction) => [
    ...AxisId.options.map((axis) => ({ kind: 'measured', axis, direction }) as const),
    ...[...Attribute.options, null].map((attribute) => ({ kind: 'adapter', attribute, direction }) as const),
  ]),
]

test('a sheet says of every order what the page says', () => {
  for (const reading of READINGS) {
    for (const reversed of [false, true]) {
      const [a, b] = [1, 2].map((photoId) => ({ photoId, name: `${String(photoId)}.jpg`, version: 'v' }))
      for (const sentence of ['x', ''])
        for (const [like, unlike] of [[], [[a], []], [[], [a, b]], [[a, b], [b]]]) {
          const examples = like === undefined || unlike === undefined ? null : { like, unlike, left: 0 }
          const header = {
            sentence,
            examples,
            reading,
            modelId: null,
            reversed,
            taste: null,
            notices: [],
          } as unknown as RankHeader
          expect(orderWords(header)).toBe(orderWordsOfPage(PAGE, header))
        }
    }
  }
})

test.each([0, 0.04, 1, 7.46, 71.5, 1_234, 5_300_000])('a sheet writes the value %d as the page does', (value) => {
  for (const axis of AxisId.options) {
    if (axis === 'date' || axis === 'fileSize') continue
    const set = exportSet([exportRow(1, { score: value })], {
      reading: { kind: 'measured', axis, direction: 'descending' },
    })
    expect(valueWords(set.header, set.rows[0]!, 1)).toBe(PAGE.measure(axis, value))
  }
})

test.each([2, 48, 100, 1_000])('of %i photos each has the share of the top that the page gives it', (count) => {
  const set = exportSet(
    Array.from({ length: count }, (_, i) => exportRow(i + 1)),
    { reading: { kind: 'similarity' } },
  )
  expect(scoredOf(set.rows)).toBe(count)
  for (const row of set.rows)
    expect(valueWords(set.header, row, count)).toBe(
      PAGE.grid.top(topShare((100 * (count - row.position)) / (count - 1), count)),
    )
})

test('the top of a long order keeps the share it had in the whole', () => {
  const whole = exportSet(Array.from({ length: 400 }, (_, i) => exportRow(i + 1)))
  expect(scoredOf(whole.rows.slice(0, 20))).toBe(400)
})

test('the line under the title says how many, then by what, and where the order stops to mean something', () => {
  const rows = Array.from({ length: 1_204 }, (_, i) => exportRow(i + 1))
  expect(setWords(exportSet(rows, { fadesAt: 215 }))).toEqual([
    '1,204 photos',
    'then by date taken',
    'fades out after 214',
  ])
  expect(setWords(exportSet([exportRow(1)], { header: null }))).toEqual(['1 photo'])
  const newest = { kind: 'measured', axis: 'date', direction: 'descending' } as const
  expect(setWords(exportSet(rows, { reading: newest }))[1]).toBe('then by name')
})

test('the day of a photo is the one its camera showed, wherever the sheet is made', () => {
  expect(dayWords('2019-07-01T23:59:59')).toBe('1 Jul 2019')
  expect(dayWords('2019-07-01T00:00:01')).toBe('1 Jul 2019')
  expect(dayWords(null)).toBeNull()
  expect(dayWords('0000-00-00T00:00:00')).toBeNull()
})
