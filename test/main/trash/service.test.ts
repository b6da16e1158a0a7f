/** What goes to the trash is what a dry run named, as it was then: never a photo that stays, nor a sidecar it needs. */
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { TrashService } from '../../../main/trash/service.ts'
import { TrashRequest } from '../../../main/contract/trash.ts'
import { indexingBench } from '../../support/indexing-bench.ts'
import { writePhoto } from '../../support/picture-folder.ts'

async function trashing(names: readonly string[], more: { readonly samplePictures?: string } = {}) {
  const bench = await indexingBench()
  const root = await bench.folder('photos')
  for (const name of names) await writePhoto(root, name)
  const folder = await bench.indexer.addFolder(root)
  await bench.rescan(folder.folderId)
  const can = join(root, '..', 'can')
  await mkdir(can)
  const refused = new Set<string>()
  const trash = new TrashService({
    library: bench.library,
    samplePictures: more.samplePictures ?? null,
    move: async (paths) => {
      for (const path of paths) {
        if (refused.has(basename(path))) throw new Error('no trash here')
        await rename(path, join(can, basename(path)))
      }
    },
    emit: () => undefined,
    look: (folderId) => {
      bench.indexer.rescan(folderId)
    },
    now: () => 1,
  })
  const idOf = (name: string): number => bench.library.finder.at(join(root, name)) ?? -1
  return { ...bench, root, can, folder, trash, refused, idOf }
}

it('names the files of a dry run and moves none, then moves those and no others', async () => {
  const { trash, idOf, root, can, indexer, library } = await trashing(['a.jpg', 'b.jpg', 'trip/c.jpg'])
  const plan = await trash.plan([idOf('trip/c.jpg'), idOf('a.jpg'), idOf('a.jpg'), 999])
  expect(plan).toMatchObject({ photos: 2, sidecars: 0, files: ['trip/c.jpg', 'a.jpg'], staying: [] })
  expect(plan.bytes).toBe((await stat(join(root, 'a.jpg'))).size + (await stat(join(root, 'trip/c.jpg'))).size)
  expect(await readdir(can)).toEqual([])
  expect(await trash.run(plan.planId)).toEqual({ trashed: 2, failed: [] })
  expect((await readdir(can)).toSorted()).toEqual(['a.jpg', 'c.jpg'])
  expect(await readdir(root)).toContain('b.jpg')
  await indexer.idle()
  expect(library.photos.counts()).toMatchObject({ total: 1, indexed: 1, missing: 2 })
})

it('has no way round the dry run, and runs none twice', async () => {
  const { trash, idOf, root } = await trashing(['a.jpg', 'b.jpg'])
  await expect(trash.run('made up')).rejects.toMatchObject({ code: 'not-found' })
  const { planId } = await trash.plan([idOf('a.jpg')])
  await trash.run(planId)
  await writePhoto(root, 'a.jpg')
  await expect(trash.run(planId)).rejects.toMatchObject({ code: 'not-found' })
  expect(await readdir(root)).toEqual(['a.jpg', 'b.jpg'])
  // An empty list is a mistake, and never means all.
  expect(TrashRequest.safeParse({ photoIds: [] }).success).toBe(false)
})

it('takes sidecars along that no other photo needs', async () => {
  const { trash, idOf, root, can } = await trashing(['1.jpg', '2.jpg', '2.png', '3.jpg', '3.dng'])
  for (const name of ['1.xmp', '1.jpg.xmp', '2.xmp', '2.jpg.xmp', '3.xmp', '9.xmp'])
    await writeFile(join(root, name), '')
  const { planId, sidecars } = await trash.plan(['1.jpg', '2.jpg', '3.jpg'].map(idOf))
  expect(sidecars).toBe(3)
  await trash.run(planId)
  // 2.xmp is also that of 2.png, 3.xmp that of the raw file, 9.xmp nobody knows whose.
  expect((await readdir(can)).toSorted()).toEqual(['1.jpg', '1.jpg.xmp', '1.xmp', '2.jpg', '2.jpg.xmp', '3.jpg'])
})

it('leaves a file that became another one since, and one the system does not take, and says so', async () => {
  const { trash, idOf, root, can, refused, indexer, library } = await trashing(['a.jpg', 'b.jpg', 'c.jpg'])
  const { planId } = await trash.plan(['a.jpg', 'b.jpg', 'c.jpg'].map(idOf))
  await writeFile(join(root, 'a.jpg'), 'edited meanwhile')
  refused.add('b.jpg')
  expect(await trash.run(planId)).toEqual({
    trashed: 1,
    failed: [
      { file: 'a.jpg', reason: 'changed' },
      { file: 'b.jpg', reason: 'refused' },
    ],
  })
  expect(await readdir(can)).toEqual(['c.jpg'])
  await indexer.idle()
  expect(library.photos.counts()).toMatchObject({ missing: 1 })
})

it('counts what stays: on a drive that is away, gone already, or part of Podium', async () => {
  const bench = await trashing(['a.jpg', 'b.jpg'])
  const { trash, idOf, library, folder } = bench
  library.photos.setMissing([idOf('b.jpg')], 1)
  library.folders.setUnreachable(folder.folderId, 1)
  expect(await trash.plan([idOf('a.jpg')])).toMatchObject({ photos: 0, staying: [{ reason: 'offline', photos: 1 }] })
  library.folders.setUnreachable(folder.folderId, null)
  expect(await trash.plan([idOf('b.jpg')])).toMatchObject({ photos: 0, staying: [{ reason: 'missing', photos: 1 }] })
  const sample = new TrashService({
    library,
    samplePictures: bench.root,
    move: () => Promise.reject(new Error('not asked')),
    emit: () => undefined,
    look: () => undefined,
  })
  const { planId, staying } = await sample.plan([idOf('a.jpg')])
  expect(staying).toEqual([{ reason: 'sample', photos: 1 }])
  expect(await sample.run(planId)).toEqual({ trashed: 0, failed: [] })
})

it('gives a photo that is put back its marks again', async () => {
  const { trash, idOf, root, can, rescan, folder, library } = await trashing(['a.jpg', 'b.jpg'])
  const photoId = idOf('a.jpg')
  library.marks.change({ photoIds: [photoId], rating: 5, flag: 'pick' }, 1)
  await trash.run((await trash.plan([photoId])).planId)
  await rename(join(can, 'a.jpg'), join(root, 'put back.jpg'))
  await rescan(folder.folderId)
  expect(library.photoFacts.of([photoId])).toMatchObject([
    { relativePath: 'put back.jpg', missing: false, marks: { rating: 5, flag: 'pick' } },
  ])
})
