import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { realFiles } from '../../../main/indexing/files.ts'
import { indexingBench } from '../../support/indexing-bench.ts'
import { writePhoto } from '../../support/picture-folder.ts'

const UNTOUCHED = { total: 6, indexed: 6, waiting: 0, failed: 0, missing: 0 }

async function driveWithPhotos(onFacts: (path: string) => Promise<void>) {
  const bench = await indexingBench({
    files: {
      facts: async (path) => {
        await onFacts(path)
        return realFiles.facts(path)
      },
    },
  })
  const path = await bench.folder('drive')
  for (let i = 0; i < 6; i++) await writePhoto(path, `${i < 3 ? '' : 'sub/'}${i}.jpg`, `photo ${i}`)
  const { folderId } = await bench.indexer.addFolder(path)
  await bench.indexer.idle()
  return { ...bench, path, folderId }
}

it('takes nothing for missing when a drive is pulled in the middle of a look', async () => {
  let pull = false
  const bench = await driveWithPhotos(async (path) => {
    if (!pull || !path.endsWith('1.jpg')) return
    pull = false
    await rename(bench.path, `${bench.path}-away`)
  })
  pull = true
  await bench.rescan(bench.folderId)
  expect(pull).toBe(false)
  expect(bench.library.photos.counts()).toEqual(UNTOUCHED)
  await rename(`${bench.path}-away`, bench.path)
  await bench.rescan(bench.folderId)
  expect(bench.library.photos.counts()).toEqual(UNTOUCHED)
  expect(bench.inference.analysed).toHaveLength(6)
})

it('takes a file that is listed but cannot be examined for neither missing nor changed', async () => {
  let broken = false
  const bench = await indexingBench({
    files: { facts: (path) => (broken && path.endsWith('a.jpg') ? Promise.resolve(null) : realFiles.facts(path)) },
  })
  const path = await bench.folder('drive')
  await writePhoto(path, 'a.jpg')
  await writePhoto(path, 'b.jpg')
  const { folderId } = await bench.indexer.addFolder(path)
  await bench.indexer.idle()
  broken = true
  await bench.rescan(folderId)
  expect(bench.library.photos.counts()).toMatchObject({ total: 2, indexed: 2, missing: 0 })
})

async function empty(path: string): Promise<void> {
  for (const name of await readdir(path)) await rm(join(path, name), { recursive: true })
}

it('takes the photos for missing when a folder is emptied by hand, and has them back without computing', async () => {
  const bench = await driveWithPhotos(() => Promise.resolve())
  await empty(bench.path)
  await bench.rescan(bench.folderId)
  expect(bench.library.folders.get(bench.folderId)).toMatchObject({ offlineSince: null, photoCount: 0 })
  expect(bench.library.photos.counts()).toMatchObject({ total: 0, missing: 6 })
  for (let i = 0; i < 6; i++) await writePhoto(bench.path, `${i < 3 ? '' : 'sub/'}${i}.jpg`, `photo ${i}`)
  await bench.rescan(bench.folderId)
  expect(bench.library.photos.counts()).toEqual(UNTOUCHED)
  expect(bench.inference.analysed).toHaveLength(6)
})

it('takes an empty directory for a drive that is away, once it was seen to be another', async () => {
  const bench = await driveWithPhotos(() => Promise.resolve())
  await rename(bench.path, `${bench.path}-away`)
  await mkdir(bench.path)
  await bench.rescan(bench.folderId)
  expect(bench.library.folders.get(bench.folderId)?.offlineSince).not.toBeNull()
  await rm(bench.path, { recursive: true })
  await empty(`${bench.path}-away`)
  await rename(`${bench.path}-away`, bench.path)
  await bench.rescan(bench.folderId)
  expect(bench.library.folders.get(bench.folderId)?.offlineSince).not.toBeNull()
  expect(bench.library.photos.counts()).toEqual(UNTOUCHED)
})

it('takes an empty directory on another device for a drive that is away, whatever its number', async () => {
  let device = 1
  const bench = await indexingBench({ files: { identity: () => Promise.resolve(`${device}:2`) } })
  const path = await bench.folder('drive')
  await writePhoto(path, 'a.jpg')
  const { folderId } = await bench.indexer.addFolder(path)
  await bench.indexer.idle()
  await empty(path)
  device = 2
  await bench.rescan(folderId)
  expect(bench.library.folders.get(folderId)?.offlineSince).not.toBeNull()
  expect(bench.library.photos.counts()).toMatchObject({ total: 1, missing: 0 })
})

it('takes a folder that was emptied while Podium was not running for offline: its device is not known', async () => {
  const first = await driveWithPhotos(() => Promise.resolve())
  await first.indexer.close()
  first.library.close()
  await empty(first.path)
  const second = await indexingBench({ root: first.root })
  await second.rescan(first.folderId)
  expect(second.library.folders.get(first.folderId)?.offlineSince).not.toBeNull()
  expect(second.library.photos.counts()).toEqual(UNTOUCHED)
})

it('looks at an offline drive now and then, and finds it without being asked', async () => {
  const bench = await driveWithPhotos(() => Promise.resolve())
  bench.indexer.start()
  await bench.indexer.idle()
  await rename(bench.path, `${bench.path}-away`)
  await bench.rescan(bench.folderId)
  expect(bench.library.folders.get(bench.folderId)?.offlineSince).not.toBeNull()
  await rename(`${bench.path}-away`, bench.path)
  bench.clock.advance(10 * 60_000)
  await bench.indexer.idle()
  expect(bench.library.folders.get(bench.folderId)?.offlineSince).toBeNull()
  expect(bench.library.photos.counts()).toEqual(UNTOUCHED)
  expect(bench.inference.analysed).toHaveLength(6)
})

it('forgets a folder that is removed while its renamed photos are recognised', async () => {
  let remove = false
  const bench = await indexingBench({
    files: {
      hash: async (path, signal) => {
        if (remove) {
          remove = false
          await bench.indexer.removeFolder(folderId)
        }
        return realFiles.hash(path, signal)
      },
    },
  })
  const path = await bench.folder('drive')
  await writePhoto(path, 'a.jpg')
  await writePhoto(path, 'b.jpg')
  const { folderId } = await bench.indexer.addFolder(path)
  await bench.indexer.idle()
  await rename(join(path, 'a.jpg'), join(path, 'c.jpg'))
  await writePhoto(path, 'd.jpg')
  remove = true
  bench.indexer.rescan(folderId)
  await bench.indexer.idle()
  expect(remove).toBe(false)
  expect(bench.library.photos.counts()).toMatchObject({ total: 0, missing: 0 })
  const again = await bench.indexer.addFolder(path)
  await bench.indexer.idle()
  expect(again.folderId).not.toBe(folderId)
  expect(bench.library.photos.counts()).toMatchObject({ total: 3, indexed: 3 })
})
