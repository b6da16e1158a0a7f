/** The filter bar's fields and the filter they stand for: plain arithmetic between the two. */
import type { Filter, FilterTerm } from '../../main/contract/filters.ts'
import type { Flag, Label } from '../../main/contract/marks.ts'
import { completed, filterOfGroup, groupOf, isDrawn, type FilterGroup } from './filter-groups.ts'
import type { Narrowing } from './ranking.svelte.ts'

export interface FilterFields {
  readonly rating: number | null
  readonly flag: Flag | null
  readonly label: Label | null
  readonly from: string
  readonly to: string
  readonly camera: string
  readonly format: string
  readonly name: string
  readonly top: number | null
  readonly onePerBurst: boolean
  /** Conditions beside the fields, in groups. */
  readonly groups: readonly FilterGroup[]
  /** What the bar cannot draw: kept as it is until it is taken away. */
  readonly other: Filter | null
}

export const NO_FIELDS: FilterFields = {
  rating: null,
  flag: null,
  label: null,
  from: '',
  to: '',
  camera: '',
  format: '',
  name: '',
  top: null,
  onePerBurst: false,
  groups: [],
  other: null,
}

export function fieldsOf({ filter, cut, onePerBurst }: Narrowing): FilterFields {
  const shown = { ...NO_FIELDS, onePerBurst: onePerBurst ?? false, top: cut?.kind === 'top' ? cut.count : null }
  if (filter === undefined) return shown
  const terms = filter.kind === 'all' ? filter.of : [filter]
  const groups: FilterGroup[] = []
  const loose: FilterTerm[] = []
  const others: Filter[] = []
  let fields: FilterFields = shown
  for (const term of terms) {
    const group = groupOf(term)
    if (group !== null) {
      groups.push(group)
      continue
    }
    const known = fieldOf(term)
    const taken =
      known === null ||
      Object.keys(known).some(
        (key) => key in known && fields[key as keyof FilterFields] !== NO_FIELDS[key as keyof FilterFields],
      )
    if (known !== null && !taken) fields = { ...fields, ...known }
    else if (isDrawn(term)) loose.push(term)
    else others.push(term)
  }
  // What has no field of its own, or another one of its kind has it.
  if (loose.length > 0) groups.push({ kind: 'all', terms: loose })
  const [other = null] = others
  return { ...fields, groups, other: others.length > 1 ? { kind: 'all', of: others } : other }
}

function fieldOf(term: Filter): Partial<FilterFields> | null {
  if (!isDrawn(term)) return null
  switch (term.kind) {
    case 'rating':
      return term.most === undefined && term.least !== undefined ? { rating: term.least } : null
    case 'flag':
      return term.flags.length === 1 ? { flag: term.flags[0] ?? null } : null
    case 'label':
      return term.labels.length === 1 ? { label: term.labels[0] ?? null } : null
    case 'date':
      return { from: term.from ?? '', to: term.to ?? '' }
    case 'camera':
      return term.cameras.length === 1 ? { camera: term.cameras[0] ?? '' } : null
    case 'format':
      return term.formats.length === 1 ? { format: term.formats[0] ?? '' } : null
    case 'name':
      return { name: term.contains }
    default:
      return null
  }
}

/** @param former keeps a cut that the bar has no field for. */
export function narrowingOf(fields: FilterFields, former: Narrowing): Narrowing {
  const { rating, flag, label, from, to, camera, format, name, top, onePerBurst, groups, other } = fields
  const terms: FilterTerm[] = []
  if (rating !== null) terms.push({ kind: 'rating', least: rating })
  if (flag !== null) terms.push({ kind: 'flag', flags: [flag] })
  if (label !== null) terms.push({ kind: 'label', labels: [label] })
  if (from !== '' || to !== '')
    terms.push({ kind: 'date', ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) })
  if (camera !== '') terms.push({ kind: 'camera', cameras: [camera] })
  if (format !== '') terms.push({ kind: 'format', formats: [format] })
  if (name.trim() !== '') terms.push({ kind: 'name', contains: name.trim() })
  const grouped = completed(groups).flatMap((group) => filterOfGroup(group) ?? [])
  const all: readonly Filter[] = [...terms, ...grouped, ...(other === null ? [] : [other])]
  const [first] = all
  // A group stands inside another "all": alone, one of its conditions would be read as a field again.
  const filter = all.length > 1 || grouped.length > 0 ? ({ kind: 'all', of: [...all] } as const) : first
  const cut =
    top === null ? (former.cut?.kind === 'top' ? undefined : former.cut) : ({ kind: 'top', count: top } as const)
  return {
    ...(filter === undefined ? {} : { filter }),
    ...(cut === undefined ? {} : { cut }),
    ...(onePerBurst ? { onePerBurst: true } : {}),
  }
}

export function isNarrowed({ filter, cut, onePerBurst }: Narrowing): boolean {
  return filter !== undefined || cut !== undefined || onePerBurst === true
}
