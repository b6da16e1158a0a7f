/** Slips of the finger in a sentence: "sunest" is read as "sunset", because no model has learned the first. */

import { phraseWords } from './cascade.ts'

/** Shorter words have too many neighbours. */
const SHORTEST = 4
/** Longer than any word there is: what is longer was pasted, and has so many neighbours that going through them takes half a minute. */
const LONGEST = 30
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'

export interface Vocabulary {
  /** Words that are right as they are. */
  readonly known: ReadonlySet<string>
  /** Words that may have been meant, with how often the model has read them. */
  readonly learned: ReadonlyMap<string, number>
}

/** How often a word that names an order counts as read: more than most, because orders are what is asked for. */
const PHRASE_COUNT = 500

/** The words of a model and those that name orders. */
export function vocabularyOf(words: Vocabulary): Vocabulary {
  const learned = new Map(words.learned)
  for (const word of phraseWords()) learned.set(word, Math.max(PHRASE_COUNT, learned.get(word) ?? 0))
  return { known: words.known, learned }
}

/**
 * A word that nobody knows becomes the most frequent learned one that is a single slip away: a letter missing, doubled,
 * wrong or changed with its neighbour. The first letter is taken as meant, or "beagles" would become "eagles".
 * @param sentence normalised. Words in quotes stay.
 * @returns null where nothing is to be mended.
 */
export function mendSpelling(sentence: string, { known, learned }: Vocabulary): string | null {
  const mended = sentence.replaceAll(/"[^"]*"|[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu, (word) => {
    if (word.length < SHORTEST || word.length > LONGEST) return word
    if (!/^[a-z]+$/u.test(word) || known.has(word) || learned.has(word)) return word
    let best = word
    let most = 0
    for (const candidate of oneSlipFrom(word)) {
      const count = learned.get(candidate) ?? 0
      if (count <= most) continue
      best = candidate
      most = count
    }
    return best
  })
  return mended === sentence ? null : mended
}

function* oneSlipFrom(word: string): Generator<string> {
  for (let at = 1; at < word.length; at++) {
    const [before, here, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)]
    yield before + after
    yield word.slice(0, at - 1) + here + word.charAt(at - 1) + after
    for (const letter of ALPHABET) {
      yield before + letter + after
      yield before + letter + here + after
    }
  }
  for (const letter of ALPHABET) yield word + letter
}
