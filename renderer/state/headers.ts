/** What the header of an order says of the numbers in it. */
import type { AxisId } from '../../main/contract/entities.ts'
import type { RankHeader } from '../../main/contract/ranking.ts'

/** The axis whose values the scores are; null where a model or examples have a part in them. */
export function axisOf({ reading, examples }: Pick<RankHeader, 'reading' | 'examples'>): AxisId | null {
  return reading.kind === 'measured' && examples === null ? reading.axis : null
}

/** The photos are ordered by others, without a word. */
export function isByExample({ sentence, examples }: RankHeader): boolean {
  return examples !== null && sentence.trim() === ''
}
