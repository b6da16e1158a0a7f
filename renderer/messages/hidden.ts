/** Texts of what is not in view, and why. */
import type { Format } from './format.ts'

export function createHiddenTexts({ number, plural }: Format) {
  const photos = (count: number): string => plural(count, { one: '# photo', other: '# photos' })
  return {
    label: 'Why photos are hidden',
    counts: (shown: number, hidden: number) =>
      hidden === 0
        ? `${photos(shown)} shown`
        : `${number(shown)} of ${photos(shown + hidden)} shown, ${number(hidden)} hidden`,
    show: 'Show',
    filtered: (count: number) => `Show ${photos(count)} that the filter left out`,
    bursts: (count: number) => `Show ${photos(count)} behind the first of their moment`,
    cut: (count: number) => `Show ${photos(count)} past the cut`,
    stacked: (count: number) => `Show ${photos(count)} behind others in stacks`,
    all: 'Show all of these',
  }
}
