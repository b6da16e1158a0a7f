/** The face detector against the answers of its reference, on pictures drawn by code. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { FaceBox } from '../../../main/inference/api.ts'
import { CellMeans } from '../../../main/inference/cells.ts'
import { openFaces, pyramid, type FaceDetector } from '../../../main/inference/faces.ts'
import { CONTAINERS_HERE } from '../../../main/inference/containers.ts'
import { decodeSmall } from '../../../main/inference/images.ts'
import type { RgbPicture } from '../../../main/inference/measure.ts'
import {
  faceFiles,
  faceSearcher,
  readFaceDetector,
  verifyFiles,
  type FacesManifest,
} from '../../../main/packs/manifest.ts'

const models = fileURLToPath(new URL('../../../models/', import.meta.url))
const Goldens = z.object({
  tolerance: z.object({ pixels: z.number(), score: z.number() }),
  pictures: z.array(
    z.object({
      file: z.string(),
      size: z.tuple([z.int(), z.int()]),
      /** Height and width of each size of the pyramid. */
      levels: z.array(z.tuple([z.int(), z.int()])),
      /** Row, column and mean colour of some cells of the first size. */
      cells: z.array(z.tuple([z.int(), z.int(), z.number(), z.number(), z.number()])),
      proposals: z.int(),
      boxes: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
      scores: z.array(z.number()),
    }),
  ),
})

let manifest: FacesManifest
let goldens: z.infer<typeof Goldens>
let detector: FaceDetector

beforeAll(async () => {
  const found = await readFaceDetector(join(models, 'manifests/podium-faces.json'), 'podium-small-5')
  if (found === null) throw new Error('The shipped face detector is missing.')
  manifest = found
  goldens = Goldens.parse(JSON.parse(await readFile(join(models, 'goldens/faces.json'), 'utf8')))
  detector = await openFaces(models, manifest, { providers: ['cpu'], threads: 1 })
})

function picture(file: string): Promise<RgbPicture> {
  return decodeSmall(join(models, 'goldens', file), [255, 255, 255], CONTAINERS_HERE)
}

/** Left, top, right and bottom in pixels. */
function pixels(box: FaceBox, { width, height }: RgbPicture): number[] {
  const { left, top } = box
  return [left * width, top * height, (left + box.width) * width, (top + box.height) * height]
}

it('is as published', async () => {
  await verifyFiles(models, faceFiles(manifest), true)
})

describe.each(['five', 'portrait', 'at-the-edge', 'panorama', 'nobody', 'six-pixels'])('the picture "%s"', (name) => {
  it('is looked at in the sizes of the reference', async () => {
    const golden = goldens.pictures.find(({ file }) => file === `faces/${name}.png`)!
    const small = await picture(golden.file)
    expect([small.width, small.height]).toEqual(golden.size)
    const levels = pyramid(small, manifest.look.smallest, manifest)
    expect(levels.map(({ width, height }) => [height, width])).toEqual(golden.levels)
    const [first] = levels
    if (first === undefined) return
    const { width, height } = first
    const level = new Float32Array(3 * width * height)
    new CellMeans(small).write({ left: 0, top: 0, right: small.width, bottom: small.height }, width, height, level, 0)
    for (const [row, column, ...colour] of golden.cells) {
      const at = row * width + column
      colour.forEach((value, channel) => {
        expect(level[channel * width * height + at]).toBeCloseTo(value, 2)
      })
    }
  })

  it('shows the faces the reference finds', async () => {
    const golden = goldens.pictures.find(({ file }) => file === `faces/${name}.png`)!
    const small = await picture(golden.file)
    const { boxes, detector: id, smallest } = await detector.find(small, manifest.look.smallest)
    expect([id, smallest]).toEqual([faceSearcher(manifest), manifest.look.smallest])
    expect(boxes).toHaveLength(golden.boxes.length)
    // Equal chances may change places: each golden face is looked for by its own.
    golden.boxes.forEach((box, i) => {
      const nearest = boxes.toSorted((a, b) => distance(pixels(a, small), box) - distance(pixels(b, small), box))[0]!
      expect(distance(pixels(nearest, small), box)).toBeLessThan(goldens.tolerance.pixels)
      expect(Math.abs(nearest.score - golden.scores[i]!)).toBeLessThan(goldens.tolerance.score)
    })
  })
})

it('finds fewer faces where only larger ones are asked for, and says how it looked', async () => {
  const small = await picture('faces/five.png')
  const large = await detector.find(small, 0.15)
  expect(large.smallest).toBe(0.15)
  expect(large.boxes.length).toBeGreaterThan(0)
  expect(large.boxes.length).toBeLessThan(5)
})

it('keeps every box inside the picture', async () => {
  for (const { file } of goldens.pictures) {
    for (const box of (await detector.find(await picture(file), 0.025)).boxes) {
      expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(0)
      expect(Math.max(box.left + box.width, box.top + box.height)).toBeLessThanOrEqual(1 + 1e-9)
      expect(Math.min(box.width, box.height)).toBeGreaterThan(0)
    }
  }
})

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? NaN))))
}
