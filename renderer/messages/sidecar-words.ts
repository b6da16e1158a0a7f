/** The marks of a photo in words, and how what another program wrote of it stands to them. */
import type { SidecarSaid } from '../../main/contract/photo-info.ts'
import type { Row } from '../state/order.svelte.ts'
import type { Messages } from './en.ts'

/** Each mark that is set, in words. */
export function markWords(text: Messages, { rating, flag, label }: Pick<Row, 'rating' | 'flag' | 'label'>): string[] {
  return [
    ...(rating > 0 ? [text.marks.stars(rating)] : []),
    ...(flag === 'none' ? [] : [text.marks.flags[flag]]),
    ...(label === 'none' ? [] : [text.marks.labels[label]]),
  ]
}

/** What the sidecar gave to these marks, and what of it did not come to be; nothing where it only repeats them. */
export function sidecarWords(
  text: Messages,
  marks: Pick<Row, 'rating' | 'flag' | 'label'>,
  { rating, label, changedAt, applied }: SidecarSaid,
): string[] {
  const said: { words: string; holds: boolean }[] = []
  if (rating !== null && rating < 0) said.push({ words: text.marks.flags.reject, holds: marks.flag === 'reject' })
  else if (rating !== null) said.push({ words: text.marks.stars(rating), holds: marks.rating === rating })
  if (label !== null) said.push({ words: text.marks.labels[label], holds: marks.label === label })
  const taken = applied ? said.filter(({ holds }) => holds).map(({ words }) => words) : []
  const lost = said.filter(({ holds }) => !holds).map(({ words }) => words)
  const whole = taken.join() === (markWords(text, marks).join() || text.marks.stars(0))
  return [
    ...(taken.length === 0 ? [] : [text.marks.fromSidecar(whole ? [] : taken, changedAt)]),
    ...(lost.length === 0 ? [] : [text.marks.notFromSidecar(lost, changedAt)]),
  ]
}
