/** Texts of orders by example: photos that an order is to resemble, and those it is to stay away from. */
import type { ExamplePhoto, UsedExamples } from '../../main/contract/examples.ts'
import type { Format } from './format.ts'

export function createExampleTexts({ plural }: Format) {
  const photos = (count: number): string => plural(count, { one: '# photo', other: '# photos' })
  const named = (some: readonly ExamplePhoto[]): string =>
    some.length === 1 ? (some[0]?.name ?? '') : photos(some.length)
  const towards = ({ like, unlike }: UsedExamples, more: string, less: string): string =>
    [like.length > 0 ? `${more} like ${named(like)}` : '', unlike.length > 0 ? `${less} like ${named(unlike)}` : '']
      .filter((part) => part !== '')
      .join(' and ')
  return {
    /** Without a sentence. */
    order: (examples: UsedExamples, reversed: boolean) => {
      const words = reversed ? towards(examples, 'least', 'most') : towards(examples, 'most', 'least')
      return `${words.charAt(0).toUpperCase()}${words.slice(1)} first`
    },
    /** @param order what the sentence asks for */
    bent: (order: string, examples: UsedExamples, reversed: boolean) =>
      `${order}, ${reversed ? towards(examples, 'less', 'more') : towards(examples, 'more', 'less')}`,
    hint: 'By how near the picture is to these photos',
    label: 'Photos this order goes by',
    like: 'More like',
    unlike: 'Less like',
    take: (name: string) => `No longer go by ${name}`,
    left: (count: number) =>
      plural(count, {
        one: '# more cannot be used: it left the library or was not read yet.',
        other: '# more cannot be used: they left the library or were not read yet.',
      }),
    clear: 'Take these away',
    back: (sentence: string) => (sentence.trim() === '' ? 'Back to the order before' : `Back to “${sentence}”`),
  }
}
