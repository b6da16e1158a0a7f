import { createRouterClient } from '@orpc/server'
import { beforeEach, expect, it } from 'vitest'
import type { HostApi } from '../../../main/contract/host.ts'
import type { Library } from '../../../main/library/open.ts'
import { hostRoutes } from '../../../main/routing/host.ts'
import { createImplementer } from '../../../main/routing/implementer.ts'
import { photoRoutes } from '../../../main/routing/photos.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

let library: Library
let photos: number[]
let asked: [string, readonly string[]][]

beforeEach(() => {
  library = temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 0)
  photos = ['a', 'b', 'trip/c'].map((name) => storePhoto(library, { name: `${name}.jpg`, folderId }))
  asked = []
})

function client() {
  const note =
    (kind: string) =>
    async (paths: string | readonly string[]): Promise<void> => {
      asked.push([kind, [paths].flat()])
    }
  const host: HostApi = {
    capabilities: () => ({ kind: 'desktop', folderDialog: true, reveal: true, open: true, drag: true }),
    chooseFolder: () => Promise.resolve(null),
    listFolders: () => Promise.reject(new Error('not asked')),
    reveal: note('reveal'),
    open: note('open'),
    drag: note('drag'),
    trash: note('trash'),
  }
  const os = createImplementer()
  return createRouterClient({ host: hostRoutes(os, library, host), photos: photoRoutes(os, library) })
}

it('opens and drags the files of photos, in the order given, leaving out what is not there now', async () => {
  library.photos.setMissing([photos[1] ?? -1], 1)
  const photoIds = [photos[2] ?? -1, photos[1] ?? -1, 999, photos[0] ?? -1]
  await client().host.open({ photoIds })
  await client().host.drag({ photoIds })
  await client().host.reveal({ photoId: photos[0] ?? -1 })
  expect(asked).toEqual([
    ['open', ['/photos/trip/c.jpg', '/photos/a.jpg']],
    ['drag', ['/photos/trip/c.jpg', '/photos/a.jpg']],
    ['reveal', ['/photos/a.jpg']],
  ])
})

it('says so where none of the files is there', async () => {
  library.folders.setUnreachable(library.folders.list()[0]?.folderId ?? -1, 1)
  const gone = { code: 'not-found', message: 'The files are not there now. If they lie on a drive, connect it.' }
  await expect(client().host.open({ photoIds: photos })).rejects.toMatchObject(gone)
  await expect(client().host.drag({ photoIds: [999] })).rejects.toMatchObject(gone)
  expect(asked).toEqual([])
})

it('takes no path from a page, and not more photos than a person can mean', async () => {
  const { host } = client()
  await expect(host.open({ photoIds: ['/etc/passwd'] as never })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  const many = Array.from({ length: 1_001 }, () => photos[0] ?? -1)
  await expect(host.open({ photoIds: many.slice(0, 21) })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await expect(host.drag({ photoIds: many })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  expect(asked).toEqual([])
})

it('gives paths in the order given, also of a drive that is not connected, and none of a file that is gone', async () => {
  library.photos.setMissing([photos[0] ?? -1], 1)
  library.folders.setUnreachable(library.folders.list()[0]?.folderId ?? -1, 1)
  const { paths } = await client().photos.paths({ photoIds: photos.toReversed() })
  expect(paths.map((path) => path.replaceAll('\\', '/'))).toEqual(['/photos/trip/c.jpg', '/photos/b.jpg'])
})

it('tells of a photo what its sidecar says, and of one that is gone that it is', async () => {
  const photoId = photos[0] ?? -1
  const { photos: calls } = client()
  expect(await calls.get({ photoId })).toMatchObject({ name: 'a.jpg', sidecar: null })
  library.sidecars.put(photoId, {
    path: '/photos/a.xmp',
    size: 1,
    mtimeMs: 5,
    rating: 4,
    label: 'Rouge',
    said: { rating: 4, label: null },
    editedAtMs: 7,
    applied: true,
    readAt: 9,
  })
  const sidecar = { rating: 4, label: null, changedAt: 7, applied: true }
  expect(await calls.get({ photoId })).toMatchObject({ sidecar })
  await expect(calls.get({ photoId: 999 })).rejects.toMatchObject({ code: 'not-found' })
})
