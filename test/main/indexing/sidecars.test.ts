import { readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { realFiles, type FileSystem } from '../../../main/indexing/files.ts'
import { scanFolder } from '../../../main/indexing/scan.ts'
import type { Library } from '../../../main/library/open.ts'
import { changeSidecar } from '../../../main/sidecars/document.ts'
import { temporaryFolder, temporaryLibrary } from '../../support/temporary-library.ts'
import { writePhoto } from '../../support/picture-folder.ts'

const OLD = new Date('2020-01-01T00:00:00Z')
const NEW = new Date('2024-01-01T00:00:00Z')
let folder: string
let library: Library
let folderId: number
let read: string[]

beforeEach(() => {
  folder = temporaryFolder()
  library = temporaryLibrary()
  folderId = library.folders.add(folder, 0).folderId
  read = []
})

async function scan(): Promise<void> {
  const found = library.folders.get(folderId)
  if (found === null) throw new Error('The folder is gone.')
  const files: FileSystem = {
    ...realFiles,
    read: (path) => {
      read.push(path.slice(folder.length + 1))
      return realFiles.read(path)
    },
  }
  await scanFolder(found, '', {
    library,
    files,
    // Far from now: no file is taken for one that still grows.
    now: () => Date.UTC(2030, 0, 1),
    onProgress: () => undefined,
    signal: new AbortController().signal,
  })
}

/** As another program writes it: Podium's own note of a rating is not in it. */
async function sidecar(name: string, rating: number | null, changedAt: Date, label?: string): Promise<void> {
  const change = { ...(rating === null ? {} : { rating }), ...(label === undefined ? {} : { label }), changedAt }
  const text = changeSidecar(null, { keywords: ['x'], ...change }).replaceAll(/ podium:\w+="[^"]*"/gu, '')
  await writeFile(join(folder, name), text)
  await utimes(join(folder, name), changedAt, changedAt)
}

function marksOf(name: string) {
  const photo = library.photos.known(folderId, '').get(name)
  return photo === undefined ? null : library.marks.get(photo.photoId)
}

it('takes stars, colour and rejection from sidecars of both names when a folder is first looked through', async () => {
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']) await writePhoto(folder, name, name)
  await sidecar('a.jpg.xmp', 4, OLD, 'Red')
  await sidecar('b.xmp', -1, OLD)
  await sidecar('c.xmp', null, OLD, 'Rosa')
  await scan()
  expect(marksOf('a.jpg')).toEqual({ rating: 4, flag: 'none', label: 'red' })
  expect(marksOf('b.jpg')).toEqual({ rating: 0, flag: 'reject', label: 'none' })
  expect(marksOf('c.jpg')).toEqual({ rating: 0, flag: 'none', label: 'none' })
  expect(marksOf('d.jpg')).toEqual({ rating: 0, flag: 'none', label: 'none' })
})

it('reads nothing of a sidecar that is as it was, and a changed one again', async () => {
  await writePhoto(folder, 'a.jpg', 'a')
  await sidecar('a.xmp', 2, OLD)
  await scan()
  await scan()
  expect(read).toEqual(['a.xmp'])
  await sidecar('a.xmp', 5, NEW)
  await scan()
  expect(read).toEqual(['a.xmp', 'a.xmp'])
  expect(marksOf('a.jpg')?.rating).toBe(5)
})

it('lets the newest edit win, whoever made it, and remembers which', async () => {
  await writePhoto(folder, 'a.jpg', 'a')
  await scan()
  const photoId = library.photos.known(folderId, '').get('a.jpg')?.photoId ?? -1
  library.marks.change({ photoIds: [photoId], rating: 3 }, new Date('2022-01-01').getTime())
  await sidecar('a.xmp', 1, OLD)
  await scan()
  expect(marksOf('a.jpg')?.rating).toBe(3)
  expect(library.sidecars.of(photoId)).toMatchObject({ rating: 1, applied: false })
  const lost = { rating: 1, label: null, changedAt: OLD.getTime(), applied: false }
  expect(library.sidecars.saidOf(photoId)).toEqual(lost)
  await sidecar('a.xmp', 5, NEW)
  await scan()
  expect(marksOf('a.jpg')?.rating).toBe(5)
  expect(library.sidecars.of(photoId)).toMatchObject({ rating: 5, applied: true })
  const won = { rating: 5, label: null, changedAt: NEW.getTime(), applied: true }
  expect(library.sidecars.saidOf(photoId)).toEqual(won)
})

it('takes what Podium wrote into a sidecar for nobody’s opinion, and changes nothing when a sidecar goes', async () => {
  await writePhoto(folder, 'a.jpg', 'a')
  await writePhoto(folder, 'b.jpg', 'b')
  await writeFile(join(folder, 'a.xmp'), changeSidecar(null, { rating: 5, label: 'Red', changedAt: NEW }))
  await sidecar('b.xmp', 4, NEW)
  await scan()
  expect(marksOf('a.jpg')).toEqual({ rating: 0, flag: 'none', label: 'none' })
  const own = library.photos.known(folderId, '').get('a.jpg')?.photoId ?? -1
  expect(library.sidecars.of(own)).toMatchObject({ rating: 5, label: 'Red' })
  expect(library.sidecars.saidOf(own)).toBeNull()
  await rm(join(folder, 'b.xmp'))
  await scan()
  expect(marksOf('b.jpg')?.rating).toBe(4)
})

it('leaves a damaged sidecar as it is, says nothing, and reads it once', async () => {
  await writePhoto(folder, 'a.jpg', 'a')
  await writeFile(join(folder, 'a.xmp'), '<broken')
  await scan()
  await scan()
  expect(read).toEqual(['a.xmp'])
  expect(await readFile(join(folder, 'a.xmp'), 'utf8')).toBe('<broken')
  expect(marksOf('a.jpg')?.rating).toBe(0)
})
