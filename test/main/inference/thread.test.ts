import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { ContainerTask } from '../../../main/inference/containers.ts'
import type { RgbaPicture } from '../../../main/inference/heic.ts'
import { Threads } from '../../../main/inference/thread.ts'

it('gives a question to the thread with the fewest, so that none waits while another is idle', async () => {
  const bytes = await readFile(fileURLToPath(new URL('../../fixtures/house.heic', import.meta.url)))
  const threads = new Threads<ContainerTask, RgbaPicture>(2, 'heic-worker')
  const questions = [1, 2, 3, 4].map(() => threads.ask({ bytes, pixelLimit: 10_000_000 }))
  expect(threads.busy).toEqual([2, 2])
  const answers = await Promise.all(questions)
  expect(new Set(answers.map(({ width, height }) => `${String(width)}x${String(height)}`)).size).toBe(1)
  expect(threads.busy).toEqual([0, 0])
})

it('refuses to be made of no threads', () => {
  expect(() => new Threads(0, 'heic-worker')).toThrow(RangeError)
})
