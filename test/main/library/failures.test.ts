import { expect, test } from 'vitest'
import { retryDelayMs, type NewFailure } from '../../../main/library/failures.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

function libraryWithPhoto() {
  const library = temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 0)
  const photoId = library.photos.add(folderId, 'a.jpg', { size: 1, mtimeMs: 1 }, 0)
  library.photos.setState(photoId, 'failed', null)
  const failure: NewFailure = {
    photoId,
    contentHash: null,
    stage: 'decode',
    kind: 'busy',
    message: 'Busy.',
    transient: true,
  }
  return { library, photoId, failure }
}

test('each further failure waits twice as long, from a minute to a day', () => {
  expect([1, 2, 3, 4].map(retryDelayMs)).toEqual([MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE])
  expect(retryDelayMs(40)).toBe(DAY)
  expect(retryDelayMs(4_000)).toBe(DAY)
})

test('a passing failure is due when its time has come and not before', () => {
  const { library, photoId, failure } = libraryWithPhoto()
  library.failures.put(failure, 1_000)
  expect(library.failures.nextAttemptAt()).toBe(1_000 + MINUTE)
  expect(library.failures.due(1_000 + MINUTE - 1)).toEqual([])
  expect(library.failures.due(1_000 + MINUTE)).toEqual([photoId])
  library.failures.put(failure, 2_000)
  expect(library.failures.nextAttemptAt()).toBe(2_000 + 2 * MINUTE)
  expect(library.failures.list()).toMatchObject([{ attempts: 2, willRetry: true, path: '/photos/a.jpg' }])
})

test('a lasting failure is never due', () => {
  const { library, failure } = libraryWithPhoto()
  library.failures.put({ ...failure, kind: 'damaged', transient: false }, 1_000)
  expect(library.failures.nextAttemptAt()).toBeNull()
  expect(library.failures.due(Number.MAX_SAFE_INTEGER)).toEqual([])
  expect(library.failures.list()).toMatchObject([{ kind: 'damaged', willRetry: false }])
})

test('a failure whose file is missing is neither listed nor tried', () => {
  const { library, photoId, failure } = libraryWithPhoto()
  library.failures.put(failure, 0)
  library.photos.setMissing([photoId], 1)
  expect(library.failures.list()).toEqual([])
  expect(library.failures.due(DAY)).toEqual([])
})

test('a failure that was overcome is forgotten with its attempts', () => {
  const { library, photoId, failure } = libraryWithPhoto()
  library.failures.put(failure, 0)
  library.failures.clear(photoId)
  expect(library.failures.has(photoId)).toBe(false)
  library.failures.put(failure, 0)
  expect(library.failures.nextAttemptAt()).toBe(MINUTE)
})
