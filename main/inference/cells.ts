/** Pictures made small by averaging: each new pixel is the mean of the cell it stands for, of the whole or of a part. */
import type { RgbPicture } from './measure.ts'
import { giveBack } from './memory.ts'

/** A part of a picture in whole pixels; `right` and `bottom` are the first ones outside. */
export interface Part {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/**
 * Sums of all pixels above and left of each, so that the mean of any cell costs the same: many crops of one picture are
 * asked for. Exact for pictures of up to 16 million pixels.
 */
export class CellMeans {
  readonly width: number
  readonly height: number
  /** [height + 1, width + 1, 3] */
  readonly #sums: Uint32Array

  constructor({ data, width, height }: RgbPicture) {
    this.width = width
    this.height = height
    const row = 3 * (width + 1)
    const sums = new Uint32Array(row * (height + 1))
    for (let y = 0; y < height; y++) {
      let red = 0
      let green = 0
      let blue = 0
      for (let x = 0, from = 3 * y * width, to = row * (y + 1) + 3; x < width; x++, from += 3, to += 3) {
        red += data[from]!
        green += data[from + 1]!
        blue += data[from + 2]!
        sums[to] = sums[to - row]! + red
        sums[to + 1] = sums[to - row + 1]! + green
        sums[to + 2] = sums[to - row + 2]! + blue
      }
    }
    this.#sums = sums
  }

  /** Gives its memory back: nothing can be written any more. */
  close(): void {
    giveBack(this.#sums)
  }

  /**
   * Writes a part, averaged to `width` x `height`, as three planes [3, height, width] of 0..255 into `target` from `at`.
   * Where it is enlarged, a cell is at least one pixel.
   */
  write(part: Part, width: number, height: number, target: Float32Array, at: number): void {
    const sums = this.#sums
    const row = 3 * (this.width + 1)
    const plane = width * height
    const { first: lefts, last: rights } = edges(part.left, part.right, width)
    const { first: tops, last: bottoms } = edges(part.top, part.bottom, height)
    for (let y = 0; y < height; y++) {
      const above = row * tops[y]!
      const below = row * bottoms[y]!
      const tall = bottoms[y]! - tops[y]!
      for (let x = 0; x < width; x++) {
        const left = 3 * lefts[x]!
        const right = 3 * rights[x]!
        const share = 1 / (tall * (rights[x]! - lefts[x]!))
        const to = at + y * width + x
        for (let channel = 0; channel < 3; channel++) {
          const sum =
            sums[below + right + channel]! -
            sums[above + right + channel]! -
            sums[below + left + channel]! +
            sums[above + left + channel]!
          target[to + channel * plane] = sum * share
        }
      }
    }
  }
}

/** Cells of equal size, as far as whole pixels allow: each from the pixel it begins in to the one it ends in. */
function edges(from: number, to: number, cells: number): { first: Int32Array; last: Int32Array } {
  const size = to - from
  const first = Int32Array.from({ length: cells }, (_, cell) => from + Math.floor((cell * size) / cells))
  const last = Int32Array.from({ length: cells }, (_, cell) => from + Math.ceil(((cell + 1) * size) / cells))
  return { first, last }
}
