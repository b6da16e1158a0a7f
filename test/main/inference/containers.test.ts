import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { decodeHeic } from '../../../main/inference/heic.ts'
import { containerThreads } from '../../../main/inference/containers.ts'
import { decodePicture } from '../../../main/inference/images.ts'

const LIMIT = 10_000_000

function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))
}

it('decodes on its own thread what the same library decodes here', async () => {
  const bytes = await readFile(fixture('house.heic'))
  const there = await containerThreads().heic(bytes, LIMIT)
  const here = await decodeHeic(bytes, LIMIT)
  expect([there.width, there.height]).toEqual([here.width, here.height])
  expect(Buffer.from(there.data).equals(Buffer.from(here.data))).toBe(true)
})

it('answers each picture for itself: one that is damaged or too large does not stop the next', async () => {
  const { heic } = containerThreads()
  const bytes = await readFile(fixture('house.heic'))
  const answers = await Promise.allSettled([
    heic(bytes, LIMIT),
    heic(Buffer.from('no picture at all'), LIMIT),
    heic(bytes, 1_000),
    heic(bytes, LIMIT),
  ])
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
})

it('gives the rest of the path the same picture', async () => {
  const white = [255, 255, 255] as const
  const there = await decodePicture(fixture('rotated.heic'), white, containerThreads())
  const here = await decodePicture(fixture('rotated.heic'), white)
  expect(there).toEqual(here)
})
