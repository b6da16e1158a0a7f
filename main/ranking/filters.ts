/** A filter becomes a question to each row of the catalogue. Nothing here reads the database but collections do. */
import type { Filter, FilterTerm } from '../contract/filters.ts'
import type { Catalogue } from './catalogue.ts'

export type RowTest = (row: number) => boolean

export interface FilterSources {
  readonly catalogue: Catalogue
  /** Photo ids of a collection; empty for one that is gone. */
  readonly membersOf: (collectionId: number) => readonly number[]
}

const DAY_MS = 86_400_000

export function rowTest(filter: Filter, sources: FilterSources): RowTest {
  switch (filter.kind) {
    case 'all': {
      const tests = filter.of.map((one) => rowTest(one, sources))
      return (row) => tests.every((test) => test(row))
    }
    case 'any': {
      const tests = filter.of.map((one) => rowTest(one, sources))
      return (row) => tests.some((test) => test(row))
    }
    case 'not': {
      const test = rowTest(filter.of, sources)
      return (row) => !test(row)
    }
    default:
      return termTest(filter, sources)
  }
}

function termTest(term: FilterTerm, { catalogue, membersOf }: FilterSources): RowTest {
  switch (term.kind) {
    case 'date': {
      // The last day counts to its end.
      const least = term.from === undefined ? -Infinity : Date.parse(`${term.from}T00:00:00Z`)
      const before = term.to === undefined ? Infinity : Date.parse(`${term.to}T00:00:00Z`) + DAY_MS
      return (row) => catalogue.takenMs(row) >= least && catalogue.takenMs(row) < before
    }
    case 'folder': {
      const start = term.under === undefined || term.under === '' ? '' : `${term.under}/`
      return (row) => catalogue.folderIds[row] === term.folderId && (catalogue.names[row] ?? '').startsWith(start)
    }
    case 'camera':
      return oneOf(term.cameras, (row) => catalogue.cameras[row])
    case 'format':
      return oneOf(term.formats, (row) => catalogue.formats[row])
    case 'flag':
      return oneOf(term.flags, (row) => catalogue.flags[row])
    case 'label':
      return oneOf(term.labels, (row) => catalogue.labels[row])
    case 'rating':
      return between(term, (row) => catalogue.ratings[row] ?? 0)
    case 'fact':
      return between(term, (row) => catalogue.axisValue(term.axis, row))
    case 'collection': {
      const members = new Set(membersOf(term.collectionId))
      return (row) => members.has(catalogue.photoIds[row] ?? -1)
    }
    case 'name': {
      const part = term.contains.toLowerCase()
      return (row) => (catalogue.names[row] ?? '').toLowerCase().includes(part)
    }
  }
}

function oneOf<T>(wanted: readonly T[], valueOf: (row: number) => T | null | undefined): RowTest {
  const set = new Set<T>(wanted)
  return (row) => {
    const value = valueOf(row)
    return value !== null && value !== undefined && set.has(value)
  }
}

/** What was not measured is in no range. */
function between(
  { least = -Infinity, most = Infinity }: { readonly least?: number | undefined; readonly most?: number | undefined },
  valueOf: (row: number) => number,
): RowTest {
  return (row) => {
    const value = valueOf(row)
    return value >= least && value <= most
  }
}
