import { expect, it } from 'vitest'
import { realFiles } from '../../../main/indexing/files.ts'
import { createFakeWatcher, indexingBench, type IndexingBench } from '../../support/indexing-bench.ts'
import { writePhoto } from '../../support/picture-folder.ts'

const SECOND = 1_000

/** A folder that cannot be watched, each look at which takes `takesMs` of the clock. */
async function slowDrive(takesMs: number) {
  let looks = 0
  let slow = takesMs
  const bench: IndexingBench = await indexingBench({
    watcher: { ...createFakeWatcher(), watch: () => Promise.resolve(false) },
    files: {
      facts: (path) => {
        if (path.endsWith('a.jpg')) {
          looks += 1
          bench.clock.advance(slow)
        }
        return realFiles.facts(path)
      },
      hash: () => Promise.reject(new Error('Nothing is read here.')),
    },
  })
  const path = await bench.folder('drive')
  bench.indexer.pause()
  bench.indexer.start()
  await writePhoto(path, 'a.jpg')
  await bench.indexer.addFolder(path)
  await bench.indexer.idle()
  expect(looks).toBe(1)
  return {
    ...bench,
    /** Lets time pass second by second, so that no look seems to take what the clock was moved on, and tells how many looks came of it. */
    looksWithin: async (ms: number) => {
      const before = looks
      for (const endMs = bench.clock.now() + ms; bench.clock.now() < endMs;) {
        bench.clock.advance(SECOND)
        await bench.indexer.idle()
      }
      return looks - before
    },
    setSlow: (ms: number) => {
      slow = ms
    },
  }
}

it('looks at a quick folder that cannot be watched every half minute', async () => {
  const drive = await slowDrive(0)
  expect(await drive.looksWithin(300 * SECOND)).toBe(10)
})

it('lets a slow folder rest twenty times as long as the last look took, and a quicker one less again', async () => {
  const drive = await slowDrive(12 * SECOND)
  expect(await drive.looksWithin(239 * SECOND)).toBe(0)
  drive.setSlow(0)
  expect(await drive.looksWithin(31 * SECOND)).toBe(1)
  expect(await drive.looksWithin(300 * SECOND)).toBe(10)
})

it('rests an hour at most, also after a look during which the machine slept', async () => {
  const drive = await slowDrive(8 * 3_600 * SECOND)
  drive.setSlow(0)
  expect(await drive.looksWithin(3_590 * SECOND)).toBe(0)
  expect(await drive.looksWithin(40 * SECOND)).toBeGreaterThan(0)
})
