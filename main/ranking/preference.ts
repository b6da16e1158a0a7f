/**
 * What a person prefers, learned from pairs: a Bayesian logistic regression on differences of two photos, solved in the
 * span of the compared photos, since the answers are far fewer than the numbers of a vector. Pure arithmetic.
 */

/** Left less right. */
export interface Difference {
  /** Of the order's own scores, in their standard deviations. */
  readonly score: number
  /** Of the unit vectors. */
  readonly vector: Float32Array
}

export interface Judged extends Difference {
  /** 1 where left is more, 0 where right is, 0.5 for both the same. */
  readonly target: number
}

/** What is believed before any answer: the order is right more often than not, and taste differs from it a little. */
const BASE_WEIGHT = 1
const BASE_VARIANCE = 0.5
/** Below this the order says nothing of what the person means, and above all not the opposite. */
const LEAST_WEIGHT = 0.1
const MOST_STEPS = 50
const SHORTEST_STEP = 1 / 1_024
const SETTLED = 1e-8

export interface Preference {
  /** How much the order's own score counts, at least a little. */
  readonly weight: number
  /** Added to weight times score, for a photo's unit vector. */
  readonly correction: Float32Array
  /** Log odds that left is more, for each answer, had it not been given: [answers], and their variance. */
  readonly unseen: { readonly means: Float64Array; readonly variances: Float64Array }
  /** Log odds that left is more. */
  predict(difference: Difference): number
  /** Variance of a difference before any answer, */
  prior(difference: Difference): number
  /** that of two together, */
  together(a: Difference, b: Difference): number
  /** and what the answers took from it: the squared length of this. Of a difference, the difference of two photos'. */
  known(difference: Difference): Float64Array
}

/**
 * @param freedom variance of the log odds by which taste may differ from the order, for a usual pair: the smaller, the
 *   stronger the ridge
 * @param usual mean squared length of the vectors' differences, against which `freedom` is meant
 */
export function fitPreference(judged: readonly Judged[], freedom: number, usual: number, width: number): Preference {
  const count = judged.length
  const scale = freedom / usual
  const covariance = new Float64Array(count * count)
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      const value = between(judged[i]!, judged[j]!, scale)
      covariance[i * count + j] = value
      covariance[j * count + i] = value
    }
  const { pulls, means, slopes, factor } = solve(covariance, judged)

  let weight = BASE_WEIGHT
  const correction = new Float32Array(width)
  judged.forEach(({ score, vector }, i) => {
    weight += BASE_VARIANCE * pulls[i]! * score
    const pull = scale * pulls[i]!
    for (let k = 0; k < width; k++) correction[k]! += pull * vector[k]!
  })

  function known(difference: Difference): Float64Array {
    const solved = new Float64Array(count)
    for (let i = 0; i < count; i++) solved[i] = Math.sqrt(slopes[i]!) * between(judged[i]!, difference, scale)
    return forward(factor, solved)
  }

  return {
    weight: Math.max(LEAST_WEIGHT, weight),
    correction,
    unseen: leftOut(covariance, { pulls, means, slopes, factor }),
    predict: (difference) => Math.max(LEAST_WEIGHT, weight) * difference.score + dot(correction, difference.vector),
    known,
    prior: (difference) => between(difference, difference, scale),
    together: (a, b) => between(a, b, scale),
  }
}

export function differenceOf(
  left: { readonly score: number; readonly vector: Float32Array },
  right: { readonly score: number; readonly vector: Float32Array },
): Difference {
  return { score: left.score - right.score, vector: left.vector.map((value, k) => value - right.vector[k]!) }
}

/** Mean squared length of the differences; a usual one where there are none. */
export function usualLength(differences: readonly Difference[]): number {
  const sum = differences.reduce((total, { vector }) => total + dot(vector, vector), 0)
  return sum > 0 ? sum / differences.length : 1
}

/** Chance that left is more, given the mean and variance of its log odds. */
export function chanceOf(mean: number, variance: number): number {
  return sigmoid(mean / Math.sqrt(1 + (Math.PI / 8) * variance))
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}

interface Solution {
  /** Answer less what was expected: how much each pulls. */
  readonly pulls: Float64Array
  readonly means: Float64Array
  /** Curvature of each answer's likelihood. */
  readonly slopes: Float64Array
  /** Lower triangle of I + √slopes · covariance · √slopes. */
  readonly factor: Float64Array
}

/**
 * Newton's method for the Laplace approximation: Rasmussen and Williams, Gaussian Processes, algorithm 3.1. A step that
 * leads down is halved: an answer against a sure order makes the first one far too long.
 */
function solve(covariance: Float64Array, judged: readonly Judged[]): Solution {
  const prior = Float64Array.from(judged, ({ score }) => BASE_WEIGHT * score)
  const meansOf = (pulls: Float64Array): Float64Array =>
    multiply(covariance, pulls).map((value, i) => prior[i]! + value)
  /** Logarithm of how likely the answers and these means are, but for a constant. */
  const heightOf = (pulls: Float64Array, means: Float64Array): number =>
    judged.reduce((sum, { target }, i) => {
      const mean = means[i]!
      const likelihood = target * mean - Math.max(0, mean) - Math.log1p(Math.exp(-Math.abs(mean)))
      return sum + likelihood - (pulls[i]! * (mean - prior[i]!)) / 2
    }, 0)
  let pulls: Float64Array = new Float64Array(judged.length)
  let means: Float64Array = prior
  let height = heightOf(pulls, means)
  for (let step = 0; step < MOST_STEPS; step++) {
    const { slopes, factor } = curveOf(covariance, means)
    const pull = means.map((mean, i) => slopes[i]! * (mean - prior[i]!) + judged[i]!.target - sigmoid(mean))
    const spread = multiply(covariance, pull).map((value, i) => Math.sqrt(slopes[i]!) * value)
    const inner = backward(factor, forward(factor, spread))
    const aim = pull.map((value, i) => value - Math.sqrt(slopes[i]!) * inner[i]!)
    const former = height
    for (let share = 1; share > SHORTEST_STEP; share /= 2) {
      const tried = pulls.map((value, i) => value + share * (aim[i]! - value))
      const reached = meansOf(tried)
      const risen = heightOf(tried, reached)
      if (risen <= height) continue
      ;[pulls, means, height] = [tried, reached, risen]
      break
    }
    if (height - former < SETTLED) break
  }
  return { means, pulls: means.map((mean, i) => judged[i]!.target - sigmoid(mean)), ...curveOf(covariance, means) }
}

function curveOf(covariance: Float64Array, means: Float64Array): Pick<Solution, 'slopes' | 'factor'> {
  const slopes = means.map((mean) => Math.max(1e-9, sigmoid(mean) * sigmoid(-mean)))
  return { slopes, factor: factorOf(covariance, slopes) }
}

/** Each answer foretold from all others, without solving anew for each: ibid., section 5.4.2, for this approximation. */
function leftOut(covariance: Float64Array, { pulls, means, slopes, factor }: Solution): Preference['unseen'] {
  const count = pulls.length
  const variances = new Float64Array(count)
  const without = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const column = new Float64Array(count)
    for (let j = 0; j < count; j++) column[j] = Math.sqrt(slopes[j]!) * covariance[j * count + i]!
    const solved = forward(factor, column)
    const variance = covariance[i * count + i]! - solved.reduce((sum, value) => sum + value * value, 0)
    variances[i] = 1 / Math.max(1e-9, 1 / variance - slopes[i]!)
    without[i] = means[i]! - variances[i]! * pulls[i]!
  }
  return { means: without, variances }
}

function between(a: Difference, b: Difference, scale: number): number {
  return scale * dot(a.vector, b.vector) + BASE_VARIANCE * a.score * b.score
}

/** Cholesky factor of I + √slopes · covariance · √slopes. */
function factorOf(covariance: Float64Array, slopes: Float64Array): Float64Array {
  const count = slopes.length
  const factor = new Float64Array(count * count)
  const roots = slopes.map(Math.sqrt)
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      let sum = roots[i]! * covariance[i * count + j]! * roots[j]! + (i === j ? 1 : 0)
      for (let k = 0; k < j; k++) sum -= factor[i * count + k]! * factor[j * count + k]!
      factor[i * count + j] = i === j ? Math.sqrt(sum) : sum / factor[j * count + j]!
    }
  return factor
}

/** Solves factor · x = values. */
function forward(factor: Float64Array, values: Float64Array): Float64Array {
  const count = values.length
  const solved = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let sum = values[i]!
    for (let k = 0; k < i; k++) sum -= factor[i * count + k]! * solved[k]!
    solved[i] = sum / factor[i * count + i]!
  }
  return solved
}

/** Solves factorᵀ · x = values. */
function backward(factor: Float64Array, values: Float64Array): Float64Array {
  const count = values.length
  const solved = new Float64Array(count)
  for (let i = count - 1; i >= 0; i--) {
    let sum = values[i]!
    for (let k = i + 1; k < count; k++) sum -= factor[k * count + i]! * solved[k]!
    solved[i] = sum / factor[i * count + i]!
  }
  return solved
}

function multiply(matrix: Float64Array, values: Float64Array): Float64Array {
  const count = values.length
  const product = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let sum = 0
    for (let j = 0; j < count; j++) sum += matrix[i * count + j]! * values[j]!
    product[i] = sum
  }
  return product
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
