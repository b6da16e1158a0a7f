/** Is what is asked now what a collection keeps? */
import type { RankedSet, Reading } from '../../main/contract/ranking.ts'

/** The question in view, and how it was understood. */
export interface Asked {
  readonly set: RankedSet
  /** Chosen by hand; null where the sentence decides. */
  readonly reading: Reading | null
}

export function isKept({ set, reading }: Asked, rule: RankedSet): boolean {
  // A rule that leaves the reading to its sentence is the same as a question that does.
  const asked = reading === null && rule.reading === undefined ? { ...set, reading: undefined } : set
  const same = (one: RankedSet) => ({ ...one, sentence: one.sentence.trim() })
  return canonical(same(asked)) === canonical(same(rule))
}

/** As JSON, whatever the order of its keys; what is not set is not there. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  )
}
