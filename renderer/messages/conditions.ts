/** Texts of conditions: what the editor shows, and any filter in words. */
import type { AxisId } from '../../main/contract/entities.ts'
import type { Filter, FilterTerm } from '../../main/contract/filters.ts'
import type { Flag, Label } from '../../main/contract/marks.ts'
import type { Bound, GroupKind } from '../state/filter-groups.ts'
import type { Format } from './format.ts'

/** Names of what conditions speak of by number; null for what is gone. */
export interface FilterNames {
  readonly folder: (folderId: number) => string | null
  readonly collection: (collectionId: number) => string | null
}

export interface ConditionParts {
  readonly axisName: (axis: AxisId) => string
  readonly measure: (axis: AxisId, value: number) => string
  readonly flags: Readonly<Record<Flag, string>>
  readonly labels: Readonly<Record<Label, string>>
}

export function createConditionTexts({ number, plural, day }: Format, parts: ConditionParts) {
  const { axisName, measure, flags, labels } = parts
  const STARS = { one: '# star', other: '# stars' }
  const or = (words: readonly string[]): string => words.join(' or ')
  const range = (least: number | undefined, most: number | undefined, words: (value: number) => string): string => {
    if (least !== undefined && least === most) return words(least)
    const from = least === undefined ? '' : `at least ${words(least)}`
    const to = most === undefined ? '' : `at most ${words(most)}`
    return [from, to].filter((part) => part !== '').join(' and ')
  }
  const dayWords = (date: string): string => day(`${date}T00:00:00`) ?? date

  const termWords = (term: FilterTerm, names: FilterNames): string => {
    switch (term.kind) {
      case 'rating':
        return range(term.least, term.most, (rating) => plural(rating, STARS))
      case 'flag':
        return or(term.flags.map((flag) => flags[flag]))
      case 'label':
        return or(term.labels.map((label) => labels[label]))
      case 'date':
        if (term.from === undefined && term.to === undefined) return 'with a date'
        if (term.from !== undefined && term.from === term.to) return `taken ${dayWords(term.from)}`
        return [
          'taken',
          term.from === undefined ? '' : `from ${dayWords(term.from)}`,
          term.to === undefined ? '' : `until ${dayWords(term.to)}`,
        ]
          .filter((part) => part !== '')
          .join(' ')
      case 'camera':
        return or(term.cameras)
      case 'format':
        return or(term.formats.map((format) => format.toUpperCase()))
      case 'fact':
        return `${axisName(term.axis)} ${range(term.least, term.most, (value) => measure(term.axis, value))}`
      case 'name':
        return `name with “${term.contains}”`
      case 'folder':
        return `in ${[names.folder(term.folderId) ?? 'a folder that is gone', term.under ?? ''].filter((part) => part !== '').join('/')}`
      case 'collection': {
        const name = names.collection(term.collectionId)
        return name === null ? 'in a collection that is gone' : `in “${name}”`
      }
    }
  }
  const words = (filter: Filter, names: FilterNames, inside: boolean): string => {
    const wrapped = (text: string, many: boolean): string => (inside && many ? `(${text})` : text)
    switch (filter.kind) {
      case 'all':
        return wrapped(filter.of.map((one) => words(one, names, true)).join(' and '), filter.of.length > 1)
      case 'any':
        return wrapped(filter.of.map((one) => words(one, names, true)).join(' or '), filter.of.length > 1)
      case 'not':
        return `not ${words(filter.of, names, true)}`
      default:
        return termWords(filter, names)
    }
  }

  return {
    add: 'Conditions',
    addHint: 'Conditions of which all, any or none must hold',
    addTerm: 'Another condition',
    kind: 'Of these conditions',
    kinds: { any: 'Any of', all: 'All of', none: 'None of' } satisfies Record<GroupKind, string>,
    between: { any: 'or', all: 'and', none: 'nor' } satisfies Record<GroupKind, string>,
    term: 'Condition',
    terms: {
      rating: 'Stars',
      flag: 'Flag',
      label: 'Colour',
      date: 'Date',
      camera: 'Camera',
      format: 'Format',
      name: 'Name contains',
      folder: 'Folder',
      collection: 'In collection',
      fact: 'Measured',
    } satisfies Record<FilterTerm['kind'], string>,
    bound: 'Compared how',
    bounds: { least: 'at least', most: 'at most', exactly: 'exactly' } satisfies Record<Bound, string>,
    value: 'Value',
    choose: 'Choose',
    rating: (rating: number) => number(rating),
    takeAway: (what: string) => `Take away: ${what}`,
    takeAwayGroup: 'Take all of these away',
    unfinished: 'a condition not filled in yet',
    /** A whole filter, or a part of it that the bar cannot draw. */
    words: (filter: Filter, names: FilterNames) => words(filter, names, false),
  }
}
