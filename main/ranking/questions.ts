/** Which two photos to ask about next: those whose comparison would teach most. Pure arithmetic. */
import type { Taught } from './lesson.ts'
import { chanceOf, dot, type Preference } from './preference.ts'

export interface Candidate extends Taught {
  /** The same for the same bytes. */
  readonly contentHash: string
  /** Frames of one moment have one number; -1 for a photo on its own. */
  readonly moment: number
  /** Place in the order, 0 for the first. */
  readonly position: number
}

export interface Asked {
  /** Pairs answered or passed over, either way round. */
  readonly pairs: readonly (readonly [string, string])[]
}

/** Nearer than this, as the cosine of their vectors, two photos are as good as one. */
const TWINS = 0.97
/** From here on down a place in the order counts less and less. */
const HEAD = 20
/** A photo asked about before tells less of what else a person likes. */
const WEARINESS = 0.5
/** From log odds of the logistic curve to those of the normal one, which the formula below is for. */
const PROBIT = 1 / 1.702

/**
 * The pair whose answer is expected to say most of what is not known: near in score, and with a difference that the answers
 * so far leave open. More from the head of the order than from its tail, and rather photos not asked about yet.
 * @returns indices of the candidates; null where no pair is left.
 */
export function pairThatTeaches(
  candidates: readonly Candidate[],
  preference: Preference,
  asked: Asked,
): [number, number] | null {
  const allowed = allowedBy(candidates, asked)
  const times = new Map<string, number>()
  for (const hash of asked.pairs.flat()) times.set(hash, (times.get(hash) ?? 0) + 1)
  // Only what the pictures are liked for: how much the order itself counts, any answer tells, and pairs far apart in it,
  // which would tell most of that, are no questions.
  const pictures = candidates.map(({ vector }) => ({ score: 0, vector }))
  const known = pictures.map((one) => preference.known(one))
  // Near in the order as it is without taste: were pairs chosen by what was answered, answers that mean nothing would seem
  // to foretell each other. `test/bench/taste.ts` has coin throws bend an order three times as often then.
  const leads = candidates.map(({ score }) => score)
  const priors = pictures.map((one) => preference.prior(one))
  const heads = candidates.map(
    ({ position, contentHash }) =>
      1 / (1 + Math.log2(1 + position / HEAD)) / (1 + WEARINESS * (times.get(contentHash) ?? 0)),
  )
  let best: [number, number] | null = null
  let most = -1
  for (let i = 1; i < candidates.length; i++)
    for (let j = 0; j < i; j++) {
      // Nothing tells more than one bit: most pairs need not be looked at.
      const head = Math.sqrt(heads[i]! * heads[j]!)
      if (head <= most || !allowed(i, j)) continue
      const variance = priors[i]! + priors[j]! - 2 * preference.together(pictures[i]!, pictures[j]!)
      const left = Math.max(0, variance - squaredDistance(known[i]!, known[j]!))
      const worth = head * informationOf(leads[i]! - leads[j]!, left)
      if (worth > most) [most, best] = [worth, [j, i]]
    }
  return best
}

/** A pair drawn without a thought of what it would teach: what such answers say of an order is true of the order. */
export function pairByChance(candidates: readonly Candidate[], asked: Asked, seed: number): [number, number] | null {
  const allowed = allowedBy(candidates, asked)
  const next = dice(seed)
  const pairs: [number, number][] = []
  for (let i = 1; i < candidates.length; i++) for (let j = 0; j < i; j++) if (allowed(i, j)) pairs.push([j, i])
  return pairs[Math.floor(next() * pairs.length)] ?? null
}

/** Numbers from 0 to 1 that follow from the seed alone. */
export function dice(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Never the same pair twice, nor two frames of one moment, nor twins. */
function allowedBy(candidates: readonly Candidate[], { pairs }: Asked): (i: number, j: number) => boolean {
  const taken = new Set(pairs.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]))
  return (i, j) => {
    const [a, b] = [candidates[i]!, candidates[j]!]
    if (a.contentHash === b.contentHash || (a.moment !== -1 && a.moment === b.moment)) return false
    return !taken.has(`${a.contentHash} ${b.contentHash}`) && dot(a.vector, b.vector) < TWINS
  }
}

/**
 * Bits that an answer is expected to tell of the difference: how unsure it is, less how unsure it would be if the difference
 * were known. Houlsby and others, Bayesian Active Learning for Classification and Preference Learning, 2011.
 */
function informationOf(mean: number, variance: number): number {
  const chance = chanceOf(mean, variance)
  const m = mean * PROBIT
  const v = variance * PROBIT * PROBIT
  const c = (Math.PI * Math.LN2) / 2
  return entropyOf(chance) - Math.sqrt(c / (v + c)) * Math.exp((-m * m) / (2 * (v + c)))
}

function entropyOf(chance: number): number {
  if (chance <= 0 || chance >= 1) return 0
  return -chance * Math.log2(chance) - (1 - chance) * Math.log2(1 - chance)
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += (a[k]! - b[k]!) ** 2
  return sum
}
