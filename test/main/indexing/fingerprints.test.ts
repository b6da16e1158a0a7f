import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import Database from 'better-sqlite3'
import { expect, it, vi } from 'vitest'
import { AppError } from '../../../main/contract/errors.ts'
import { realFiles } from '../../../main/indexing/files.ts'
import { FAKE_FINGERPRINT } from '../../support/fake-inference.ts'
import { indexingBench, type BenchOptions, type IndexingBench } from '../../support/indexing-bench.ts'
import { age, writePhoto } from '../../support/picture-folder.ts'

interface Old extends IndexingBench {
  readonly path: string
  readonly folderId: number
  /** Names of photos whose content has a fingerprint. */
  printed(): string[]
}

/** The library of a Podium that made no fingerprints, opened by one that does; nothing has started. */
async function oldLibrary(names: readonly string[], options: BenchOptions = {}): Promise<Old> {
  const before = await indexingBench()
  const path = await before.folder('photos')
  for (const name of names) await writePhoto(path, name)
  const { folderId } = await before.indexer.addFolder(path)
  await before.indexer.idle()
  await before.indexer.close()
  before.library.close()
  const database = new Database(join(before.root, 'library.db'))
  database.exec('update contents set fingerprint = null, exposure_bias = null')
  database.close()
  const bench = await indexingBench({ ...options, root: before.root })
  const printed = (): string[] =>
    [...bench.library.photos.changedSince(-1)]
      .filter(({ contentHash }) => bench.library.contents.frame(contentHash ?? '') !== null)
      .map(({ relativePath }) => relativePath)
      .toSorted()
  return { ...bench, path, folderId, printed }
}

it('gives photos of an old library their fingerprints without reading them anew, and keeps their places meanwhile', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `${String(i)}.jpg`)
  const bench = await oldLibrary(names)
  const states = new Set<number>()
  bench.inference.gate = () => {
    states.add(bench.library.photos.counts().indexed)
    return Promise.resolve()
  }
  const revision = bench.library.revision()
  bench.indexer.start()
  await bench.indexer.idle()
  expect(bench.printed()).toEqual(names.toSorted())
  expect(bench.inference.analysed).toEqual([])
  expect(bench.inference.printed.toSorted()).toEqual(names.map((name) => join(bench.path, name)).toSorted())
  expect([...states]).toEqual([40])
  // Bursts are found again for a new revision alone.
  expect(bench.library.revision()).toBeGreaterThan(revision)
  expect(bench.library.contents.frames().values().next().value).toEqual({
    fingerprint: FAKE_FINGERPRINT,
    exposureBias: null,
    dated: true,
  })
})

it('is not said to be reading photos meanwhile: none waits', async () => {
  const bench = await oldLibrary(['a.jpg'])
  const states = new Set<string>()
  bench.inference.gate = () => {
    states.add(bench.indexer.status().state)
    return Promise.resolve()
  }
  bench.indexer.start()
  await bench.indexer.idle()
  expect([...states]).toEqual(['completing'])
  expect(bench.indexer.status().state).toBe('idle')
  await writePhoto(bench.path, 'b.jpg')
  states.clear()
  await bench.rescan(bench.folderId)
  expect([...states]).toEqual(['indexing'])
})

it('asks for none where all have one', async () => {
  const bench = await indexingBench()
  const path = await bench.folder('photos')
  await writePhoto(path, 'a.jpg')
  const { folderId } = await bench.indexer.addFolder(path)
  await bench.indexer.idle()
  await bench.rescan(folderId)
  expect(bench.inference.printed).toEqual([])
})

it('asks once for what gets none, and again when Podium starts again', async () => {
  const bench = await oldLibrary(['a.jpg', 'unprintable.jpg'])
  bench.indexer.start()
  await bench.indexer.idle()
  await bench.rescan(bench.folderId)
  expect(bench.printed()).toEqual(['a.jpg'])
  expect(bench.inference.printed).toHaveLength(2)
  await bench.indexer.close()
  bench.library.close()
  const again = await indexingBench({ root: bench.root })
  again.indexer.start()
  await again.indexer.idle()
  expect(again.inference.printed).toEqual([join(bench.path, 'unprintable.jpg')])
})

it('goes on without the one file that ends the process', async () => {
  const names = Array.from({ length: 50 }, (_, i) => `${String(i)}.jpg`)
  const bench = await oldLibrary([...names, 'lethal.jpg'])
  bench.indexer.start()
  await bench.indexer.idle()
  expect(bench.indexer.status().problem).toContain('ended the process')
  for (let rest = 0; rest < 2; rest++) {
    bench.clock.advance(5_000)
    await bench.indexer.idle()
  }
  expect(bench.printed()).toEqual(names.toSorted())
  expect(bench.inference.printed.filter((file) => file.endsWith('lethal.jpg'))).toHaveLength(2)
  expect(bench.indexer.status().problem).toBeNull()
})

it('leaves a file that is not as it was to the scan', async () => {
  const bench = await oldLibrary(['a.jpg', 'b.jpg'])
  await writeFile(join(bench.path, 'b.jpg'), 'other bytes')
  await age(join(bench.path, 'b.jpg'), 60)
  bench.indexer.resume()
  await bench.indexer.idle()
  expect(bench.inference.printed).toEqual([join(bench.path, 'a.jpg')])
  await bench.rescan(bench.folderId)
  expect(bench.printed()).toEqual(['a.jpg', 'b.jpg'])
  expect(bench.inference.analysed).toEqual([join(bench.path, 'b.jpg')])
})

it('reads photos that came before it makes more fingerprints', async () => {
  const bench = await oldLibrary(Array.from({ length: 70 }, (_, i) => `${String(i)}.jpg`))
  const order: string[] = []
  const facts = await realFiles.facts(await writePhoto(bench.path, 'new.jpg'))
  const { analyse, fingerprints } = bench.inference
  Object.assign(bench.inference, {
    analyse: (photos: Parameters<typeof analyse>[0]) => {
      order.push('analyse')
      return analyse(photos)
    },
    fingerprints: (photos: Parameters<typeof fingerprints>[0]) => {
      order.push('fingerprints')
      if (order.length === 1) bench.library.photos.add(bench.folderId, 'new.jpg', facts!, 0)
      return fingerprints(photos)
    },
  })
  bench.indexer.resume()
  await bench.indexer.idle()
  expect(order).toEqual(['fingerprints', 'analyse', 'fingerprints', 'fingerprints'])
})

it('rests while reading is paused, and makes them when it goes on', async () => {
  const bench = await oldLibrary(['a.jpg'])
  bench.library.settings.set('paused', true)
  bench.indexer.start()
  await bench.indexer.idle()
  expect(bench.printed()).toEqual([])
  bench.indexer.resume()
  await bench.indexer.idle()
  expect(bench.printed()).toEqual(['a.jpg'])
})

it('waits for a drive that is not there', async () => {
  const bench = await oldLibrary(['a.jpg'])
  bench.library.folders.setUnreachable(bench.folderId, 1)
  bench.indexer.resume()
  await bench.indexer.idle()
  expect(bench.inference.printed).toEqual([])
  await bench.rescan(bench.folderId)
  expect(bench.printed()).toEqual(['a.jpg'])
})

it('says so and tries again when inference cannot work at all', async () => {
  const bench = await oldLibrary(['a.jpg'])
  bench.inference.unavailable = new AppError('inference-unavailable', 'Nothing works.')
  bench.indexer.start()
  await bench.indexer.idle()
  expect(bench.indexer.status().problem).toBe('Nothing works.')
  bench.inference.unavailable = null
  bench.clock.advance(5_000)
  await vi.waitFor(() => {
    expect(bench.printed()).toEqual(['a.jpg'])
  })
})
