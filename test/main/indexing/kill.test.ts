import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { openLibrary } from '../../../main/library/open.ts'
import { BATCH, BATCHES_AHEAD } from '../../../main/indexing/pipeline.ts'
import { temporaryFolder, writePhoto } from '../../support/picture-folder.ts'

const PHOTOS = 400
const KILLS = 30
const entry = new URL('counting-process.ts', import.meta.url)

/** What was computed, whole; row numbers depend on when it happened. */
const COMPUTED = [
  'select * from contents order by content_hash',
  'select * from measures order by content_hash',
  'select content_hash, model_id, dimension, hex(vector) from vectors order by content_hash, model_id',
  'select content_hash, model_id, hex(tokens) from tokens order by content_hash, model_id',
]

/** Everything that does not depend on when it happened. */
function endState(file: string): unknown {
  const library = openLibrary(file)
  const photos = [...library.photos.changedSince(-1)]
    .map(({ relativePath, contentHash, state, missing }) => ({ relativePath, contentHash, state, missing }))
    .toSorted((a, b) => (a.relativePath < b.relativePath ? -1 : 1))
  const failures = library.failures
    .list()
    .map(({ path, kind, message, attempts }) => ({ path, kind, message, attempts }))
  const state = { photos, failures, integrity: library.integrity(), counts: library.photos.counts() }
  library.close()
  const raw = new Database(file, { readonly: true })
  const computed = COMPUTED.map((sql) => raw.prepare(sql).all())
  raw.close()
  return { ...state, computed }
}

/** Runs to the end, or kills after `delayMs` of work. True when it finished. */
async function run(file: string, folder: string, delayMs: number | null): Promise<boolean> {
  const child = fork(entry, [file, folder, notesOf(file)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const exit = once(child, 'exit')
  if (delayMs !== null) {
    await Promise.race([once(child, 'message'), exit])
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    child.kill('SIGKILL')
  }
  const [code] = (await exit) as [number | null]
  return code === 0
}

function notesOf(file: string): string {
  return `${file}.analysed`
}

/** Photos given to inference so far, each as often as it was given. */
async function analysed(file: string): Promise<string[]> {
  const text = await readFile(notesOf(file), 'utf8').catch(() => '')
  return text.split('\n').slice(0, -1)
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
  expect((await analysed(calm)).length).toBe(PHOTOS)

  const random = seeded(20_261_123)
  const file = join(root, 'killed.db')
  let killedInside = 0
  let lostInAll = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const before = counts(file)
    const analysedBefore = (await analysed(file)).length
    if (!(await run(file, folder, 1 + random.next().value * 100))) killedInside += 1
    // What was stored stays stored: a kill never takes finished work back.
    const stored = counts(file) - before
    expect(stored).toBeGreaterThanOrEqual(0)
    // It loses at most the batches under way, which are computed again.
    const lost = (await analysed(file)).length - analysedBefore - stored
    expect(lost).toBeLessThanOrEqual(BATCH * BATCHES_AHEAD)
    lostInAll += lost
  }
  expect(killedInside).toBeGreaterThan(KILLS / 2)
  expect(await run(file, folder, null)).toBe(true)
  expect(endState(file)).toEqual(endState(calm))
  const paths = await analysed(file)
  expect(new Set(paths).size).toBe(PHOTOS)
  expect(paths.length - PHOTOS).toBe(lostInAll)
  expect(lostInAll).toBeGreaterThan(0)
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
