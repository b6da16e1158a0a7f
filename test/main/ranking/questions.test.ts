import { expect, it } from 'vitest'
import { learn } from '../../../main/ranking/lesson.ts'
import { pairByChance, pairThatTeaches, type Candidate } from '../../../main/ranking/questions.ts'
import { gaussian, unitVector } from '../../support/planted-taste.ts'
import { seeded } from '../../support/picture-maker.ts'

const WIDTH = 16

function candidates(count: number, seed = 1): Candidate[] {
  const random = seeded(seed)
  const scores = Array.from({ length: count }, () => gaussian(random)).toSorted((a, b) => b - a)
  return scores.map((score, position) => ({
    score,
    vector: unitVector(random, WIDTH),
    contentHash: `photo ${String(position)}`,
    moment: -1,
    position,
  }))
}

const untaught = learn([], WIDTH).preference

function pairsUntilNone(of: readonly Candidate[], next: typeof pairThatTeaches): [string, string][] {
  const pairs: [string, string][] = []
  for (;;) {
    const found = next(of, untaught, { pairs })
    if (found === null) return pairs
    pairs.push([of[found[0]]!.contentHash, of[found[1]]!.contentHash])
  }
}

it.each([
  ['those that teach', pairThatTeaches],
  [
    'those by chance',
    (of: readonly Candidate[], _: unknown, asked: Parameters<typeof pairByChance>[1]) =>
      pairByChance(of, asked, asked.pairs.length),
  ],
] as const)('every pair is asked once, none twice, whichever way round: %s', (_, next) => {
  const pairs = pairsUntilNone(candidates(12), next)
  expect(pairs).toHaveLength((12 * 11) / 2)
  expect(new Set(pairs.map((pair) => pair.toSorted().join(' '))).size).toBe(pairs.length)
})

it('asks about no two frames of one moment, and no twins', () => {
  const [a, b, c, d] = candidates(4)
  const one = [a!, { ...b!, moment: 3 }, { ...c!, moment: 3 }, { ...d!, vector: a!.vector }]
  const pairs = pairsUntilNone(one, pairThatTeaches).map((pair) => pair.toSorted().join(', '))
  expect(pairs).not.toContain('photo 1, photo 2')
  expect(pairs).not.toContain('photo 0, photo 3')
  expect(pairs).toHaveLength(4)
})

it('asks more about the head of the order than about its tail, and about many photos', () => {
  const of = candidates(150)
  const pairs: [string, string][] = []
  const places: number[] = []
  for (let i = 0; i < 30; i++) {
    const found = pairThatTeaches(of, untaught, { pairs })!
    places.push(...found)
    pairs.push([of[found[0]]!.contentHash, of[found[1]]!.contentHash])
  }
  expect(places.filter((place) => place < 75).length).toBeGreaterThan(40)
  expect(new Set(places).size).toBeGreaterThan(25)
})

it('asks about photos that are near in score rather than far apart', () => {
  const [a, b] = candidates(2)
  const near = [
    { ...a!, score: 0.1 },
    { ...b!, score: 0 },
  ]
  const far = candidates(2, 7).map((one, i) => ({ ...one, score: i === 0 ? 4 : -4, contentHash: `far ${String(i)}` }))
  const found = pairThatTeaches([...near, ...far], untaught, { pairs: [] })
  expect(found?.toSorted()).toEqual([0, 1])
})

it('does not ask again what the answers already tell', () => {
  const random = seeded(5)
  const [liked, other] = [unitVector(random, WIDTH), unitVector(random, WIDTH)]
  const clear = { left: { score: 0, vector: liked }, right: { score: 0, vector: other } }
  const answers = Array.from({ length: 12 }, () => ({ ...clear, choice: 'left', heldOut: false }) as const)
  const { preference } = learn(answers, WIDTH)
  const place = { score: 0, moment: -1, position: 0 }
  const nearly = (vector: Float32Array): Float32Array => vector.map((value, k) => value + (k === 0 ? 0.02 : 0))
  const found = pairThatTeaches(
    [
      { ...place, contentHash: 'like the liked', vector: nearly(liked) },
      { ...place, contentHash: 'like the other', vector: nearly(other) },
      { ...place, contentHash: 'new', vector: unitVector(random, WIDTH) },
      { ...place, contentHash: 'also new', vector: unitVector(random, WIDTH) },
    ],
    preference,
    { pairs: [] },
  )
  expect(found?.toSorted()).not.toEqual([0, 1])
})
