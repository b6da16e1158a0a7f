/**
 * What faults of light, colour and compression leave in a picture's values, for the adapter that judges them: twenty bytes
 * beside the measured axes, which are for people.
 *
 * A resize to the network's size keeps these values but not the network's knowledge of them; a photo that never reaches
 * white is dark, flat or tinted, and the three channels' ends say which.
 */
import type { Plane, RgbPicture } from './measure.ts'

const LIGHT_SHARES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const
const CHANNEL_SHARES = [0.01, 0.5, 0.99] as const
/** Side of a JPEG's block. */
const BLOCK = 8

/**
 * Seven quantiles of luma; of red, green and blue three each; black and white shares; then blocking and emptiness of
 * blocks, see `blocksOf`. Shares as 255 times their square root, so that a small one still shows.
 */
export const TRACES = LIGHT_SHARES.length + 3 * CHANNEL_SHARES.length + 4

/** @param detail native pixels, not turned; null where they were scaled, since then no block stands where it stood. */
export function tracesOf(small: RgbPicture, detail: Plane | null): Uint8Array {
  const light = new Uint32Array(256)
  const channels = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)] as const
  const { data } = small
  const count = small.width * small.height
  for (let at = 0; at < count * 3; at += 3) {
    const red = data[at]!
    const green = data[at + 1]!
    const blue = data[at + 2]!
    light[Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue)]! += 1
    channels[0][red]! += 1
    channels[1][green]! += 1
    channels[2][blue]! += 1
  }
  const black = sum(light, 0, 3) / count
  const white = sum(light, 253, 256) / count
  return Uint8Array.of(
    ...quantiles(light, count, LIGHT_SHARES),
    ...channels.flatMap((channel) => quantiles(channel, count, CHANNEL_SHARES)),
    ...[black, white].map(shareByte),
    ...(detail === null ? [0, 0] : blocksOf(detail)),
  )
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
