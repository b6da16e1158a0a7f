/** Groups of conditions while they are being made: some are still to be filled in and are not asked with yet. */
import type { FilterTerm } from '../../main/contract/filters.ts'
import { blankTerm, completed, type FilterGroup, type GroupKind } from './filter-groups.ts'

export class FilterDraft {
  groups = $state.raw<readonly FilterGroup[]>([])
  readonly #changed: (groups: FilterGroup[]) => void

  /** @param changed told of what is complete */
  constructor(changed: (groups: FilterGroup[]) => void) {
    this.#changed = changed
  }

  /** What is asked with now: where it is not what this draft asked for, the draft begins anew. */
  follow(asked: readonly FilterGroup[]): void {
    if (JSON.stringify(completed(this.groups)) !== JSON.stringify(asked)) this.groups = asked
  }

  reset(): void {
    this.groups = []
  }

  addGroup(): void {
    this.#set([...this.groups, { kind: 'any', terms: [blankTerm('rating')] }])
  }

  removeGroup(at: number): void {
    this.#set(this.groups.toSpliced(at, 1))
  }

  setKind(at: number, kind: GroupKind): void {
    this.#replace(at, (group) => ({ ...group, kind }))
  }

  addTerm(at: number): void {
    this.#replace(at, (group) => ({ ...group, terms: [...group.terms, blankTerm('rating')] }))
  }

  setTerm(at: number, place: number, term: FilterTerm): void {
    this.#replace(at, (group) => ({ ...group, terms: group.terms.with(place, term) }))
  }

  /** A group goes with its last condition. */
  removeTerm(at: number, place: number): void {
    if (this.groups[at]?.terms.length === 1) this.removeGroup(at)
    else this.#replace(at, (group) => ({ ...group, terms: group.terms.toSpliced(place, 1) }))
  }

  #replace(at: number, change: (group: FilterGroup) => FilterGroup): void {
    this.#set(this.groups.map((group, i) => (i === at ? change(group) : group)))
  }

  #set(groups: readonly FilterGroup[]): void {
    const before = JSON.stringify(completed(this.groups))
    this.groups = groups
    const asked = completed(groups)
    if (JSON.stringify(asked) !== before) this.#changed(asked)
  }
}
