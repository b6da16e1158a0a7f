import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { AXES } from '../../../main/ranking/axes.ts'
import { ATTRIBUTES } from '../../../main/ranking/attributes.ts'
import { wordsOf } from '../../../main/ranking/sentence.ts'
import { mendSpelling, vocabularyOf, type Vocabulary } from '../../../main/ranking/spelling.ts'
import { readManifest } from '../../../main/packs/manifest.ts'
import { readVocabulary } from '../../../main/packs/vocabulary.ts'
import { seeded } from '../../support/picture-maker.ts'

const models = join(import.meta.dirname, '../../../models')
let vocabulary: Vocabulary

beforeAll(async () => {
  const manifest = await readManifest(join(models, 'manifests/podium-small.json'))
  vocabulary = vocabularyOf(await readVocabulary(models, manifest))
})

it.each([
  ['sunest at the beach', 'sunset at the beach'],
  ['a doog on the gras', 'a dog on the grass'],
  ['sharpset first', 'sharpest first'],
  ['most peple', 'most people'],
  ['a gril in a red dress', 'a girl in a red dress'],
  ['moutain with snow', 'mountain with snow'],
])('reads "%s" as "%s"', (typed, meant) => {
  expect(mendSpelling(typed, vocabulary)).toBe(meant)
})

it('does not go through the neighbours of what is longer than any word', () => {
  let asked = 0
  class Counted extends Map<string, number> {
    override get(word: string): number | undefined {
      asked += 1
      return super.get(word)
    }
  }
  const counted = { ...vocabulary, learned: new Counted(vocabulary.learned) }
  expect(mendSpelling('a'.repeat(10_000), counted)).toBeNull()
  expect(asked).toBe(0)
  expect(mendSpelling('sunest', counted)).toBe('sunset')
  expect(asked).toBeGreaterThan(100)
})

it.each([
  'sunset at the beach',
  'beagles and corgis',
  'malbork castle',
  'grüße aus köln',
  'a dog 123 img_0042',
  'the "sunest" bar',
  '海边的日落',
  'xqzvw',
  'cat',
])('leaves "%s" as it is', (typed) => {
  const mended = mendSpelling(typed, vocabulary)
  // A plural that is not known may become its singular, and nothing else.
  expect(mended === null || wordsOf(mended).every((word, i) => wordsOf(typed)[i]?.startsWith(word))).toBe(true)
})

it('never touches a word of the orders it knows', () => {
  for (const { high, low, names } of [...AXES, ...ATTRIBUTES])
    for (const phrase of [...high, ...low, ...names]) expect(mendSpelling(phrase, vocabulary)).toBeNull()
})

it('reads four of five slips in frequent words as what was meant', () => {
  const random = seeded(4)
  const pick = (count: number): number => Math.floor(random() * count)
  const words = [...vocabulary.learned].filter(([word, count]) => word.length >= 5 && count >= 20).map(([word]) => word)
  let unread = 0
  let right = 0
  for (let i = 0; i < 1_000; i++) {
    const word = words[pick(words.length)] ?? ''
    const at = 1 + pick(word.length - 1)
    const letter = String.fromCharCode(97 + pick(26))
    const slips = [
      word.slice(0, at) + word.slice(at + 1),
      word.slice(0, at) + letter + word.slice(at),
      word.slice(0, at) + letter + word.slice(at + 1),
      word.slice(0, at - 1) + word.charAt(at) + word.charAt(at - 1) + word.slice(at + 1),
    ]
    const typed = slips[pick(4)] ?? ''
    // Another word of English by chance: nobody can tell.
    if (vocabulary.known.has(typed) || vocabulary.learned.has(typed)) continue
    unread += 1
    if (mendSpelling(typed, vocabulary) === word) right += 1
  }
  expect(words.length).toBeGreaterThan(500)
  expect(unread).toBeGreaterThan(500)
  expect(right / unread).toBeGreaterThan(0.8)
})
