import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Filter, FilterTerm } from '../../../main/contract/filters.ts'
import {
  blankTerm,
  completed,
  isComplete,
  TERM_KINDS,
  type FilterGroup,
} from '../../../renderer/state/filter-groups.ts'
import { fieldsOf, narrowingOf, NO_FIELDS } from '../../../renderer/state/filters.ts'
import { FilterDraft } from '../../../renderer/state/filter-draft.svelte.ts'

const TERMS: readonly FilterTerm[] = [
  { kind: 'rating', least: 3 },
  { kind: 'rating', least: 4 },
  { kind: 'rating', most: 2 },
  { kind: 'flag', flags: ['pick'] },
  { kind: 'flag', flags: ['pick', 'none'] },
  { kind: 'label', labels: ['red'] },
  { kind: 'date', from: '2019-06-01' },
  { kind: 'collection', collectionId: 7 },
  { kind: 'fact', axis: 'sharpness', most: 40 },
  { kind: 'name', contains: 'beach' },
]
const term = fc.constantFrom(...TERMS)
/** Of every photo that has a date: the contract allows it, the page has no words for it. */
const dated: FilterTerm = { kind: 'date' }
const { filter } = fc.letrec<{ filter: Filter; terms: Filter[] }>((tie) => ({
  terms: fc.array(tie('filter'), { maxLength: 3 }),
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    term,
    fc.constant(dated),
    fc.record({ kind: fc.constant('all' as const), of: tie('terms') }),
    fc.record({ kind: fc.constant('any' as const), of: tie('terms') }),
    fc.record({ kind: fc.constant('not' as const), of: tie('filter') }),
  ),
}))
const group: fc.Arbitrary<FilterGroup> = fc.record({
  kind: fc.constantFrom('any' as const, 'all' as const, 'none' as const),
  terms: fc.array(term, { minLength: 1, maxLength: 3 }),
})

/** What a filter says of a photo for which each single condition holds or not. */
function holds(what: Filter, truths: ReadonlyMap<string, boolean>): boolean {
  switch (what.kind) {
    case 'all':
      return what.of.every((one) => holds(one, truths))
    case 'any':
      return what.of.some((one) => holds(one, truths))
    case 'not':
      return !holds(what.of, truths)
    default:
      return truths.get(JSON.stringify(what)) ?? false
  }
}

function termsOf(what: Filter): string[] {
  if (what.kind === 'all' || what.kind === 'any') return what.of.flatMap(termsOf)
  return what.kind === 'not' ? termsOf(what.of) : [JSON.stringify(what)]
}

it('loses nothing of any filter when it is drawn and asked again: it says the same of every photo', () => {
  fc.assert(
    fc.property(filter, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (what, flips) => {
      const again = narrowingOf(fieldsOf({ filter: what }), {}).filter ?? { kind: 'all', of: [] }
      const all = [...new Set([...termsOf(what), ...termsOf(again)])]
      const truths = new Map(all.map((one, i) => [one, flips[i % flips.length] ?? false]))
      expect(holds(again, truths)).toBe(holds(what, truths))
    }),
  )
})

it('draws the groups that it was given, each of its kind, also one of a single condition', () => {
  fc.assert(
    fc.property(fc.array(group, { maxLength: 4 }), (groups) => {
      const asked = narrowingOf({ ...NO_FIELDS, groups }, {})
      expect(fieldsOf(asked)).toEqual({ ...NO_FIELDS, groups })
    }),
  )
})

it('keeps fields and groups apart, and what it cannot draw as it is', () => {
  const deep: Filter = {
    kind: 'any',
    of: [{ kind: 'all', of: [blankTerm('flag'), blankTerm('label')] }, blankTerm('rating')],
  }
  const fields = fieldsOf({
    filter: { kind: 'all', of: [{ kind: 'rating', least: 3 }, { kind: 'rating', most: 4 }, deep] },
  })
  expect(fields).toMatchObject({
    rating: 3,
    groups: [{ kind: 'all', terms: [{ kind: 'rating', most: 4 }] }],
    other: deep,
  })
})

it('asks with what is filled in, and keeps the rest for the person to go on with', () => {
  const asked: FilterGroup[][] = []
  const draft = new FilterDraft((groups) => {
    asked.push(groups)
  })
  draft.addGroup()
  draft.addTerm(0)
  draft.setTerm(0, 1, blankTerm('name'))
  expect(asked.at(-1)).toEqual([{ kind: 'any', terms: [{ kind: 'rating', least: 3 }] }])
  draft.follow(asked.at(-1) ?? [])
  expect(draft.groups[0]?.terms).toHaveLength(2)
  draft.setTerm(0, 1, { kind: 'name', contains: 'beach' })
  draft.setKind(0, 'none')
  expect(asked.at(-1)).toEqual([
    {
      kind: 'none',
      terms: [
        { kind: 'rating', least: 3 },
        { kind: 'name', contains: 'beach' },
      ],
    },
  ])
  // Another question was asked elsewhere.
  draft.follow([])
  expect(draft.groups).toEqual([])
  draft.addGroup()
  draft.removeTerm(0, 0)
  expect(asked.at(-1)).toEqual([])
})

it('begins each kind of condition with something to go on from', () => {
  const complete = TERM_KINDS.filter((kind) => isComplete(blankTerm(kind)))
  expect(complete).toEqual(['rating', 'flag', 'label'])
  expect(completed([{ kind: 'any', terms: TERM_KINDS.map(blankTerm) }])[0]?.terms).toHaveLength(3)
})
