/**
 * What an edge looks like to neighbours of growing distance, for every blur: the ideal that `detail.ts` compares tiles with.
 */

const SHARPEST_SIGMA = 0.3
const SOFTEST_SIGMA = 10
const SIGMA_STEPS = 32
/** Beyond the sharpest edge: energies that fall with spacing by up to this power, on a scale of this length in log blur. */
const TEXTURE_TILT = 2.5
const TEXTURE_SPAN = 2
const TEXTURE_STEPS = 12
/** Ends of the scale of sharpness, as logarithms of the blur in pixels. */
export const SOFTEST_LOG_BLUR = Math.log(SOFTEST_SIGMA)
export const FINEST_LOG_BLUR = Math.log(SHARPEST_SIGMA) - TEXTURE_SPAN

export interface EdgeModel {
  readonly logSigma: number
  /** Energy of an edge of this blur at each level, for one step height and edge density. */
  readonly energies: readonly number[]
}

/** Edges from the softest to the sharpest, then textures from an edge to the finest grain. */
export function edgeModel(spacings: readonly number[]): EdgeModel[] {
  const edges = Array.from({ length: SIGMA_STEPS }, (_, step) => {
    const logSigma = Math.log(SOFTEST_SIGMA) - (step / (SIGMA_STEPS - 1)) * Math.log(SOFTEST_SIGMA / SHARPEST_SIGMA)
    return { logSigma, energies: spacings.map((spacing) => edgeEnergy(spacing, Math.exp(logSigma))) }
  })
  const textures = Array.from({ length: TEXTURE_STEPS }, (_, i) => {
    const share = (i + 1) / TEXTURE_STEPS
    return {
      logSigma: Math.log(SHARPEST_SIGMA) - share * TEXTURE_SPAN,
      energies: spacings.map((spacing) => edgeEnergy(spacing, SHARPEST_SIGMA) / spacing ** (share * TEXTURE_TILT)),
    }
  })
  return [...edges, ...textures]
}

/** Neighbours `spacing` apart, each a mean over `spacing`: a step becomes a triangle, here convolved with the blur. */
function edgeEnergy(spacing: number, sigma: number): number {
  const width = (spacing + 4 * sigma) / 24
  let sum = 0
  for (let i = -24; i <= 24; i++) sum += blurredTriangle(i * width, spacing, sigma) ** 2 * width
  return sum
}

function blurredTriangle(x: number, half: number, sigma: number): number {
  const ramp = (t: number): number =>
    t * normal(t / sigma) + (sigma * Math.exp((-t * t) / (2 * sigma * sigma))) / Math.sqrt(2 * Math.PI)
  return (ramp(x + half) - 2 * ramp(x) + ramp(x - half)) / half
}

/** Distribution function of the standard normal, by the logistic approximation of Page (1977): error below 0.00014. */
function normal(z: number): number {
  return 1 / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * z * (1 + 0.044715 * z * z)))
}
