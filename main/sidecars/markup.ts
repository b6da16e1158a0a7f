/** Where the tags of an XML text stand. The text is known to be well-formed; only places are looked for. */

export interface AttributePlace {
  readonly name: string
  readonly value: string
  /** Of the value, between its quotes. */
  readonly from: number
  readonly to: number
  readonly quote: string
}

export interface StartTag {
  readonly name: string
  readonly from: number
  /** Past the closing bracket. */
  readonly to: number
  /** Behind the last attribute: where another may be put. */
  readonly attributesTo: number
  /** `<a/>` */
  readonly empty: boolean
  readonly attributes: readonly AttributePlace[]
}

/** The same text with comments, CDATA and processing instructions blanked, every character in its place. */
export function masked(text: string): string {
  return text.replaceAll(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>/gu, (hidden) =>
    ' '.repeat(hidden.length),
  )
}

const TAG = /<([^\s<>/!?]+)((?:\s+[^\s=<>/]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/gu
const ATTRIBUTE = /([^\s=<>/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gu

/** @param text masked. */
export function startTags(text: string): StartTag[] {
  return Array.from(text.matchAll(TAG), (match) => {
    const [whole, name = '', attributes = '', slash = ''] = match
    const start = match.index + 1 + name.length
    return {
      name,
      from: match.index,
      to: match.index + whole.length,
      attributesTo: start + attributes.length,
      empty: slash === '/',
      attributes: Array.from(attributes.matchAll(ATTRIBUTE), (found) => {
        const value = found[2] ?? found[3] ?? ''
        const to = start + found.index + found[0].length - 1
        return { name: found[1] ?? '', value, from: to - value.length, to, quote: found[0].at(-1) ?? '"' }
      }),
    }
  })
}
