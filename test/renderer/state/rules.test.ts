import { expect, it } from 'vitest'
import type { RankedSet } from '../../../main/contract/ranking.ts'
import { isKept } from '../../../renderer/state/rules.ts'

const sharp = { kind: 'measured', axis: 'sharpness', direction: 'descending' } as const
const set: RankedSet = {
  sentence: 'sharpest',
  scope: {},
  reading: sharp,
  filter: { kind: 'rating', least: 3 },
  cut: { kind: 'top', count: 10 },
}

it('knows a rule again whatever the order of its parts, and any other sentence, filter, cut or direction', () => {
  const kept: RankedSet = {
    cut: { count: 10, kind: 'top' },
    filter: { least: 3, kind: 'rating' },
    reading: { direction: 'descending', kind: 'measured', axis: 'sharpness' },
    scope: {},
    sentence: 'sharpest ',
  }
  expect(isKept({ set, reading: sharp }, kept)).toBe(true)
  const others: Partial<RankedSet>[] = [
    { sentence: 'sharp' },
    { filter: { kind: 'rating', least: 4 } },
    { cut: { kind: 'top', count: 11 } },
    { reversed: true },
    { scope: { folderIds: [1] } },
    { reading: { kind: 'similarity' } },
  ]
  for (const other of others) expect(isKept({ set: { ...set, ...other }, reading: sharp }, kept)).toBe(false)
})

it('takes a rule without a reading for the same while nobody chose one', () => {
  const { reading: _reading, ...kept } = set
  expect(isKept({ set, reading: null }, kept)).toBe(true)
  expect(isKept({ set, reading: sharp }, kept)).toBe(false)
})
