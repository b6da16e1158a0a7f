import { expect, it, vi } from 'vitest'
import { indexingBench } from '../../support/indexing-bench.ts'
import { writePhoto } from '../../support/picture-folder.ts'

/** Holds inference from its first batch on, until it is let go. */
async function heldBench() {
  const bench = await indexingBench()
  const held = Promise.withResolvers<undefined>()
  const letGo = Promise.withResolvers<undefined>()
  const hold = (): void => {
    bench.inference.gate = () => {
      held.resolve(undefined)
      return letGo.promise
    }
  }
  return {
    ...bench,
    hold,
    held: held.promise,
    letGo: () => {
      letGo.resolve(undefined)
    },
  }
}

it('keeps nothing of photos that were under way when their folder was removed', async () => {
  const bench = await heldBench()
  const path = await bench.folder('photos')
  for (let i = 0; i < 20; i++) await writePhoto(path, `${i}.jpg`)
  bench.hold()
  const { folderId } = await bench.indexer.addFolder(path)
  await bench.held
  await bench.indexer.removeFolder(folderId)
  bench.letGo()
  await bench.indexer.idle()
  expect(bench.inference.analysed.length).toBeGreaterThan(0)
  expect(bench.library.vectors.count('fake-1')).toBe(0)
})

it('computes a copy afresh when the folder of the other one is removed while it is read', async () => {
  const bench = await heldBench()
  const left = await bench.folder('left')
  await writePhoto(left, 'a.jpg', 'one')
  const { folderId } = await bench.indexer.addFolder(left)
  await bench.indexer.idle()
  const right = await bench.folder('right')
  await writePhoto(right, 'copy.jpg', 'one')
  await writePhoto(right, 'other.jpg', 'two')
  bench.hold()
  await bench.indexer.addFolder(right)
  await bench.held
  await bench.indexer.removeFolder(folderId)
  bench.letGo()
  await vi.waitFor(() => {
    expect(bench.library.photos.counts()).toEqual({ total: 2, indexed: 2, waiting: 0, failed: 0, missing: 0 })
  })
  for (const row of bench.library.photos.changedSince(-1))
    expect(bench.library.contents.complete(row.contentHash ?? '', 'fake-1')).toBe(true)
})
