import { describe, expect, it } from 'vitest'
import { measurePicture, type Plane, type RgbPicture } from '../../../main/inference/measure.ts'
import { addNoise, blur, drawScene, mapPixels, toRgb, uniform } from '../../support/picture-maker.ts'

const scene = drawScene(900, 700)
const grey = uniform(8, 8, [128, 128, 128])

function sharpness(plane: Plane): number {
  return measurePicture(plane, grey).sharpness
}

function noise(plane: Plane): number {
  return measurePicture(plane, grey).noise
}

function tone(picture: RgbPicture): ReturnType<typeof measurePicture> {
  return measurePicture(scene, picture)
}

function falling(values: readonly number[]): void {
  for (let i = 1; i < values.length; i++) expect(values[i]).toBeLessThan(values[i - 1]!)
}

describe('sharpness', () => {
  it.each([1, 2, 3])('falls with every step of blur (scene %i)', async (seed) => {
    const values: number[] = []
    for (const sigma of [0, 0.6, 1, 1.5, 2, 3, 4, 6])
      values.push(sharpness(await blur(drawScene(900, 700, seed), sigma)))
    falling(values)
  })

  it('never takes noise for detail, at any blur', async () => {
    for (const sigma of [0, 1, 2, 4]) {
      const blurred = await blur(scene, sigma)
      for (const strength of [4, 8, 15])
        expect(sharpness(addNoise(blurred, strength))).toBeLessThan(sharpness(blurred) + 8)
    }
  })

  it.each([4, 8, 15])('still falls with blur under noise of %i levels', async (strength) => {
    const values: number[] = []
    for (const sigma of [0, 1, 2, 4]) values.push(sharpness(addNoise(await blur(scene, sigma), strength)))
    expect(values.toSorted((a, b) => b - a)).toEqual(values)
    expect(values[0]! - values[2]!).toBeGreaterThan(15)
  })

  it('keeps a sharp photo above a blurred one when the blurred one is noisy', async () => {
    expect(sharpness(addNoise(await blur(scene, 2), 15))).toBeLessThan(sharpness(scene) - 10)
  })

  it('does not punish a soft background: a sharp subject beats a frame that is soft all over', async () => {
    const soft = await blur(scene, 5)
    const portrait = { ...soft, data: soft.data.slice() }
    for (let y = 200; y < 500; y++) {
      for (let x = 300; x < 600; x++) portrait.data[y * 900 + x] = scene.data[y * 900 + x]!
    }
    const allSoft = sharpness(await blur(scene, 2))
    expect(sharpness(portrait)).toBeGreaterThan(allSoft)
    expect(sharpness(portrait)).toBeGreaterThan(0.7 * sharpness(scene))
  })

  it('is 0 where there is nothing to be sharp, and finite for the smallest pictures', () => {
    expect(sharpness({ data: new Uint8Array(200 * 200).fill(90), width: 200, height: 200 })).toBe(0)
    for (const [width, height] of [
      [1, 1],
      [3, 2],
      [1, 500],
      [17, 17],
    ] as const) {
      const { data } = drawScene(width, height)
      expect(
        Object.values(measurePicture({ data, width, height }, toRgb({ data, width, height }))).every(Number.isFinite),
      ).toBe(true)
    }
  })

  it('says much the same of one scene at two sizes', () => {
    expect(Math.abs(sharpness(drawScene(1_800, 1_400)) - sharpness(drawScene(900, 700)))).toBeLessThan(12)
  })
})

describe('noise', () => {
  it('is the sigma that was added, within a quarter', () => {
    for (const sigma of [2, 4, 8, 15]) {
      const measured = noise(addNoise(scene, sigma))
      expect(measured).toBeGreaterThan(0.75 * sigma)
      expect(measured).toBeLessThan(1.25 * sigma)
    }
  })

  it('does not call a sharp frame noisier than the same frame blurred', async () => {
    expect(noise(scene)).toBeLessThan(1)
    expect(Math.abs(noise(scene) - noise(await blur(scene, 3)))).toBeLessThan(1)
  })
})

describe('tone', () => {
  it('orders a bracket of exposures strictly', () => {
    const exposures = [-3, -2, -1, 0, 1, 2].map(
      (stops) =>
        tone(
          mapPixels(64, 48, (x, y) => {
            const value = (20 + 2 * x + y) * 2 ** stops
            return [value, value, value]
          }),
        ).brightness,
    )
    falling(exposures.toReversed())
  })

  it('measures brightness from black to white', () => {
    expect(tone(uniform(9, 9, [0, 0, 0])).brightness).toBe(0)
    expect(tone(uniform(9, 9, [255, 255, 255])).brightness).toBeCloseTo(100)
  })

  it('falls with every loss of contrast', () => {
    falling(
      [1, 0.8, 0.5, 0.2, 0].map(
        (strength) =>
          tone(
            mapPixels(64, 64, (x) => {
              const value = 128 + strength * (x * 4 - 128)
              return [value, value, value]
            }),
          ).contrast,
      ),
    )
  })

  it('counts burnt-out and black pixels as a share', () => {
    const half = mapPixels(100, 100, (x) => (x < 25 ? [255, 255, 255] : x < 50 ? [0, 0, 0] : [128, 128, 128]))
    expect(tone(half).clipping).toBeCloseTo(50)
    expect(tone(grey).clipping).toBe(0)
  })

  it('falls with every loss of colour, to 0 for grey', () => {
    const values = [1, 0.7, 0.4, 0.1, 0].map(
      (saturation) =>
        tone(
          mapPixels(60, 60, (x, y) => [
            128 + saturation * (x * 4 - 118),
            128 + saturation * (y * 4 - 118),
            128 - saturation * (x * 2 - 60),
          ]),
        ).colourfulness,
    )
    falling(values)
    expect(values.at(-1)).toBeCloseTo(0)
  })

  it('puts yellow light above neutral and neutral above blue', () => {
    const [yellow, neutral, blue] = [uniform(5, 5, [200, 180, 120]), grey, uniform(5, 5, [120, 160, 210])].map(
      (picture) => tone(picture).warmth,
    )
    expect(yellow).toBeGreaterThan(20)
    expect(neutral).toBeCloseTo(0, 1)
    expect(blue).toBeLessThan(-20)
  })
})
