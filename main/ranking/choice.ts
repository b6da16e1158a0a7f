/** A person's choice of reading holds for that sentence until they choose otherwise. Rules and commands do not follow it. */
import type { RankedSet, Reading } from '../contract/ranking.ts'
import { sameReading, type SentenceReading } from './cascade.ts'
import { normaliseSentence } from './sentence.ts'

export interface ChoiceStore {
  get(sentence: string): Reading | null
  put(sentence: string, reading: Reading, nowMs: number): void
}

/**
 * Remembers the reading that a request names; gives a request that names none the one remembered for its sentence.
 *
 * @param read how the sentence reads now: a choice that it no longer offers (another model, no model) is passed over
 */
export function withChoice<Request extends RankedSet>(
  request: Request,
  read: (sentence: string) => SentenceReading,
  choices: ChoiceStore,
  nowMs: number,
): Request {
  const sentence = normaliseSentence(request.sentence)
  // What stands without words, or in the order of a collection, is no meaning of a sentence.
  if (sentence === '' || request.reading?.kind === 'manual') return request
  const { reading, alternatives } = read(request.sentence)
  const offered = (one: Reading): boolean => [reading, ...alternatives].some((other) => sameReading(one, other))
  if (request.reading !== undefined) {
    if (offered(request.reading)) choices.put(sentence, request.reading, nowMs)
    return request
  }
  const chosen = choices.get(sentence)
  return chosen !== null && offered(chosen) ? { ...request, reading: chosen } : request
}
