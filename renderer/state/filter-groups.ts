/** Conditions in groups, as the page shows and builds them: all of these, any of these, none of these. */
import type { AxisId } from '../../main/contract/entities.ts'
import type { Filter, FilterTerm } from '../../main/contract/filters.ts'

export type GroupKind = 'any' | 'all' | 'none'

export interface FilterGroup {
  readonly kind: GroupKind
  readonly terms: readonly FilterTerm[]
}

/** Null where it holds more than single conditions that the page can fill in. */
export function groupOf(filter: Filter): FilterGroup | null {
  if (filter.kind === 'any' || filter.kind === 'all') {
    const terms = filter.of.filter((one) => isDrawn(one))
    return terms.length === filter.of.length && terms.length > 0 ? { kind: filter.kind, terms } : null
  }
  if (filter.kind !== 'not') return null
  if (isDrawn(filter.of)) return { kind: 'none', terms: [filter.of] }
  const inner = filter.of.kind === 'any' ? groupOf(filter.of) : null
  return inner === null ? null : { ...inner, kind: 'none' }
}

/** Of what is complete; null where nothing is. A group of one keeps its kind, so that it can grow. */
export function filterOfGroup({ kind, terms }: FilterGroup): Filter | null {
  const of = terms.filter(isComplete)
  if (of.length === 0) return null
  return kind === 'none' ? { kind: 'not', of: { kind: 'any', of } } : { kind, of }
}

/** Without what is still to be filled in, and without what is then empty. */
export function completed(groups: readonly FilterGroup[]): FilterGroup[] {
  return groups
    .map((group) => ({ ...group, terms: group.terms.filter(isComplete) }))
    .filter(({ terms }) => terms.length > 0)
}

export function isDrawn(filter: Filter): filter is FilterTerm {
  return filter.kind !== 'all' && filter.kind !== 'any' && filter.kind !== 'not' && isComplete(filter)
}

export function isComplete(term: FilterTerm): boolean {
  switch (term.kind) {
    case 'date':
      return term.from !== undefined || term.to !== undefined
    case 'rating':
    case 'fact':
      return term.least !== undefined || term.most !== undefined
    case 'name':
      return term.contains.trim() !== ''
    case 'camera':
      return term.cameras.some((camera) => camera !== '')
    case 'format':
      return term.formats.some((format) => format !== '')
    case 'folder':
      return term.folderId >= 0
    case 'collection':
      return term.collectionId >= 0
    case 'flag':
    case 'label':
      return true
  }
}

/** How the page edits a range: one bound, or both the same. */
export type Bound = 'least' | 'most' | 'exactly'

export interface BoundValue {
  readonly bound: Bound
  readonly value: number | null
}

/** Null for a range between two numbers, which is shown in words. */
export function boundOf({ least, most }: { least?: number | undefined; most?: number | undefined }): BoundValue | null {
  if (least !== undefined && most !== undefined) return least === most ? { bound: 'exactly', value: least } : null
  return most === undefined ? { bound: 'least', value: least ?? null } : { bound: 'most', value: most }
}

export function rangeOf({ bound, value }: BoundValue): { least?: number; most?: number } {
  if (value === null) return {}
  return { ...(bound === 'most' ? {} : { least: value }), ...(bound === 'least' ? {} : { most: value }) }
}

/** In the order in which they are offered. */
export const TERM_KINDS: readonly FilterTerm['kind'][] = [
  'rating',
  'flag',
  'label',
  'date',
  'camera',
  'format',
  'name',
  'folder',
  'collection',
  'fact',
]

/** A condition of this kind to begin with; what has no first choice is still to be filled in. */
export function blankTerm(kind: FilterTerm['kind']): FilterTerm {
  const axis: AxisId = 'sharpness'
  const blanks: { readonly [Kind in FilterTerm['kind']]: Extract<FilterTerm, { kind: Kind }> } = {
    rating: { kind: 'rating', least: 3 },
    flag: { kind: 'flag', flags: ['pick'] },
    label: { kind: 'label', labels: ['red'] },
    date: { kind: 'date' },
    camera: { kind: 'camera', cameras: [''] },
    format: { kind: 'format', formats: [''] },
    name: { kind: 'name', contains: '' },
    folder: { kind: 'folder', folderId: -1 },
    collection: { kind: 'collection', collectionId: -1 },
    fact: { kind: 'fact', axis },
  }
  return blanks[kind]
}
