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

/**
 * What stands first of "from A to B" and "A before B", said as "A first": the adapter reads a mean of words, which hardly
 * knows which of the two came first. It was trained on sentences put this way; see `models/ranker/sentences.py`.
 */
export function plainOrder(sentence: string): string {
  const found = /\bfrom (?:the )?(.+?) to .+$/u.exec(sentence) ?? /^(.+?) before (?!the rest).+$/u.exec(sentence)
  return found?.[1] === undefined ? sentence : `${found[1]} first`
}

/** True when at least half of the letters are of a script the English model has not learned. */
export function isForeignScript(sentence: string): boolean {
  const letters = sentence.match(/\p{L}/gu)?.length ?? 0
  const latin = sentence.match(/\p{Script=Latin}/gu)?.length ?? 0
  return letters > 0 && latin * 2 < letters
}
