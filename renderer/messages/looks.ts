/** Texts of how photos are laid out and looked at. */
import type { Format } from './format.ts'

export function createLookTexts({ number, plural }: Format) {
  return {
    size: 'Size of the photos',
    pixels: (size: number) => `${number(size)} pixels high`,
    justified: 'Show rows that fill the width',
    uniform: 'Equal cells with every photo whole',
    histogram: 'How the values are spread',
    score: (value: number) => number(value, 2),
    range: (least: string, most: string) => `${least} to ${most}`,
    bar: (values: string | null, count: number, place: string) =>
      [values, plural(count, { one: '# photo', other: '# photos' }), count === 0 ? null : `from the ${place}`]
        .filter((part) => part !== null)
        .join('\n'),
    withKey: (words: string, key: string) => (key === '' ? words : `${words} (${key})`),
  }
}
