import { expect, test } from 'vitest'
import { isForeignScript, normaliseSentence, plainOrder, wordsOf } from '../../../main/ranking/sentence.ts'

test.each([
  ['from the oldest person to the youngest', 'oldest person first'],
  ['sort from crowded to empty', 'crowded first'],
  ['children before adults', 'children first'],
  ['group photos before the rest', 'group photos first'],
  ['Could you show me the sharpest photos first, please?', 'sharpest photos first, please?'],
  ['my photos, the oldest leading', 'oldest first'],
  ['show', 'show'],
  ['a letter from home', 'a letter from home'],
  ['sunset at the beach', 'sunset at the beach'],
])('"%s" is asked of the adapter as "%s"', (typed, asked) => {
  expect(plainOrder(normaliseSentence(typed))).toBe(asked)
})

test.each([
  ['  Most\u00A0People\n', 'most people'],
  ['the dog\u2019s \u201Cball\u201D', 'the dog\'s "ball"'],
  ['\u200BﬁsH', 'fish'],
])('%j is the sentence %j', (typed, sentence) => {
  expect(normaliseSentence(typed)).toBe(sentence)
})

test('words keep inner apostrophes and hyphens and nothing else', () => {
  expect(wordsOf("a dog's black-and-white photo, 1985!")).toEqual(['a', "dog's", 'black-and-white', 'photo', '1985'])
})

test('a sentence mostly in another script is told from English', () => {
  expect(isForeignScript('закат на море')).toBe(true)
  expect(isForeignScript('sunset in Österreich')).toBe(false)
  expect(isForeignScript('12:30')).toBe(false)
})
