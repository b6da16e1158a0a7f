import { expect, it, vi } from 'vitest'
import { AppError } from '../../../main/contract/errors.ts'
import { createFakeWatcher, indexingBench, type BenchOptions } from '../../support/indexing-bench.ts'
import { writePhoto } from '../../support/picture-folder.ts'

const MINUTE = 60_000

async function busyPhoto(options: BenchOptions = {}) {
  const bench = await indexingBench(options)
  bench.indexer.start()
  const path = await bench.folder('photos')
  await writePhoto(path, 'a.jpg', 'busy')
  await writePhoto(path, 'b.jpg', 'bad')
  const { folderId } = await bench.indexer.addFolder(path)
  await bench.indexer.idle()
  const attempts = (): number => bench.inference.analysed.filter((file) => file.endsWith('a.jpg')).length
  return { ...bench, path, folderId, attempts }
}

it('tries a passing failure again after a minute, then after two, and a lasting one never', async () => {
  const bench = await busyPhoto({ watcher: createFakeWatcher() })
  expect(bench.attempts()).toBe(1)
  bench.clock.advance(MINUTE - 1)
  await bench.indexer.idle()
  expect(bench.attempts()).toBe(1)
  bench.clock.advance(1)
  await bench.indexer.idle()
  expect(bench.attempts()).toBe(2)
  bench.clock.advance(2 * MINUTE - 1)
  await bench.indexer.idle()
  expect(bench.attempts()).toBe(2)
  bench.clock.advance(1)
  await bench.indexer.idle()
  expect(bench.attempts()).toBe(3)
  expect(bench.indexer.failures().map(({ path, attempts }) => [path.slice(-5), attempts])).toEqual([
    ['a.jpg', 3],
    ['b.jpg', 1],
  ])
})

it('waits with one timer for all failures, however often photos are read', async () => {
  const bench = await busyPhoto({ watcher: createFakeWatcher() })
  bench.clock.advance(MINUTE / 2)
  const before = bench.clock.pending()
  for (let i = 0; i < 5; i++) {
    await writePhoto(bench.path, `new-${i}.jpg`)
    await bench.rescan(bench.folderId)
  }
  bench.clock.advance(1_000)
  expect(bench.clock.pending()).toBeLessThanOrEqual(before)
})

it('tries what is due when it starts, also in a command that watches nothing', async () => {
  const first = await busyPhoto()
  await first.indexer.close()
  first.library.close()
  const second = await indexingBench({ root: first.root })
  second.clock.advance(MINUTE + 1_000)
  await second.rescan(first.folderId)
  expect(second.inference.analysed.map((file) => file.slice(-5))).toEqual(['a.jpg'])
})

it('goes on by itself when inference is back', async () => {
  const bench = await indexingBench()
  const path = await bench.folder('photos')
  await writePhoto(path, 'a.jpg')
  bench.inference.unavailable = new AppError('inference-unavailable', 'The model cannot be started.')
  await bench.indexer.addFolder(path)
  await bench.indexer.idle()
  expect(bench.indexer.status()).toMatchObject({ problem: 'The model cannot be started.', waiting: 1, failed: 0 })
  bench.inference.unavailable = null
  bench.clock.advance(MINUTE)
  await bench.indexer.idle()
  expect(bench.indexer.status()).toMatchObject({ problem: null, waiting: 0, indexed: 1 })
})

it('stores what was computed when work is paused, instead of keeping it in memory', async () => {
  const bench = await indexingBench()
  const path = await bench.folder('photos')
  for (let i = 0; i < 80; i++) await writePhoto(path, `${i}.jpg`)
  const gate = Promise.withResolvers<undefined>()
  const asked = Promise.withResolvers<undefined>()
  bench.inference.gate = () => {
    asked.resolve(undefined)
    return gate.promise
  }
  await bench.indexer.addFolder(path)
  // Only what inference was asked for before the pause has anything to store.
  await asked.promise
  await vi.waitFor(() => {
    expect(bench.indexer.status()).toMatchObject({ state: 'indexing', waiting: 80 })
  })
  bench.indexer.pause()
  gate.resolve(undefined)
  await vi.waitFor(
    () => {
      expect(bench.library.photos.counts().indexed).toBe(bench.inference.analysed.length)
      expect(bench.inference.analysed.length).toBeGreaterThan(0)
    },
    { timeout: 20_000 },
  )
  expect(bench.inference.analysed.length).toBeLessThan(80)
  expect(bench.indexer.status().state).toBe('paused')
})

it('a photo edited while it is computed is computed again as it is now', async () => {
  const bench = await indexingBench()
  const path = await bench.folder('photos')
  await writePhoto(path, 'a.jpg', 'before')
  let edited = false
  bench.inference.gate = async () => {
    if (edited) return
    edited = true
    await writePhoto(path, 'a.jpg', 'after it was edited')
    bench.indexer.rescan(folderId)
    await vi.waitFor(() => {
      const [row] = [...bench.library.photos.changedSince(-1)]
      expect(row?.size).toBe('after it was edited'.length)
    })
  }
  const { folderId } = await bench.indexer.addFolder(path)
  await bench.indexer.idle()
  const [row] = [...bench.library.photos.changedSince(-1)]
  expect(row?.state).toBe('indexed')
  const [only] = [...bench.library.vectors.since('fake-1', -1)].filter(
    (vector) => vector.contentHash === row?.contentHash,
  )
  const expected = (await bench.inference.encode(['after it was edited'])).vectors
  const stored = Array.from(new Float16Array(only?.vector.buffer ?? new ArrayBuffer(0)))
  expect(stored.map((value, i) => Math.abs(value - (expected[i] ?? NaN)) < 1e-3)).toEqual(Array(8).fill(true))
})
