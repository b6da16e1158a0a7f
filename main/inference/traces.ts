/**
 * What faults of light, colour and compression leave in a picture's values, for the adapter that judges them: seventy-one
 * bytes beside the measured axes, which are for people.
 *
 * A resize to the network's size keeps these values but not the network's knowledge of them; a photo that never reaches
 * white is dark, flat or tinted, and the three channels' ends say which. Where grey is not grey, the lightest, darkest and
 * least coloured parts of a picture say so.
 */
import type { Plane, RgbPicture } from './measure.ts'

const SHARES = [0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999] as const
const COLOUR_SHARES = [0.05, 0.25, 0.5, 0.75, 0.95] as const
/** Values so near an end count as black, or white. */
const NEAR_END = 2
/** Light in eight equal parts. */
const LIGHT_PARTS = 8
const EXTREME = 0.05
const GREYEST = 0.1
/** Side of a JPEG's block. */
const BLOCK = 8

/** See `tracesOf`. */
export const TRACES = 4 * SHARES.length + 4 * 2 + LIGHT_PARTS + COLOUR_SHARES.length + 3 * 4 + 2

interface Values {
  /** Of luma, red, green, blue, and colour. */
  readonly histograms: readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array]
  readonly luma: Uint8Array
  /** How much of its strongest channel a pixel's weakest lacks, of 255. */
  readonly colour: Uint8Array
}

/** Of luma: the lightest and the darkest; of colour: the greyest. */
interface Limits {
  readonly lightest: number
  readonly darkest: number
  readonly greyest: number
}

/**
 * Nine quantiles each of luma, red, green and blue; the black and white shares of each; how much neighbours differ, by the
 * light they have; five quantiles of colour; then the tints of the lightest, the darkest and the least coloured pixels, see
 * `tintsOf`; then blocking and emptiness of blocks, see `blocksOf`. Shares as 255 times their square root, so that a small
 * one still shows.
 * @param detail native pixels, not turned; null where they were scaled, since then no block stands where it stood.
 */
export function tracesOf(small: RgbPicture, detail: Plane | null): Uint8Array {
  const values = valuesOf(small)
  const { luma } = values
  const [light, , , , colours] = values.histograms
  const channels = values.histograms.slice(0, 4)
  const count = luma.length
  const [darkest = 0, lightest = 0] = quantiles(light, count, [EXTREME, 1 - EXTREME])
  const [greyest = 0] = quantiles(colours, count, [GREYEST])
  return Uint8Array.of(
    ...channels.flatMap((channel) => quantiles(channel, count, SHARES)),
    ...channels.flatMap((channel) =>
      [sum(channel, 0, NEAR_END), sum(channel, 256 - NEAR_END, 256)].map((ends) => shareByte(ends / count)),
    ),
    ...stepsByLight(luma, small.width),
    ...quantiles(colours, count, COLOUR_SHARES),
    ...tintsOf(small, values, { lightest, darkest, greyest }),
    ...(detail === null ? [0, 0] : blocksOf(detail)),
  )
}

function valuesOf({ data, width, height }: RgbPicture): Values {
  const histogram = (): Uint32Array => new Uint32Array(256)
  const histograms = [histogram(), histogram(), histogram(), histogram(), histogram()] as const
  const [lights, reds, greens, blues, colours] = histograms
  const luma = new Uint8Array(width * height)
  const colour = new Uint8Array(width * height)
  // Half more, cut off: rounding by name takes a third of the time here.
  for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += 3) {
    const red = data[at]!
    const green = data[at + 1]!
    const blue = data[at + 2]!
    const light = (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.5) | 0
    const strongest = Math.max(red, green, blue)
    const lack = strongest === 0 ? 0 : ((255 * (strongest - Math.min(red, green, blue))) / strongest + 0.5) | 0
    luma[pixel] = light
    colour[pixel] = lack
    lights[light]! += 1
    reds[red]! += 1
    greens[green]! += 1
    blues[blue]! += 1
    colours[lack]! += 1
  }
  return { histograms, luma, colour }
}

/** Mean step to the neighbour on the right, 32 to each doubling, for each part of the light: light that was raised shows its grain. */
function stepsByLight(luma: Uint8Array, width: number): number[] {
  const steps = new Float64Array(LIGHT_PARTS)
  const counts = new Uint32Array(LIGHT_PARTS)
  for (let row = 0; row < luma.length; row += width) {
    for (let at = row; at < row + width - 1; at++) {
      const here = luma[at]!
      const part = here >> 5
      steps[part]! += Math.abs(luma[at + 1]! - here)
      counts[part]! += 1
    }
  }
  return Array.from(steps, (step, part) =>
    Math.min(255, Math.round(32 * Math.log2(1 + step / Math.max(1, counts[part]!)))),
  )
}

/**
 * How red against green, and how blue against yellow, the lightest, the darkest and the least coloured pixels are: of each
 * both as half the mean difference from 128 on, then both deviations.
 */
function tintsOf({ data }: RgbPicture, { luma, colour }: Values, { lightest, darkest, greyest }: Limits): number[] {
  const tints = [new Tint(), new Tint(), new Tint()] as const
  const [light, dark, grey] = tints
  for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += 3) {
    const here = luma[pixel]!
    const pale = colour[pixel]! <= greyest
    if (here > darkest && here < lightest && !pale) continue
    const red = data[at]! - data[at + 1]!
    const blue = data[at + 2]! - (data[at]! + data[at + 1]!) / 2
    if (here >= lightest) light.add(red, blue)
    if (here <= darkest) dark.add(red, blue)
    if (pale) grey.add(red, blue)
  }
  return tints.flatMap((tint) => tint.bytes())
}

class Tint {
  #count = 0
  #red = 0
  #blue = 0
  #redSquares = 0
  #blueSquares = 0

  add(red: number, blue: number): void {
    this.#count += 1
    this.#red += red
    this.#blue += blue
    this.#redSquares += red * red
    this.#blueSquares += blue * blue
  }

  bytes(): number[] {
    const [red, blue] = [this.#red / this.#count, this.#blue / this.#count]
    const mean = (value: number): number => Math.min(255, Math.round(128 + value / 2))
    const deviation = (squares: number, of: number): number =>
      Math.min(255, Math.round(2 * Math.sqrt(Math.max(0, squares / this.#count - of * of))))
    return [mean(red), mean(blue), deviation(this.#redSquares, red), deviation(this.#blueSquares, blue)]
  }
}

/**
 * How much larger steps between neighbours are where JPEG's blocks meet than inside them (63 to each doubling), and the share
 * of steps inside that are none at all. One row of each row of blocks is read, along the row.
 */
function blocksOf({ data, width, height }: Plane): [number, number] {
  let across = 0
  let inside = 0
  let still = 0
  let edges = 0
  let steps = 0
  const last = width - 1
  for (let y = BLOCK >> 1; y < height; y += BLOCK) {
    const from = y * width
    for (let x = 0; x + BLOCK <= last; x += BLOCK) {
      let here = data[from + x]!
      for (let next = from + x + 1, end = next + BLOCK - 1; next < end; next++) {
        const value = data[next]!
        const step = Math.abs(value - here)
        inside += step
        if (step === 0) still += 1
        here = value
      }
      across += Math.abs(data[from + x + BLOCK]! - here)
      edges += 1
      steps += BLOCK - 1
    }
  }
  if (edges === 0) return [0, 0]
  // Half a level on both sides: in a blank picture all steps are none, and rounding must not look like blocks.
  const ratio = (across / edges + 0.5) / (inside / steps + 0.5)
  return [Math.round(Math.min(255, Math.max(0, 63 * Math.log2(ratio)))), shareByte(still / steps)]
}

function quantiles(histogram: Uint32Array, count: number, shares: readonly number[]): number[] {
  let value = 0
  let below = histogram[0]!
  return shares.map((share) => {
    while (below < share * count && value < 255) below += histogram[++value]!
    return value
  })
}

function sum(histogram: Uint32Array, from: number, to: number): number {
  let total = 0
  for (let value = from; value < to; value++) total += histogram[value]!
  return total
}

function shareByte(share: number): number {
  return Math.round(255 * Math.sqrt(share))
}
