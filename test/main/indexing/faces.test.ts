import { expect, it } from 'vitest'
import { FAKE_DETECTOR } from '../../support/fake-inference.ts'
import { indexingBench } from '../../support/indexing-bench.ts'
import { writePhoto } from '../../support/picture-folder.ts'

const SEARCH = { detector: FAKE_DETECTOR, smallest: 0.04 }

it('stores the faces of each photo as it is read', async () => {
  const bench = await indexingBench({ faces: () => SEARCH })
  const path = await bench.folder('photos')
  await writePhoto(path, 'a.jpg')
  await bench.indexer.addFolder(path)
  await bench.indexer.idle()
  const [row] = [...bench.library.photos.changedSince(-1)]
  expect(row?.faces).not.toBeNull()
  expect(bench.library.faces.lacking(SEARCH, 9)).toEqual([])
  expect(bench.inference.faced).toEqual([])
})

it('looks for faces in photos read before there was a detector, without reading them anew', async () => {
  const before = await indexingBench()
  const path = await before.folder('photos')
  for (const name of ['a.jpg', 'b.jpg']) await writePhoto(path, name)
  await before.indexer.addFolder(path)
  await before.indexer.idle()
  await before.indexer.close()
  before.library.transaction(() => {
    for (const row of before.library.photos.changedSince(-1))
      before.library.faces.put(row.contentHash ?? '', { detector: 'older', smallest: 0.04, boxes: [] })
  })
  before.library.close()
  const bench = await indexingBench({ faces: () => SEARCH, root: before.root })
  bench.indexer.start()
  await bench.indexer.idle()
  expect(bench.inference.analysed).toEqual([])
  expect(bench.inference.faced).toHaveLength(2)
  expect(bench.library.faces.lacking(SEARCH, 9)).toEqual([])
})

it('looks again at every photo once another smallest face counts, and reads none anew', async () => {
  let search = SEARCH
  const bench = await indexingBench({ faces: () => search })
  const path = await bench.folder('photos')
  for (const name of ['a.jpg', 'b.jpg']) await writePhoto(path, name)
  await bench.indexer.addFolder(path)
  await bench.indexer.idle()
  const read = bench.inference.analysed.length
  search = { ...SEARCH, smallest: 0.15 }
  expect(bench.library.faces.lacking(search, 9)).toHaveLength(2)
  bench.indexer.facesChanged()
  await bench.indexer.idle()
  expect(bench.inference.faced).toHaveLength(2)
  expect(bench.library.faces.lacking(search, 9)).toEqual([])
  // Photos that come from now on are looked at in the new way from the beginning.
  await writePhoto(path, 'c.jpg')
  bench.indexer.rescan(1)
  await bench.indexer.idle()
  expect(bench.inference.analysed).toHaveLength(read + 1)
  expect(bench.library.faces.lacking(search, 9)).toEqual([])
})
