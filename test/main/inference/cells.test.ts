import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CellMeans, type Part } from '../../../main/inference/cells.ts'
import type { RgbPicture } from '../../../main/inference/measure.ts'

const picture = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }): fc.Arbitrary<RgbPicture> =>
    fc
      .uint8Array({ minLength: 3 * width * height, maxLength: 3 * width * height })
      .map((data) => ({ data: Uint8Array.from(data), width, height })),
  )

function written(of: RgbPicture, part: Part, width: number, height: number): number[] {
  const target = new Float32Array(3 * width * height)
  new CellMeans(of).write(part, width, height, target, 0)
  return [...target]
}

function whole({ width, height }: RgbPicture): Part {
  return { left: 0, top: 0, right: width, bottom: height }
}

it('gives the pixels themselves at their own size, as three planes', () => {
  fc.assert(
    fc.property(picture, (one) => {
      const planes = [0, 1, 2].flatMap((channel) => [...one.data].filter((_, i) => i % 3 === channel))
      const same = written(one, whole(one), one.width, one.height)
      same.forEach((value, i) => {
        expect(value).toBeCloseTo(planes[i]!, 4)
      })
    }),
  )
})

it('gives the mean of a part as its one cell', () => {
  fc.assert(
    fc.property(picture, fc.nat(), fc.nat(), (one, across, down) => {
      const part = { ...whole(one), left: across % one.width, top: down % one.height }
      const sums = [0, 0, 0]
      for (let y = part.top; y < part.bottom; y++)
        for (let x = part.left; x < part.right; x++)
          for (let channel = 0; channel < 3; channel++) sums[channel]! += one.data[3 * (y * one.width + x) + channel]!
      const pixels = (part.right - part.left) * (part.bottom - part.top)
      written(one, part, 1, 1).forEach((value, channel) => {
        expect(value).toBeCloseTo(sums[channel]! / pixels, 3)
      })
    }),
  )
})

it('repeats pixels where a part is enlarged', () => {
  const row = { data: Uint8Array.of(0, 0, 0, 200, 200, 200), width: 2, height: 1 }
  expect(written(row, whole(row), 4, 1).slice(0, 4)).toEqual([0, 0, 200, 200])
  // Where a cell lies over two pixels it is their mean.
  expect(written(row, whole(row), 3, 1).slice(0, 3)).toEqual([0, 100, 200])
})

it('writes behind what is there', () => {
  const dot = { data: Uint8Array.of(1, 2, 3), width: 1, height: 1 }
  const target = new Float32Array(6).fill(9)
  new CellMeans(dot).write(whole(dot), 1, 1, target, 3)
  expect([...target]).toEqual([9, 9, 9, 1, 2, 3])
})
