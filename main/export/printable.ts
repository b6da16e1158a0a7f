/** Text as a font can set it: no character that it lacks, no longer than its place. */

export interface Face {
  has(codePoint: number): boolean
  /** Of a text at size 1. */
  width(text: string): number
}

/** Stands where the font has nothing. */
const ABSENT = '□'

/** Marks that a font need not have, since they are not drawn; they go with their letter. */
const UNDRAWN = /^(?:[\u200B-\u200D]|\p{Variation_Selector})$/u
/** Line ends and tabs become spaces. Marks that turn the direction of text would let one name rewrite its neighbours. */
const CONTROL = /[\p{Cc}\u2028\u2029]+/gu
const DIRECTION = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu

/** One □ for each character as people count them that the font cannot draw; the others stay. */
export function printable(text: string, face: Face): string {
  const plain = text.toWellFormed().normalize('NFC').replaceAll(CONTROL, ' ').replaceAll(DIRECTION, '')
  return graphemes(plain)
    .map((grapheme) => {
      const drawn = Array.from(grapheme).filter((character) => !UNDRAWN.test(character))
      return drawn.every((character) => face.has(character.codePointAt(0)!)) ? drawn.join('') : ABSENT
    })
    .join('')
}

/**
 * The text if it fits, else with an ellipsis where `keep` says that least is lost: names differ most at their ends.
 *
 * @param width of the place, in units of the type size
 */
export function shortened(text: string, width: number, keep: 'start' | 'ends', face: Face): string {
  if (face.width(text) <= width) return text
  const letters = graphemes(text)
  const cut = (length: number): string => {
    const tail = keep === 'start' ? 0 : Math.floor(length / 2.5)
    const end = tail === 0 ? '' : letters.slice(-tail).join('').trimStart()
    return `${letters
      .slice(0, length - tail)
      .join('')
      .trimEnd()}…${end}`
  }
  let [fits, tooLong] = [0, letters.length]
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1
    if (face.width(cut(middle)) <= width) fits = middle
    else tooLong = middle
  }
  return cut(fits)
}

function graphemes(text: string): string[] {
  return Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment)
}
