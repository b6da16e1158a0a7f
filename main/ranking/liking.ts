/** Sentences that ask for what a person likes, and those that may mean it. */
import type { Reading } from '../contract/ranking.ts'

/** What is left of such a sentence without the words around it. */
const LIKING = new Set(['taste', 'i like', 'i love', 'i prefer', 'favourite', 'favourites', 'favorite', 'favorites'])
const AROUND = new Set(
  `a the my our own personal all of in by to at for and me us please show give list find get put sort sorted order ordered
  rank ranked according that which what those these photo photos picture pictures image images pic pics shot shots one
  ones album library first best most`
    .split(/\s+/u)
    .filter((word) => word !== ''),
)
/** Beauty is what most people like: what this person likes may be meant. */
const BEAUTY =
  /^(?:aesthetic|aesthetically|beautiful|prettiest|pretty|loveliest|lovely|nicest|attractive|pleasing|appealing|stunning|gorgeous)$/u

/** @param words as `wordsOf` gives them. */
export function asksForTaste(words: readonly string[]): boolean {
  return LIKING.has(words.filter((word) => !AROUND.has(word)).join(' '))
}

export function mayMeanTaste(words: readonly string[], found: readonly Reading[]): boolean {
  if (asksForTaste(words)) return false
  const best = found.some((reading) => reading.kind === 'adapter' && reading.attribute === 'quality')
  return best || words.some((word) => BEAUTY.test(word))
}
