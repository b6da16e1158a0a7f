import fc from 'fast-check'
import { expect, test } from 'vitest'
import { copyName, frozenName } from '../../../main/collections/copy-name.ts'
import { isCircular, referencesOf, sequenceOf } from '../../../main/collections/references.ts'

test('a rule speaks of the collections in its scope and anywhere in its filter', () => {
  const rule = {
    sentence: '',
    scope: { collectionId: 4 },
    filter: {
      kind: 'all',
      of: [
        { kind: 'not', of: { kind: 'collection', collectionId: 0 } },
        {
          kind: 'any',
          of: [
            { kind: 'collection', collectionId: 7 },
            { kind: 'name', contains: 'x' },
          ],
        },
      ],
    },
  } as const
  expect(referencesOf({ ...rule, filter: { kind: 'all', of: [...rule.filter.of] } })).toEqual(new Set([4, 0, 7]))
  expect(referencesOf({ sentence: '', scope: {} })).toEqual(new Set())
})

/** Who speaks of whom; 9 and above have no rule. */
const graphs = fc
  .array(fc.array(fc.nat(11), { maxLength: 3 }), { maxLength: 9 })
  .map((rows) => new Map(rows.map((row, id) => [id, new Set(row)])))

test('every rule comes once, after those it speaks of wherever nothing goes round', () => {
  fc.assert(
    fc.property(graphs, (references) => {
      const order = sequenceOf(references)
      expect(order.toSorted((a, b) => a - b)).toEqual([...references.keys()])
      for (const [at, id] of order.entries()) {
        for (const other of references.get(id) ?? []) {
          const goesRound = isCircular(id, references) || isCircular(other, references)
          if (references.has(other) && !goesRound) expect(order.indexOf(other)).toBeLessThan(at)
        }
      }
    }),
  )
})

test('what speaks of itself, however far round, is found wherever one begins', () => {
  fc.assert(
    fc.property(graphs, (references) => {
      for (const id of references.keys()) expect(isCircular(id, references)).toBe(closure(id, references).has(id))
    }),
  )
})

/** By repeated union: another way to the same answer. */
function closure(id: number, references: ReadonlyMap<number, ReadonlySet<number>>): Set<number> {
  let reached = new Set(references.get(id) ?? [])
  for (let i = 0; i < references.size; i++)
    reached = new Set([...reached, ...[...reached].flatMap((other) => [...(references.get(other) ?? [])])])
  return reached
}

test('copies are told apart by number, and a copy of a copy is a copy of the same', () => {
  expect(copyName('Beach', new Set(['Beach']))).toBe('Beach copy')
  expect(copyName('Beach', new Set(['Beach', 'Beach copy']))).toBe('Beach copy 2')
  expect(copyName('Beach copy', new Set(['Beach copy', 'Beach copy 2']))).toBe('Beach copy 3')
  expect(copyName('Beach copy 2', new Set(['Beach copy 2']))).toBe('Beach copy')
  expect(copyName('x'.repeat(200), new Set())).toHaveLength(200)
})

test('what was frozen is named after the day, so that several of one collection are told apart', () => {
  const noon = new Date(2025, 10, 3, 12).getTime()
  expect(frozenName('Beach', noon, new Set())).toBe('Beach, 2025-11-03')
  expect(frozenName('Beach', noon, new Set(['Beach, 2025-11-03']))).toBe('Beach, 2025-11-03 (2)')
  expect(frozenName('x'.repeat(200), noon, new Set())).toHaveLength(200)
})
