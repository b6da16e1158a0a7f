import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openLibrary } from '../../../main/library/open.ts'
import { BATCH } from '../../../main/indexing/pipeline.ts'
import { temporaryFolder, writePhoto } from '../../support/picture-folder.ts'

const PHOTOS = 400
const KILLS = 30
const entry = new URL('../../support/indexing-process.ts', import.meta.url)

/** Everything that does not depend on when it happened. */
function endState(file: string): unknown {
  const library = openLibrary(file)
  try {
    const photos = [...library.photos.changedSince(-1)]
      .map(({ relativePath, contentHash, state, missing, width, takenAt, sharpness }) => ({
        relativePath,
        contentHash,
        state,
        missing,
        width,
        takenAt,
        sharpness,
      }))
      .toSorted((a, b) => (a.relativePath < b.relativePath ? -1 : 1))
    const vectors = [...library.vectors.since('fake-1', 0)]
      .map((row) => `${row.contentHash} ${[...row.vector].join()}`)
      .toSorted()
    const failures = library.failures.list().map(({ path, kind, message }) => ({ path, kind, message }))
    return { photos, vectors, failures, integrity: library.integrity(), counts: library.photos.counts() }
  } finally {
    library.close()
  }
}

/** Runs to the end, or kills after `delayMs` of work. True when it finished. */
async function run(file: string, folder: string, delayMs: number | null): Promise<boolean> {
  const child = fork(entry, [file, folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const exit = once(child, 'exit')
  if (delayMs !== null) {
    await Promise.race([once(child, 'message'), exit])
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    child.kill('SIGKILL')
  }
  const [code] = (await exit) as [number | null]
  return code === 0
}

/** Small numbers that look random and are the same in every run. */
function* seeded(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    yield state / 2_147_483_648
  }
}

it(`ends in the same state after ${String(KILLS)} kills at random moments as without any`, async () => {
  const root = await temporaryFolder()
  const folder = join(root, 'photos')
  for (let i = 0; i < PHOTOS; i++)
    await writePhoto(
      folder,
      `${String(i % 7)}/${String(i)}.jpg`,
      i % 50 === 9 ? `bad ${String(i)}` : `photo ${String(i)}`,
    )
  const calm = join(root, 'calm.db')
  expect(await run(calm, folder, null)).toBe(true)

  const random = seeded(20_261_123)
  const file = join(root, 'killed.db')
  let killedInside = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const before = counts(file)
    if (!(await run(file, folder, 1 + random.next().value * 30))) killedInside += 1
    // What was stored stays stored: a kill never takes finished work back.
    expect(counts(file)).toBeGreaterThanOrEqual(before)
  }
  expect(killedInside).toBeGreaterThan(KILLS / 2)
  expect(await run(file, folder, null)).toBe(true)
  expect(endState(file)).toEqual(endState(calm))
  expect(BATCH).toBeLessThanOrEqual(8)
})

function counts(file: string): number {
  const library = openLibrary(file)
  try {
    const { indexed, failed } = library.photos.counts()
    return indexed + failed
  } finally {
    library.close()
  }
}
