import sharp from 'sharp'
import { expect, it } from 'vitest'
import { TRACES, tracesOf } from '../../../main/inference/traces.ts'
import type { Plane, RgbPicture } from '../../../main/inference/measure.ts'
import { drawScene, toRgb, uniform } from '../../support/picture-maker.ts'

const scene = drawScene(640, 480)
const small = toRgb(scene)

/** The last two bytes: blocking, and the share of steps inside blocks that are none. */
async function blocking(quality: number): Promise<readonly [number, number]> {
  const jpeg = await sharp(scene.data, { raw: { width: 640, height: 480, channels: 1 } })
    .jpeg({ quality })
    .toBuffer()
  const { data } = await sharp(jpeg).extractChannel(0).raw().toBuffer({ resolveWithObject: true })
  const traces = tracesOf(small, { data, width: 640, height: 480 })
  return [traces.at(-2) ?? NaN, traces.at(-1) ?? NaN]
}

function changed(picture: RgbPicture, change: (value: number, channel: number) => number): RgbPicture {
  return {
    ...picture,
    data: picture.data.map((value, i) => Math.max(0, Math.min(255, Math.round(change(value, i % 3))))),
  }
}

it('gives as many bytes as it says, for the smallest picture too', () => {
  expect(tracesOf(small, scene)).toHaveLength(TRACES)
  const point: Plane = { data: Uint8Array.of(7), width: 1, height: 1 }
  const grey = [...Array<number>(4 * 9).fill(7), ...Array<number>(8 + 8 + 5).fill(0)]
  const untinted = [128, 128, 0, 0]
  expect([...tracesOf(uniform(1, 1, [7, 7, 7]), point)]).toEqual([...grey, ...untinted, ...untinted, ...untinted, 0, 0])
})

it('holds quantiles of luma and of each channel, from dark to light', () => {
  const ramp: RgbPicture = {
    data: Uint8Array.from({ length: 256 * 3 }, (_, i) => (i % 3 === 0 ? Math.floor(i / 3) : i % 3 === 1 ? 100 : 0)),
    width: 256,
    height: 1,
  }
  const traces = [...tracesOf(ramp, null)]
  expect(traces.slice(0, 9)).toEqual(traces.slice(0, 9).toSorted((a, b) => a - b))
  expect(traces.slice(9, 18)).toEqual([0, 2, 12, 63, 127, 191, 243, 253, 255])
  expect(traces.slice(18, 36)).toEqual([...Array<number>(9).fill(100), ...Array<number>(9).fill(0)])
})

it('tells too dark, flat and tinted pictures by where their light ends', () => {
  const whitest = (picture: RgbPicture): number => tracesOf(picture, null)[7] ?? NaN
  const blackest = (picture: RgbPicture): number => tracesOf(picture, null)[1] ?? NaN
  expect(whitest(changed(small, (value) => value / 3))).toBeLessThan(whitest(small) / 2)
  const flat = changed(small, (value) => 0.4 * value + 77)
  expect(blackest(flat)).toBeGreaterThan(blackest(small))
  expect(whitest(flat)).toBeLessThan(whitest(small))
  const blue = tracesOf(
    changed(small, (value, channel) => (channel === 2 ? value / 2 : value)),
    null,
  )
  expect(blue[34]).toBeLessThan((blue[16] ?? 0) * 0.6)
})

it('says how much is quite black and quite white', () => {
  const half = changed(uniform(100, 2, [0, 0, 0]), (value) => value)
  half.data.fill(255, 300)
  expect([...tracesOf(half, null).slice(36, 44)]).toEqual(Array<number>(8).fill(180))
})

it('says of each part of the light how much neighbours differ', () => {
  const rows: RgbPicture = { data: new Uint8Array(6 * 3), width: 6, height: 1 }
  for (const [i, light] of [10, 11, 10, 200, 203, 203].entries()) rows.data.fill(light, 3 * i, 3 * i + 3)
  // Dark: steps of 1, 1 and 190; light: of 3 and 0.
  const steps = [Math.round(32 * Math.log2(1 + 64)), 0, 0, 0, 0, 0, Math.round(32 * Math.log2(2.5)), 0]
  expect([...tracesOf(rows, null).slice(44, 52)]).toEqual(steps)
})

it('tells the tint of the lightest, the darkest and the least coloured parts', () => {
  const [sky, shadow, wall] = [
    [255, 235, 195],
    [10, 10, 30],
    [120, 120, 120],
  ] as const
  const parts: RgbPicture = { data: Uint8Array.from([sky, shadow, wall, wall].flat()), width: 2, height: 2 }
  const traces = [...tracesOf(parts, null)]
  expect(traces.slice(52, 57)).toEqual([0, 0, 0, 60, 170])
  expect(traces.slice(57, 61)).toEqual([138, 103, 0, 0])
  expect(traces.slice(61, 65)).toEqual([128, 138, 0, 0])
  expect(traces.slice(65, 69)).toEqual([128, 128, 0, 0])
})

it('finds the blocks of a JPEG, the more the harder it was pressed, and none where there was no JPEG', async () => {
  const pressed = await Promise.all([90, 40, 15, 5].map(blocking))
  const edges = pressed.map(([edge]) => edge)
  expect(edges).toEqual(edges.toSorted((a, b) => a - b))
  expect(edges[3]).toBeGreaterThan((edges[0] ?? 0) + 30)
  const still = pressed.map(([, share]) => share)
  expect(still[3]).toBeGreaterThan(still[0] ?? 255)
  expect(tracesOf(small, scene).at(-2)).toBeLessThan(20)
})
