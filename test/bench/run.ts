/**
 * Prints speed as JSON: each figure beside a baseline of the same run, because the machine's own speed drifts.
 * Usage: npm run bench [-- --photos N]
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchCollections } from './collections.ts'
import { benchExporting } from './exporting.ts'
import { benchIndexing } from './indexing.ts'
import { benchLibrary } from './library.ts'

const folder = await mkdtemp(join(tmpdir(), 'podium-bench-'))
try {
  await mkdir(join(folder, 'photos'))
  // The library first: what indexing leaves in memory is not the core's.
  const library = await benchLibrary(folder)
  const collections = await benchCollections(folder)
  const exporting = await benchExporting(folder)
  const indexing = await benchIndexing(folder)
  process.stdout.write(`${JSON.stringify({ library, collections, exporting, indexing }, null, 2)}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
