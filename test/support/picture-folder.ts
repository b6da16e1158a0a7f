/** A temporary folder of small files that the fake inference takes for photos, removed with the test. */
import { mkdir, mkdtemp, realpath, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'podium-test-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

/** An hour old, so that it does not look as if it were still being written. */
export async function writePhoto(folder: string, name: string, text = name): Promise<string> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  await age(path)
  return path
}

export async function age(path: string, seconds = 3_600): Promise<void> {
  const time = Math.floor(Date.now() / 1_000) - seconds
  await utimes(path, time, time)
}
