/** What is asked, and what the answers are worth, in the catalogue's words. */
import type { RankHeader } from '../../main/contract/ranking.ts'
import type { TasteStatus } from '../../main/contract/taste.ts'
import type { Messages } from './en.ts'

export function questionWords(
  text: Messages,
  { reading, sentence }: Pick<RankHeader, 'reading' | 'sentence'>,
  general: boolean,
): string {
  if (general || reading.kind === 'taste') return text.taste.general
  if (reading.kind === 'adapter' && reading.attribute !== null) return text.taste.questions[reading.attribute]
  return text.taste.question(sentence)
}

/** Whether taste is at work, and if not, why. */
export function statusWords(text: Messages, status: TasteStatus): string {
  const { answers, wanted, paused, used, agreementBefore, agreementAfter } = status
  if (answers === 0) return text.taste.noAnswers
  if (paused) return text.taste.paused
  if (used) return text.taste.used
  if (agreementBefore === null || agreementAfter === null) return text.taste.wanted(answers, wanted)
  return agreementAfter > agreementBefore ? text.taste.luck : text.taste.useless
}

/** Places up or down; null where taste left it where it was. */
export function movedWords(text: Messages, moved: number | null): string | null {
  if (moved === null || moved === 0) return null
  return moved > 0 ? text.taste.movedUp(moved) : text.taste.movedDown(-moved)
}
