/** The typed sentence, made comparable: equal wording in another case, spacing or quote style is one sentence. */

/** NFKC, straight quotes, single spaces, lower case. What the tokenizer and the cascade read. */
export function normaliseSentence(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\u2018\u2019\u201B\u2032]/gu, "'")
    .replaceAll(/[\u201C\u201D\u201F\u2033]/gu, '"')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Z}\s]+/gu, ' ')
    .trim()
    .toLowerCase()
}

/** Words of a normalised sentence: letters, digits and inner apostrophes or hyphens. */
export function wordsOf(sentence: string): string[] {
  return sentence.match(/[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu) ?? []
}

/** What frames a wish and says nothing of it, at the beginning and at the end; as in `models/ranker/sentences.py`. */
const ASKING =
  'please|could you|can you|i want(?: to see)?|i would like(?: to see)?|give me|show(?: me)?|list|sort|rank|order|arrange|organi[sz]e' +
  '|put|start(?: with)?|begin(?: with)?'
const ALL =
  '(?:(?:the|my|all|all my|these|those|whole|of) )*(?:photos|pictures|images|album|folder|collection|library|everything|them|ones)'
const LEADING = new RegExp(
  String.raw`^(?:(?:${ASKING}) )*(?:${ALL})?(?:,| so that\b| with\b| by\b)? ?(?:by |with )?(?:the )?`,
  'u',
)
const ENDING =
  /,? (?:please|(?:(?:come|comes|coming|is|are) )?(?:first|on top|at the (?:top|front)|to the (?:top|front)|in front|up front|leading|ahead of the (?:others|rest)|before the rest))[.!]?$/u

/**
 * What a normalised sentence wishes, in one frame: "X first", or "X" alone. Of "from A to B" and "A before B", what stands first: the
 * adapter reads a mean of words, which hardly knows which of the two came first. It was trained on sentences put this way.
 */
export function plainOrder(sentence: string): string {
  const found = /\bfrom (?:the )?(.+?) to .+$/u.exec(sentence) ?? /^(.+?) before (?!the rest).+$/u.exec(sentence)
  let text =
    found?.[1] === undefined ? sentence.replace(/, ([a-z0-9_]+) to [a-z0-9_]+$/u, ', $1 first') : `${found[1]} first`
  let ended = false
  for (let shorter = text.replace(ENDING, ''); shorter !== text; shorter = text.replace(ENDING, '')) {
    ended ||= !/please[.!]?$/u.test(text)
    text = shorter
  }
  const wish = text.replace(LEADING, '').replaceAll(/^[ .]+|[ .]+$/gu, '') || text
  return ended ? `${wish} first` : wish
}

/** True when at least half of the letters are of a script the English model has not learned. */
export function isForeignScript(sentence: string): boolean {
  const letters = sentence.match(/\p{L}/gu)?.length ?? 0
  const latin = sentence.match(/\p{Script=Latin}/gu)?.length ?? 0
  return letters > 0 && latin * 2 < letters
}
