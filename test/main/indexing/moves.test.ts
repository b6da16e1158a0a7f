import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { indexingBench } from '../../support/indexing-bench.ts'
import { writePhoto } from '../../support/picture-folder.ts'

async function twoFolders() {
  const bench = await indexingBench()
  const left = await bench.indexer.addFolder(await bench.folder('left'))
  const right = await bench.indexer.addFolder(await bench.folder('right'))
  await writePhoto(left.path, 'a.jpg', 'one')
  await writePhoto(left.path, 'stays.jpg', 'two')
  await bench.rescan(left.folderId)
  await bench.rescan(right.folderId)
  const [moved] = [...bench.library.photos.changedSince(-1)].filter((row) => row.relativePath === 'a.jpg')
  return { ...bench, left, right, photoId: moved?.photoId ?? -1, computed: bench.inference.analysed.length }
}

it.each([
  ['the folder it left is looked at first', ['left', 'right']],
  ['the folder it came to is looked at first', ['right', 'left']],
] as const)('a photo moved to another watched folder keeps its id when %s', async (_, order) => {
  const bench = await twoFolders()
  await rename(join(bench.left.path, 'a.jpg'), join(bench.right.path, 'moved.jpg'))
  for (const name of order) await bench.rescan(bench[name].folderId)
  expect(bench.library.photos.get(bench.photoId)).toMatchObject({
    folderId: bench.right.folderId,
    relativePath: 'moved.jpg',
  })
  expect(bench.library.photos.counts()).toEqual({ total: 2, indexed: 2, waiting: 0, failed: 0, missing: 0 })
  expect(bench.inference.analysed).toHaveLength(bench.computed)
})

it('a photo moved while both folders are looked at before anything is read keeps its id', async () => {
  const bench = await twoFolders()
  bench.indexer.pause()
  await rename(join(bench.left.path, 'a.jpg'), join(bench.right.path, 'moved.jpg'))
  await bench.rescan(bench.right.folderId)
  await bench.rescan(bench.left.folderId)
  bench.indexer.resume()
  await bench.indexer.idle()
  expect(bench.library.photos.get(bench.photoId)).toMatchObject({
    folderId: bench.right.folderId,
    relativePath: 'moved.jpg',
  })
  expect(bench.library.photos.counts()).toEqual({ total: 2, indexed: 2, waiting: 0, failed: 0, missing: 0 })
})

it('a photo that was never read may be renamed without being counted twice', async () => {
  const bench = await twoFolders()
  bench.indexer.pause()
  await writePhoto(bench.left.path, 'new.jpg', 'three')
  await bench.rescan(bench.left.folderId)
  await rename(join(bench.left.path, 'new.jpg'), join(bench.left.path, 'renamed.jpg'))
  await bench.rescan(bench.left.folderId)
  bench.indexer.resume()
  await bench.indexer.idle()
  expect(bench.library.photos.counts()).toMatchObject({ total: 3, indexed: 3 })
})

it('of two equal photos, the one that stays keeps its place when the other moves', async () => {
  const bench = await twoFolders()
  await writePhoto(bench.left.path, 'twin.jpg', 'one')
  await bench.rescan(bench.left.folderId)
  await rename(join(bench.left.path, 'twin.jpg'), join(bench.right.path, 'twin.jpg'))
  await bench.rescan(bench.right.folderId)
  await bench.rescan(bench.left.folderId)
  expect(bench.library.photos.get(bench.photoId)).toMatchObject({
    folderId: bench.left.folderId,
    relativePath: 'a.jpg',
  })
  expect(bench.library.photos.counts()).toEqual({ total: 3, indexed: 3, waiting: 0, failed: 0, missing: 0 })
})
