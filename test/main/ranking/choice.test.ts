import { expect, test } from 'vitest'
import type { RankRequest, Reading } from '../../../main/contract/ranking.ts'
import { readSentence } from '../../../main/ranking/cascade.ts'
import { withChoice } from '../../../main/ranking/choice.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

const AGE: Reading = { kind: 'adapter', attribute: 'age', direction: 'descending' }
const DATE: Reading = { kind: 'measured', axis: 'date', direction: 'ascending' }

function reader(adapter: boolean) {
  return (sentence: string) => readSentence(sentence, { adapter, languages: ['en'] })
}

function asked(sentence: string, reading?: Reading): RankRequest {
  return { sentence, scope: {}, ...(reading === undefined ? {} : { reading }) }
}

test('what a person chose for a sentence is what the same words mean the next time, however they are written', () => {
  const { choices } = temporaryLibrary()
  const first = withChoice(asked('oldest'), reader(true), choices, 1)
  expect(first.reading).toBeUndefined()
  const { reading, alternatives } = reader(true)('oldest')
  const other = alternatives.find((one) => one.kind !== reading.kind) ?? AGE
  withChoice(asked('oldest', other), reader(true), choices, 2)
  expect(withChoice(asked('  Oldest '), reader(true), choices, 3).reading).toEqual(other)
  expect(withChoice(asked('newest'), reader(true), choices, 3).reading).toBeUndefined()
  withChoice(asked('oldest', reading), reader(true), choices, 4)
  expect(withChoice(asked('oldest'), reader(true), choices, 5).reading).toEqual(reading)
})

test('a choice that the sentence no longer offers is passed over and kept for when it does', () => {
  const { choices } = temporaryLibrary()
  withChoice(asked('oldest person', AGE), reader(true), choices, 1)
  expect(withChoice(asked('oldest person'), reader(false), choices, 2).reading).toBeUndefined()
  expect(withChoice(asked('oldest person'), reader(true), choices, 3).reading).toEqual(AGE)
})

test('neither an order by hand nor a reading the sentence does not offer is remembered', () => {
  const { choices } = temporaryLibrary()
  withChoice(asked('sunset', { kind: 'manual' }), reader(true), choices, 1)
  withChoice(asked('sunset at the beach', DATE), reader(true), choices, 1)
  withChoice(asked('', DATE), reader(true), choices, 1)
  expect(withChoice(asked('sunset'), reader(true), choices, 2).reading).toBeUndefined()
  expect(withChoice(asked('sunset at the beach'), reader(true), choices, 2).reading).toBeUndefined()
  expect(withChoice(asked(''), reader(true), choices, 2).reading).toBeUndefined()
})

test('of ten thousand choices and one the oldest is forgotten', () => {
  const { choices } = temporaryLibrary()
  for (let i = 0; i <= 10_000; i++) choices.put(`sentence ${String(i)}`, DATE, i)
  expect(choices.get('sentence 0')).toBeNull()
  expect(choices.get('sentence 1')).toEqual(DATE)
  expect(choices.get('sentence 10000')).toEqual(DATE)
})
