/**
 * What only native pixels can tell: how sharp the sharpest regions are, and how strong the grain is.
 *
 * A grid of tiles is read as a pyramid of 2 x 2 means: levels of spacing 1, 2, 4 and 8 pixels. At each level the mean
 * squared difference of neighbours is the energy of the edges seen at that spacing. Of an edge with Gaussian blur sigma
 * the energies stand in known proportions, so each tile yields the blur that explains its energies best, independent of
 * contrast; fine texture goes on where the sharpest edge ends. Noise is measured where the picture is flat and taken off
 * every level; a level that noise drowns counts for little, so grain is not read as detail.
 */
import { edgeModel, FINEST_LOG_BLUR, SOFTEST_LOG_BLUR, type EdgeModel } from './edges.ts'
import type { Plane } from './measure.ts'

const SPACINGS = [1, 2, 4, 8] as const
const LEVELS = SPACINGS.length
/** Tiles read at most; a larger picture is sampled by an even grid, so that 12 and 24 megapixels cost the same. */
const MOST_TILES = 144
const BLOCK = 16
const SHARPEST_SHARE = 0.05
const FLATTEST_SHARE = 0.05
const FEWEST_BLOCKS = 4
/** Energy at the third spacing and above; less is no edge to be sharp (a difference of about two levels). */
const LEAST_STRUCTURE = 4
/** Edges of real pictures follow the ideal edge about this closely; noise is known about this well. */
const MODEL_ERROR = 0.25
const NOISE_ERROR = 0.1

/** Blur is judged half by pixels and half by the size of the picture: as if all were shown at this long side. */
const REFERENCE_SIDE = 2_048

export interface Detail {
  /** 0..100: the logarithm of the blur from 10 pixels to 0.3 (about 64), then of ever finer texture. */
  readonly sharpness: number
  /** Sigma in 8-bit levels. */
  readonly noise: number
}

interface Block {
  readonly left: number
  readonly top: number
  readonly structure: number
}

interface Tile {
  /** Mean squared difference of neighbours, across plus down, at each spacing; null where the tile is too small. */
  readonly energies: readonly (number | null)[]
  readonly area: number
}

/** @param scale how many pixels of the file one pixel of the plane stands for (1 unless it was too large). */
export function measureDetail(plane: Plane, scale = 1): Detail {
  const blocks: Block[] = []
  const tiles: Tile[] = []
  const size = plane.width * plane.height > 1_000_000 ? 128 : 64
  const columns = starts(plane.width, size)
  const rows = starts(plane.height, size)
  const scratch = scratchFor(size)
  const every = Math.max(1, Math.sqrt((columns.length * rows.length) / MOST_TILES))
  for (let row = Math.floor(every / 2); row < rows.length; row += every) {
    for (let column = Math.floor(every / 2); column < columns.length; column += every) {
      const place = { left: columns[Math.floor(column)] ?? 0, top: rows[Math.floor(row)] ?? 0, size }
      tiles.push(readTile(plane, place, blocks, scratch))
    }
  }
  const { sigma, energies } = noiseOf(plane, blocks, scratch)
  const side = Math.max(plane.width, plane.height) * scale
  return { sharpness: sharpnessOf(tiles, energies, scale * Math.sqrt(REFERENCE_SIDE / side)), noise: sigma }
}

function starts(length: number, size: number): number[] {
  return Array.from({ length: Math.max(1, Math.floor(length / size)) }, (_, i) => i * size)
}

function readTile(
  plane: Plane,
  { left, top, size }: { left: number; top: number; size: number },
  blocks: Block[],
  [one, other]: Scratch,
): Tile {
  let width = Math.min(size, plane.width - left)
  let height = Math.min(size, plane.height - top)
  const area = width * height
  const energies: (number | null)[] = []
  let [values, half] = [one, other]
  copyOut(plane, left, top, width, height, values)
  for (let level = 0; level < LEVELS; level++) {
    energies.push(energy(values, width, height))
    if (level === 2) collectBlocks(values, width, height, left, top, blocks)
    halve(values, width, height, half)
    ;[values, half] = [half, values]
    width >>= 1
    height >>= 1
  }
  return { energies, area }
}

/** Numbers that a tile needs while it is read. Made once for a picture: new ones for each tile lie about until collected. */
type Scratch = readonly [Float32Array, Float32Array]

function scratchFor(size: number): Scratch {
  return [new Float32Array(size * size), new Float32Array((size >> 1) ** 2)]
}

/** One array type all the way down the pyramid keeps the loops below fast. */
function copyOut(
  { data, width: stride }: Plane,
  left: number,
  top: number,
  width: number,
  height: number,
  values: Float32Array,
): void {
  for (let y = 0; y < height; y++) {
    const from = (top + y) * stride + left
    values.set(data.subarray(from, from + width), y * width)
  }
}

/** Mean squared difference across plus down. */
function energy(values: Float32Array, width: number, height: number): number | null {
  if (width < 3 || height < 3) return null
  let sum = 0
  for (let y = 0; y < height - 1; y++) {
    let at = y * width
    let here = values[at]!
    for (const end = at + width - 1; at < end; at++) {
      const next = values[at + 1]!
      const across = next - here
      const down = values[at + width]! - here
      sum += across * across + down * down
      here = next
    }
  }
  return sum / ((width - 1) * (height - 1))
}

/** 2 x 2 means, into another array. */
function halve(values: Float32Array, width: number, height: number, half: Float32Array): void {
  const halfWidth = width >> 1
  const halfHeight = height >> 1
  let to = 0
  for (let y = 0; y < halfHeight; y++) {
    let at = 2 * y * width
    for (let x = 0; x < halfWidth; x++, at += 2, to++) {
      half[to] = (values[at]! + values[at + 1]! + values[at + width]! + values[at + width + 1]!) / 4
    }
  }
}

/** How flat each block of 16 x 16 pixels is, told by its sixteen 4 x 4 means, which hardly know the noise. */
function collectBlocks(
  quarter: Float32Array,
  width: number,
  height: number,
  left: number,
  top: number,
  blocks: Block[],
): void {
  for (let y = 0; y + 4 <= height; y += 4) {
    for (let x = 0; x + 4 <= width; x += 4) {
      let sum = 0
      let squared = 0
      for (let line = y; line < y + 4; line++) {
        for (let at = line * width + x; at < line * width + x + 4; at++) {
          const value = quarter[at]!
          sum += value
          squared += value * value
        }
      }
      const mean = sum / 16
      // Burnt-out and black blocks have lost their noise with everything else.
      if (mean > 6 && mean < 249)
        blocks.push({ left: left + x * 4, top: top + y * 4, structure: squared / 16 - mean * mean })
    }
  }
}

interface Noise {
  readonly sigma: number
  /** What the noise adds to the energy of each level. */
  readonly energies: readonly number[]
}

/**
 * Sigma by the mask of Immerkaer (1996), which answers to noise and hardly to edges: the median over the flattest
 * blocks. They are chosen by their coarse structure, so the choice does not favour blocks that happen to be calm.
 */
function noiseOf(plane: Plane, blocks: readonly Block[], [one, other]: Scratch): Noise {
  if (blocks.length === 0) return { sigma: 0, energies: SPACINGS.map(() => 0) }
  const count = Math.min(400, Math.max(Math.min(16, blocks.length), Math.round(blocks.length * FLATTEST_SHARE)))
  const sorted = blocks.toSorted((a, b) => a.structure - b.structure)
  const whole: Block[] = []
  for (const block of sorted) {
    if (whole.length === count) break
    if (!isClipped(plane, block)) whole.push(block)
  }
  const flattest = whole.length >= FEWEST_BLOCKS ? whole : sorted.slice(0, count)
  const sigma = median(flattest.map((block) => blockSigma(plane, block)))
  const measured: number[][] = [[], [], []]
  for (const { left, top } of flattest) {
    let [values, half] = [one, other]
    copyOut(plane, left, top, BLOCK, BLOCK, values)
    let size = BLOCK
    for (const list of measured) {
      list.push(energy(values, size, size) ?? 0)
      halve(values, size, size, half)
      ;[values, half] = [half, values]
      size >>= 1
    }
  }
  // Demosaicing and JPEG smear noise, so the coarser levels hold more of it than white noise would leave there; what is
  // still more than that is structure.
  const energies = SPACINGS.map((spacing, level) => {
    const white = (4 * sigma * sigma) / (spacing * spacing)
    const seen = measured[level] === undefined ? Infinity : median(measured[level])
    return Math.max(white, Math.min(seen, (level === 0 ? 1.3 : 2) * white))
  })
  return { sigma, energies }
}

/** A block that touches either end of the range has lost part of its noise. */
function isClipped({ data, width }: Plane, { left, top }: Block): boolean {
  let count = 0
  for (let y = top; y < top + BLOCK; y++) {
    for (let at = y * width + left; at < y * width + left + BLOCK; at++) {
      if (data[at] === 0 || data[at] === 255) count += 1
    }
  }
  return count > 4
}

function blockSigma({ data, width }: Plane, { left, top }: Block): number {
  let squared = 0
  for (let y = top + 1; y < top + BLOCK - 1; y++) {
    for (let at = y * width + left + 1; at < y * width + left + BLOCK - 1; at++) {
      const up = at - width
      const down = at + width
      const corners = data[up - 1]! + data[up + 1]! + data[down - 1]! + data[down + 1]!
      const sides = data[up]! + data[at - 1]! + data[at + 1]! + data[down]!
      const answer = corners - 2 * sides + 4 * data[at]!
      squared += answer * answer
    }
  }
  return Math.sqrt(squared / (BLOCK - 2) ** 2) / 6
}

function sharpnessOf(tiles: readonly Tile[], noise: readonly number[], scale: number): number {
  const model = edgeModel(SPACINGS)
  const blurs = tiles.map((tile) => tileBlur(tile, noise, model)).filter((blur) => blur !== null)
  if (blurs.length === 0) return 0
  const sharpest = blurs.toSorted((a, b) => a - b).slice(0, Math.max(1, Math.ceil(tiles.length * SHARPEST_SHARE)))
  const logBlur = sharpest.reduce((sum, blur) => sum + blur, 0) / sharpest.length + Math.log(scale)
  return 100 * Math.min(1, Math.max(0, (SOFTEST_LOG_BLUR - logBlur) / (SOFTEST_LOG_BLUR - FINEST_LOG_BLUR)))
}

/** Mean log blur over the candidates, weighted by how well each explains the energies; null for a tile without edges. */
function tileBlur({ energies, area }: Tile, noise: readonly number[], model: readonly EdgeModel[]): number | null {
  const levels: { index: number; signal: number; precision: number }[] = []
  let structured = false
  for (const [index, measured] of energies.entries()) {
    if (measured === null) continue
    const floor = noise[index] ?? 0
    const signal = measured - floor
    const samples = Math.max(4, area / SPACINGS[index]! ** 2)
    const chance = floor * Math.sqrt(2 / samples)
    const variance = (MODEL_ERROR * Math.max(signal, 0)) ** 2 + (NOISE_ERROR * floor) ** 2 + chance ** 2 + 0.05
    if (index >= 2 && signal > LEAST_STRUCTURE && signal > 4 * Math.hypot(NOISE_ERROR * floor, chance))
      structured = true
    levels.push({ index, signal, precision: 1 / variance })
  }
  if (!structured) return null
  const misfits = model.map(({ energies: ideal }) => {
    let product = 0
    let power = 0
    for (const { index, signal, precision } of levels) {
      product += precision * signal * ideal[index]!
      power += precision * ideal[index]! ** 2
    }
    const height = Math.max(0, product / power)
    return levels.reduce(
      (sum, { index, signal, precision }) => sum + precision * (signal - height * ideal[index]!) ** 2,
      0,
    )
  })
  const least = Math.min(...misfits)
  let total = 0
  let mean = 0
  misfits.forEach((misfit, i) => {
    const weight = Math.exp(-(misfit - least) / 2)
    total += weight
    mean += weight * model[i]!.logSigma
  })
  return mean / total
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 2
}
