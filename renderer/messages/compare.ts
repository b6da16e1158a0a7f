/** Texts of photos side by side. */
import type { Format } from './format.ts'

export function createCompareTexts({ number, list }: Format) {
  return {
    title: 'Photos side by side',
    places: (positions: readonly number[], total: number) =>
      `${list(positions.map((position) => number(position + 1)))} of ${number(total)}`,
    panes: 'How many photos',
    two: 'Two',
    four: 'Four',
    champion: 'Kept',
    pane: (parts: readonly string[]) => parts.join(', '),
    keep: 'Keep this one',
    next: 'Next challengers',
    previous: 'Challengers before',
    noMore: 'No other photo follows here.',
    gone: 'A photo that was compared is no longer in this order.',
  }
}
