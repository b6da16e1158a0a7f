/** Which collections a rule speaks of, and the order in which rules can be computed. */
import type { Filter } from '../contract/filters.ts'
import type { RankedSet } from '../contract/ranking.ts'

/** Collections named by scope or filter. */
export function referencesOf({ scope, filter }: RankedSet): Set<number> {
  const found = new Set<number>()
  if (scope.collectionId !== undefined) found.add(scope.collectionId)
  if (filter !== undefined) collect(filter, found)
  return found
}

function collect(filter: Filter, found: Set<number>): void {
  if (filter.kind === 'all' || filter.kind === 'any') for (const one of filter.of) collect(one, found)
  else if (filter.kind === 'not') collect(filter.of, found)
  else if (filter.kind === 'collection') found.add(filter.collectionId)
}

/** The same rule, speaking of others in the place of those that have one in `twins`. */
export function withReferences(rule: RankedSet, twins: ReadonlyMap<number, number>): RankedSet {
  const { scope, filter } = rule
  const { collectionId } = scope
  const twin = collectionId === undefined ? undefined : twins.get(collectionId)
  return {
    ...rule,
    ...(twin === undefined ? {} : { scope: { ...scope, collectionId: twin } }),
    ...(filter === undefined ? {} : { filter: replaced(filter, twins) }),
  }
}

function replaced(filter: Filter, twins: ReadonlyMap<number, number>): Filter {
  if (filter.kind === 'all' || filter.kind === 'any')
    return { kind: filter.kind, of: filter.of.map((one) => replaced(one, twins)) }
  if (filter.kind === 'not') return { kind: 'not', of: replaced(filter.of, twins) }
  if (filter.kind !== 'collection') return filter
  return { ...filter, collectionId: twins.get(filter.collectionId) ?? filter.collectionId }
}

/** Of each ranked collection, those its rule speaks of; ids that are no key are collections without a rule, or gone. */
export type References = ReadonlyMap<number, ReadonlySet<number>>

/** Each after those it speaks of; of those that speak of each other, one comes first all the same. */
export function sequenceOf(references: References): number[] {
  const order: number[] = []
  const met = new Set<number>()
  const visit = (id: number): void => {
    const next = references.get(id)
    if (met.has(id) || next === undefined) return
    met.add(id)
    for (const other of next) visit(other)
    order.push(id)
  }
  for (const id of references.keys()) visit(id)
  return order
}

/** Does it speak, however far round, of itself? */
export function isCircular(id: number, references: References): boolean {
  const met = new Set<number>()
  const open = [...(references.get(id) ?? [])]
  for (let other = open.pop(); other !== undefined; other = open.pop()) {
    if (other === id) return true
    if (met.has(other)) continue
    met.add(other)
    open.push(...(references.get(other) ?? []))
  }
  return false
}
