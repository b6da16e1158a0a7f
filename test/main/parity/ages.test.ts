/** The guesser of ages against the answers of its reference, on faces drawn by code. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { cutOut, openAges, type AgeGuesser, type AgesManifest } from '../../../main/inference/ages.ts'
import type { FaceBox } from '../../../main/inference/api.ts'
import { CONTAINERS_HERE } from '../../../main/inference/containers.ts'
import { decodeSmall } from '../../../main/inference/images.ts'
import type { RgbPicture } from '../../../main/inference/measure.ts'
import { openTowers } from '../../../main/inference/towers.ts'
import { readFaceDetector, readManifest } from '../../../main/packs/manifest.ts'

const models = fileURLToPath(new URL('../../../models/', import.meta.url))
const Share = z.number()
const Goldens = z.object({
  faces: z.array(
    z.object({
      file: z.string(),
      /** Left, top, right and bottom, as parts of the picture's sides. */
      box: z.tuple([Share, Share, Share, Share]),
      side: z.int(),
      corner: z.array(z.int()).length(3),
      years: z.number(),
      person: z.number(),
    }),
  ),
})
type Golden = z.infer<typeof Goldens>['faces'][number]
/** The towers agree to three digits; faces drawn by code lie far from those it was trained on. */
const YEARS = 1.5
const PERSON = 0.1
const RUNTIME = { providers: ['cpu'], threads: 2 }

let goldens: readonly Golden[]
let manifest: AgesManifest
let ages: AgeGuesser

beforeAll(async () => {
  const model = await readManifest(join(models, 'manifests/podium-small.json'))
  const faces = await readFaceDetector(join(models, 'manifests/podium-faces.json'), model.id)
  if (faces?.ages == null) throw new Error('The shipped guesser of ages is missing.')
  manifest = faces.ages
  goldens = Goldens.parse(JSON.parse(await readFile(join(models, 'goldens/ages.json'), 'utf8'))).faces
  ages = await openAges(models, manifest, model, await openTowers(models, model, RUNTIME), RUNTIME)
})

function picture(file: string): Promise<RgbPicture> {
  return decodeSmall(join(models, 'goldens', file), [255, 255, 255], CONTAINERS_HERE)
}

function boxOf([left, top, right, bottom]: Golden['box']): FaceBox {
  return { left, top, width: right - left, height: bottom - top, score: 1, age: null }
}

it('goes with the shipped model alone', async () => {
  expect((await readFaceDetector(join(models, 'manifests/podium-faces.json'), 'another'))?.ages).toBeNull()
})

it('cuts faces out where the reference does, also at the edge of a picture', async () => {
  expect(goldens.length).toBeGreaterThan(8)
  for (const { file, box, side, corner } of goldens) {
    const cut = cutOut(await picture(file), boxOf(box), manifest.cut)
    expect([cut.width, cut.height]).toEqual([side, side])
    expect([...cut.data.subarray(0, 3)]).toEqual(corner)
  }
})

it('guesses the years of the reference, and as surely that it is a person', async () => {
  for (const { file, box, years, person } of goldens) {
    const seen = await ages.look(await picture(file), boxOf(box))
    expect(Math.abs(seen.years - years), file).toBeLessThan(YEARS)
    expect(Math.abs(seen.person - person), file).toBeLessThan(PERSON)
    expect(seen.none).toBe(seen.person < manifest.leastPerson)
  }
})

it('asks of faces that are large enough, and of a crowd the largest', () => {
  const square = (side: number): FaceBox => ({ left: 0, top: 0, width: side, height: side, score: 1, age: null })
  const size = { width: 400, height: 400 }
  expect(ages.chosen([square(0.02), square(0.1), square(0.3)], size)).toEqual([2, 1])
  const crowd = Array.from({ length: 20 }, (_, i) => square(0.1 + i / 100))
  expect(ages.chosen(crowd, size)).toEqual(Array.from({ length: manifest.most }, (_, i) => 19 - i))
})
