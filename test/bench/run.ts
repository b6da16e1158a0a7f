/**
 * Prints speed as JSON: each figure beside a baseline of the same run, because the machine's own speed drifts.
 * Usage: npm run bench [-- library|collections|exporting|indexing|scrolling|loupe|taste ...]
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchCollections } from './collections.ts'
import { benchExporting } from './exporting.ts'
import { benchIndexing } from './indexing.ts'
import { benchLibrary } from './library.ts'
import { benchLoupe } from './loupe.ts'
import { benchScrolling } from './scrolling.ts'
import { benchTaste } from './taste.ts'

/** The library first: what indexing leaves in memory is not the core's. */
const BENCHES = new Map<string, (folder: string) => Promise<unknown>>([
  ['library', benchLibrary],
  ['collections', benchCollections],
  ['exporting', benchExporting],
  ['indexing', benchIndexing],
  ['scrolling', benchScrolling],
  ['loupe', benchLoupe],
  ['taste', benchTaste],
])

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !BENCHES.has(name))
if (unknown.length > 0)
  throw new Error(`No bench is called ${unknown.join(', ')}: take ${[...BENCHES.keys()].join(', ')}.`)

const folder = await mkdtemp(join(tmpdir(), 'podium-bench-'))
try {
  await mkdir(join(folder, 'photos'))
  const figures: Record<string, unknown> = {}
  for (const [name, bench] of BENCHES)
    if (wanted.length === 0 || wanted.includes(name)) figures[name] = await bench(folder)
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
