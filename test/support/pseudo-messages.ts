/** A language that does not exist: every text of the catalogue in brackets, so that one from elsewhere stands out. */
import { createEnglish, type Messages } from '../../renderer/messages/en.ts'

export function pickMessages(): Messages {
  return bracketed(createEnglish('en-GB')) as Messages
}

function bracketed(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? '' : `⟦${value}⟧`
  if (typeof value === 'function')
    return (...given: unknown[]) => bracketed((value as (...of: unknown[]) => unknown)(...given))
  if (Array.isArray(value)) return value.map(bracketed)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, bracketed(one)]))
  return value
}
