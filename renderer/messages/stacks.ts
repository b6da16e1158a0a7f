/** Texts of frames of one moment that are shown as one. */
import type { Format } from './format.ts'

export function createStackTexts({ number, plural }: Format) {
  const photos = (count: number): string => plural(count, { one: '# photo', other: '# photos' })
  return {
    toggle: 'Stack frames of one moment',
    toggleHint: 'Show frames of one moment as one: the best of them in this order',
    notByHand: 'An order made by hand is not stacked',
    notSingle: 'One of each moment is shown already',
    count: (shown: number, stacks: number) =>
      `${photos(shown)} in ${plural(stacks, { one: '# stack', other: '# stacks' })}`,
    shortCount: (shown: number, stacks: number) => `${number(shown)} in ${number(stacks)}`,
    countHint: (alone: number, stacks: number) =>
      `${plural(stacks, { one: '# stack of several photos', other: '# stacks of several photos' })}, ${photos(alone)} by themselves`,
    first: (count: number) => `First of ${photos(count)} of one moment`,
    place: (place: number, count: number) => `${number(place + 1)} of ${photos(count)} of one moment`,
    short: (place: number, count: number) => `${number(place + 1)}/${number(count)}`,
    open: (count: number) => `Show all ${photos(count)} of this moment`,
    close: (count: number) => `Show only the first of ${photos(count)} of this moment`,
    alone: 'No other photo here is of the same moment.',
    off: 'Frames of one moment are not stacked now.',
    topped: (count: number) => `This photo stands for the ${number(count)} of its moment now`,
    untopped: 'The order chooses again which photo stands for its moment',
    kept: (rejected: number) => `1 photo picked, ${number(rejected)} of its moment rejected`,
  }
}
