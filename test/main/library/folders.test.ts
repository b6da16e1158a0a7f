import { expect, test } from 'vitest'
import { AppError } from '../../../main/contract/errors.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

test('a folder is listed with its name and the photos it holds now', () => {
  const library = temporaryLibrary()
  const { folderId } = library.folders.add('/home/ada/Pictures', 7)
  library.photos.add(folderId, 'a.jpg', { size: 1, mtimeMs: 1 }, 7)
  const gone = library.photos.add(folderId, 'b.jpg', { size: 1, mtimeMs: 1 }, 7)
  library.photos.setMissing([gone], 8)
  expect(library.folders.list()).toEqual([
    { folderId, path: '/home/ada/Pictures', name: 'Pictures', photoCount: 1, offlineSince: null, watched: true },
  ])
})

test.each([
  ['the same folder', '/photos/2024'],
  ['a folder inside it', '/photos/2024/june'],
  ['a folder around it', '/photos'],
  ['the root of the disk', '/'],
])('%s is refused beside a watched one', (_, path) => {
  const library = temporaryLibrary()
  library.folders.add('/photos/2024', 1)
  try {
    library.folders.add(path, 2)
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'folder-already-watched' })
  }
  expect(library.folders.list()).toHaveLength(1)
})

test('a folder is refused inside a watched disk root', () => {
  const library = temporaryLibrary()
  library.folders.add('/', 1)
  expect(() => library.folders.add('/photos', 2)).toThrow(AppError)
})

test('a folder whose name only begins alike is another folder', () => {
  const library = temporaryLibrary()
  library.folders.add('/photos/2024', 1)
  expect(library.folders.add('/photos/2024-edited', 2).name).toBe('2024-edited')
})

test('removing a folder takes its photos and failures, tells readers to start afresh, and leaves other folders alone', () => {
  const library = temporaryLibrary()
  const first = library.folders.add('/one', 1)
  const second = library.folders.add('/two', 1)
  const failed = library.photos.add(first.folderId, 'a.jpg', { size: 1, mtimeMs: 1 }, 1)
  library.failures.put(
    { photoId: failed, contentHash: null, stage: 'scan', kind: 'unsupported', message: 'no', transient: false },
    1,
  )
  library.photos.setState(failed, 'failed', null)
  const kept = library.photos.add(second.folderId, 'a.jpg', { size: 1, mtimeMs: 1 }, 1)
  const epoch = library.epoch()
  library.folders.remove(first.folderId)
  expect(library.epoch()).toBeGreaterThan(epoch)
  expect(library.failures.list()).toEqual([])
  expect([...library.photos.changedSince(-1)].map((row) => row.photoId)).toEqual([kept])
  expect(library.folders.list().map((folder) => folder.path)).toEqual(['/two'])
})

test('a folder that was removed is never mistaken for one added later', () => {
  const library = temporaryLibrary()
  const first = library.folders.add('/one', 1)
  library.folders.remove(first.folderId)
  expect(library.folders.add('/two', 2).folderId).not.toBe(first.folderId)
})

test('an offline folder says since when, and which photos are shown from memory', () => {
  const library = temporaryLibrary()
  const { folderId } = library.folders.add('/drive', 1)
  const photoId = library.photos.add(folderId, 'a.jpg', { size: 1, mtimeMs: 1 }, 1)
  library.folders.setUnreachable(folderId, 99)
  expect(library.folders.get(folderId)?.offlineSince).toBe(99)
  expect(library.photos.get(photoId)?.offline).toBe(true)
  expect(library.photos.waiting(0, 10)).toEqual([])
  library.folders.setUnreachable(folderId, null)
  expect(library.photos.waiting(0, 10).map((photo) => photo.photoId)).toEqual([photoId])
})
