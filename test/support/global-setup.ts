/** What all tests share: the page and the app, built once, and small pictures for the pages under test. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { buildMain, buildRenderer } from '../../main/launch/build.js'
import { nodeVersionProblem } from '../../main/node-version.ts'

const PICTURES = join(import.meta.dirname, '..', '..', 'main', 'sample', 'pictures')

/** Once for all projects: the first to come does it. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  // Native modules end an older Node without a message: say it once, before any test.
  const problem = nodeVersionProblem(process.versions.node)
  if (problem !== null) throw new Error(problem)
  if (process.env['PODIUM_TEST_SMALL_PICTURES'] !== undefined) return undefined
  const built = (await buildRenderer(process.execPath)) || (await buildMain(process.execPath))
  if (built !== 0) throw new Error('The page or the app cannot be built.')
  const small = await mkdtemp(join(tmpdir(), 'podium-small-'))
  for (const name of await readdir(PICTURES))
    await sharp(join(PICTURES, name)).resize({ width: 320 }).toFile(join(small, name))
  process.env['PODIUM_TEST_SMALL_PICTURES'] = small
  return () => rm(small, { recursive: true })
}
