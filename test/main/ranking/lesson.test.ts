import { describe, expect, it } from 'vitest'
import { learn, type Answer, type Taught } from '../../../main/ranking/lesson.ts'
import { differenceOf, dot, fitPreference, usualLength, type Judged } from '../../../main/ranking/preference.ts'
import { gaussian, plantedTaste, unitVector } from '../../support/planted-taste.ts'
import { seeded } from '../../support/picture-maker.ts'

const WIDTH = 16
const PHOTOS = 300

function library(random: () => number): Taught[] {
  return Array.from({ length: PHOTOS }, () => ({ score: gaussian(random), vector: unitVector(random, WIDTH) }))
}

/** @param say which of two photos the person finds more: left where it is over 0. */
function answered(
  photos: readonly Taught[],
  count: number,
  random: () => number,
  say: (left: number, right: number) => number,
): Answer[] {
  return Array.from({ length: count }, (_, i) => {
    const left = Math.floor(random() * PHOTOS)
    const right = (left + 1 + Math.floor(random() * (PHOTOS - 1))) % PHOTOS
    const lead = say(left, right)
    const choice = lead === 0 ? 'same' : lead > 0 ? 'left' : 'right'
    return { left: photos[left]!, right: photos[right]!, choice, heldOut: i % 4 === 3 }
  })
}

function rightOf(photos: readonly Taught[], liking: readonly number[], score: (photo: Taught) => number): number {
  let right = 0
  for (let i = 1; i < PHOTOS; i++)
    if (score(photos[i]!) > score(photos[i - 1]!) === liking[i]! > liking[i - 1]!) right += 1
  return right / (PHOTOS - 1)
}

describe('a taste that differs from the order', () => {
  it.each([1, 2, 3, 4, 5])('is found in 40 answers, and told before it is used (person %i)', (seed) => {
    const random = seeded(seed)
    const photos = library(random)
    const liking = plantedTaste(photos, unitVector(random, WIDTH), 0.5, 1)
    const answers = answered(photos, 40, random, (left, right) => liking[left]! - liking[right]!)
    const { helps, preference, agreementBefore, agreementAfter, judged } = learn(answers, WIDTH)
    expect(helps).toBe(true)
    expect(judged).toBe(40)
    expect(agreementAfter).toBeGreaterThan(agreementBefore ?? 1)
    const before = rightOf(photos, liking, ({ score }) => score)
    const after = rightOf(photos, liking, (photo) => preference.predict(photo))
    expect(after).toBeGreaterThan(before + 0.08)
  })

  it('is not looked for in fewer answers than say anything; those that said "the same" are none', () => {
    const random = seeded(1)
    const photos = library(random)
    const liking = plantedTaste(photos, unitVector(random, WIDTH), 0, 1)
    const few = answered(photos, 7, random, (left, right) => liking[left]! - liking[right]!)
    const ties = answered(photos, 20, random, () => 0)
    expect(learn([...few, ...ties], WIDTH)).toMatchObject({
      helps: false,
      wanted: 1,
      judged: 7,
      agreementBefore: null,
      agreementAfter: null,
    })
  })

  it('pulls two photos that were said to be the same towards each other', () => {
    const random = seeded(3)
    const [left, right] = [unitVector(random, WIDTH), unitVector(random, WIDTH)]
    const apart = { left: { score: 2, vector: left }, right: { score: -2, vector: right } }
    const difference = differenceOf(apart.left, apart.right)
    const { preference: untaught } = learn([], WIDTH)
    const same = Array.from({ length: 10 }, () => ({ ...apart, choice: 'same', heldOut: false }) as const)
    const { preference } = learn(same, WIDTH)
    expect(Math.abs(preference.predict(difference))).toBeLessThan(Math.abs(untaught.predict(difference)) / 2)
  })
})

it('lets answers thrown by a coin bend few orders, and none that the answers agree with', () => {
  const helped = { coin: 0, agreeing: 0 }
  for (let seed = 1; seed <= 40; seed++) {
    const random = seeded(seed)
    const photos = library(random)
    if (
      learn(
        answered(photos, 24, random, () => random() - 0.5),
        WIDTH,
      ).helps
    )
      helped.coin += 1
    const agreeing = answered(photos, 24, random, (left, right) => photos[left]!.score - photos[right]!.score)
    if (learn(agreeing, WIDTH).helps) helped.agreeing += 1
  }
  expect(helped.agreeing).toBe(0)
  expect(helped.coin).toBeLessThan(40 / 4)
})

it('never learns from the answers that are kept apart', () => {
  const random = seeded(9)
  const photos = library(random)
  const answers = answered(photos, 24, random, () => random() - 0.5)
  const turned = answers.map((answer) =>
    answer.heldOut ? { ...answer, choice: answer.choice === 'left' ? ('right' as const) : ('left' as const) } : answer,
  )
  expect(learn(turned, WIDTH).preference.correction).toEqual(learn(answers, WIDTH).preference.correction)
  expect(learn(turned, WIDTH).agreementAfter).not.toBe(learn(answers, WIDTH).agreementAfter)
})

describe('the arithmetic', () => {
  const random = seeded(4)
  const photos = library(random)
  const judged: Judged[] = Array.from({ length: 30 }, (_, i) => ({
    ...differenceOf(photos[2 * i]!, photos[2 * i + 1]!),
    target: random() < 0.5 ? 0 : 1,
  }))
  const usual = usualLength(judged)
  const fit = fitPreference(judged, 1, usual, WIDTH)

  it('foretells each answer much as a fit without it does', () => {
    for (const [i, one] of judged.entries()) {
      const without = fitPreference(judged.toSpliced(i, 1), 1, usual, WIDTH)
      expect(fit.unseen.means[i]).toBeCloseTo(without.predict(one), 0.5)
    }
  })

  it('finds the top of what the answers make likely', () => {
    const scale = 1 / usual
    const objective = (weight: number, correction: Float32Array): number =>
      judged.reduce((sum, one) => {
        const lead = weight * one.score + dot(correction, one.vector)
        return sum - Math.log(1 + Math.exp(one.target === 1 ? -lead : lead))
      }, 0) -
      dot(correction, correction) / (2 * scale) -
      (weight - 1) ** 2
    const top = objective(fit.weight, fit.correction)
    for (let k = 0; k < WIDTH; k++)
      for (const step of [-0.02, 0.02])
        expect(objective(fit.weight, fit.correction.with(k, fit.correction[k]! + step))).toBeLessThan(top)
    expect(objective(fit.weight + 0.02, fit.correction)).toBeLessThan(top)
    expect(objective(fit.weight - 0.02, fit.correction)).toBeLessThan(top)
  })

  it('knows of a difference what it knows of both photos', () => {
    const [left, right] = [photos[200]!, photos[201]!]
    const both = fit.known(differenceOf(left, right))
    const [a, b] = [fit.known(left), fit.known(right)]
    for (const [i, value] of both.entries()) expect(value).toBeCloseTo(a[i]! - b[i]!, 5)
  })
})
