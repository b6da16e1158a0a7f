/** From a person's answers to a correction of an order, and to whether it deserves to be used. Pure arithmetic. */
import type { TasteChoice, TasteStatus } from '../contract/taste.ts'
import {
  chanceOf,
  differenceOf,
  fitPreference,
  usualLength,
  type Difference,
  type Judged,
  type Preference,
} from './preference.ts'

/** A photo as taste sees it. */
export interface Taught {
  /** The order's own score, in standard deviations of the library. */
  readonly score: number
  /** Unit vector. */
  readonly vector: Float32Array
}

export interface Answer {
  readonly left: Taught
  readonly right: Taught
  readonly choice: TasteChoice
  /** Never learned from. */
  readonly heldOut: boolean
}

export interface Lesson extends Pick<TasteStatus, 'judged' | 'agreementBefore' | 'agreementAfter' | 'wanted'> {
  readonly preference: Preference
  /** Agreement rises, by more than luck would explain, and the answers kept apart do not say otherwise. */
  readonly helps: boolean
}

/** Ridges to choose from: how much taste may differ from the order, as `freedom` of `fitPreference`. */
const FREEDOMS = [0.25, 1, 4]
/** The order alone: only how much it counts is learned. */
const NO_FREEDOM = 1e-6
/** Of fewer answers, agreement says nothing. */
const LEAST_JUDGED = 8
/**
 * Natural logarithm of how much likelier the answers must be with taste than without it. `test/bench/taste.ts` prints how
 * often this lets coin throws bend an order, and how soon a real taste does.
 */
const LEAST_GAIN = 1
const TARGETS: Readonly<Record<TasteChoice, number>> = { left: 1, same: 0.5, right: 0 }

export function learn(answers: readonly Answer[], width: number): Lesson {
  const judged = answers.map(({ left, right, choice, heldOut }) => ({
    ...differenceOf(left, right),
    target: TARGETS[choice],
    heldOut,
  }))
  const lessons = judged.filter(({ heldOut }) => !heldOut)
  const usual = usualLength(lessons)
  const fits = [NO_FREEDOM, ...FREEDOMS].map((freedom) => fitPreference(lessons, freedom, usual, width))
  const seen = fits.map((preference) => foretell(preference, lessons, judged))
  // The ridge is chosen by what is learned from; those kept apart only tell what it is worth.
  const lost = (at: number, heldOut = false): number => loss(seen[at]!, judged, (one) => one.heldOut === heldOut)
  let best = 1
  for (let at = 2; at < fits.length; at++) if (lost(at) < lost(best)) best = at

  const decided = judged.filter(({ target }) => target !== 0.5).length
  const before = judged.reduce((sum, one) => sum + agrees(one.score, one.target), 0)
  const after = judged.reduce((sum, one, i) => sum + agrees(seen[best]![i]!.mean, one.target), 0)
  const clean = lost(0, true) - lost(best, true)
  const gain = lost(0) - lost(best) + clean
  const wanted = Math.max(0, LEAST_JUDGED - decided)
  return {
    preference: fits[best]!,
    judged: decided,
    agreementBefore: wanted > 0 ? null : before / decided,
    agreementAfter: wanted > 0 ? null : after / decided,
    wanted,
    helps: wanted === 0 && after > before && gain > LEAST_GAIN && clean >= 0,
  }
}

interface Foretold {
  /** Log odds that left is more. */
  readonly mean: number
  readonly variance: number
}

/** Each answer, from those among `lessons` that are not itself. */
function foretell(
  preference: Preference,
  lessons: readonly Judged[],
  judged: readonly (Judged & { heldOut: boolean })[],
): Foretold[] {
  const { means, variances } = preference.unseen
  let at = 0
  return judged.map((one) => {
    if (one.heldOut) return { mean: preference.predict(one), variance: varianceOf(preference, one) }
    const i = at++
    return lessons[i] === undefined ? { mean: 0, variance: 0 } : { mean: means[i]!, variance: variances[i]! }
  })
}

function varianceOf(preference: Preference, difference: Difference): number {
  const known = preference.known(difference).reduce((sum, value) => sum + value * value, 0)
  return Math.max(0, preference.prior(difference) - known)
}

/** Minus the logarithm of the chance given to what was answered. */
function loss(
  foretold: readonly Foretold[],
  judged: readonly (Judged & { heldOut: boolean })[],
  counts: (one: { heldOut: boolean }) => boolean,
): number {
  return judged.reduce((sum, one, i) => {
    if (!counts(one)) return sum
    const { mean, variance } = foretold[i]!
    const chance = Math.min(1 - 1e-9, Math.max(1e-9, chanceOf(mean, variance)))
    return sum - one.target * Math.log(chance) - (1 - one.target) * Math.log(1 - chance)
  }, 0)
}

/** 1 where the order puts first what the answer does, 0.5 where it has no opinion; ties of the answers count nothing. */
function agrees(lead: number, target: number): number {
  if (target === 0.5) return 0
  if (lead === 0) return 0.5
  return lead > 0 === (target === 1) ? 1 : 0
}
