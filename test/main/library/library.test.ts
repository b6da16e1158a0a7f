import { createHash } from 'node:crypto'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { openLibrary, type Library } from '../../../main/library/open.ts'
import { retryDelayMs } from '../../../main/library/failures.ts'
import { migrate, MIGRATIONS, userVersion } from '../../../main/library/migrations.ts'
import { temporaryFolder } from '../../support/picture-folder.ts'

async function temporaryLibrary(): Promise<Library> {
  const library = openLibrary(join(await temporaryFolder(), 'library.db'))
  onTestFinished(() => {
    library.close()
  })
  return library
}

const facts = { size: 10, mtimeMs: 1_000 }
const content = {
  format: 'jpeg',
  width: 4,
  height: 3,
  takenAt: '2001-02-03T04:05:06',
  takenOffsetMinutes: 60,
  latitude: 0,
  longitude: 0,
  camera: 'Box',
  damaged: false,
  fingerprint: '0123456789abcdef',
  exposureBias: 0,
}
const measures = { sharpness: 0, noise: null, brightness: 1, contrast: 2, clipping: 3, colourfulness: 4, warmth: -5 }

async function digest(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}

it('opens, closes and opens again with what was stored', async () => {
  const file = join(await temporaryFolder(), 'deep', 'library.db')
  const first = openLibrary(file)
  const { folderId } = first.folders.add('/photos', 5)
  const photoId = first.photos.add(folderId, 'a.jpg', facts, 5)
  first.close()
  const second = openLibrary(file)
  expect(second.folders.list()).toMatchObject([
    { folderId, path: '/photos', name: 'photos', photoCount: 1, offlineSince: null },
  ])
  expect(second.photos.fileOf(photoId)).toEqual({ path: '/photos/a.jpg', contentHash: null, format: null })
  second.close()
})

it('keeps zeros, nulls and negative numbers as they are', async () => {
  const library = await temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 5)
  const photoId = library.photos.add(folderId, 'a.jpg', facts, 5)
  library.contents.put('h', content)
  library.measures.put('h', 1, measures)
  library.photos.setState(photoId, 'indexed', 'h')
  expect(library.photos.get(photoId)).toMatchObject({
    latitude: 0,
    longitude: 0,
    takenAt: '2001-02-03T04:05:06',
    takenSource: 'exif',
  })
  expect(library.photos.get(photoId)?.measures).toMatchObject({ sharpness: 0, warmth: -5 })
  expect(library.photos.get(photoId)?.measures).not.toHaveProperty('noise')
  expect([...library.photos.changedSince(0)]).toMatchObject([
    { sharpness: 0, noise: null, warmth: -5, state: 'indexed' },
  ])
})

it('gives only what changed since a revision', async () => {
  const library = await temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 5)
  library.photos.add(folderId, 'a.jpg', facts, 5)
  const revision = library.revision()
  const second = library.photos.add(folderId, 'b.jpg', facts, 5)
  expect([...library.photos.changedSince(revision)].map((row) => row.photoId)).toEqual([second])
  expect([...library.photos.changedSince(library.revision())]).toEqual([])
})

it('refuses folders that are there, inside one or around one', async () => {
  const library = await temporaryLibrary()
  library.folders.add('/photos/2020', 5)
  for (const path of ['/photos/2020', '/photos/2020/may', '/photos']) {
    expect(() => library.folders.add(path, 5)).toThrow(expect.objectContaining({ code: 'folder-already-watched' }))
  }
  expect(library.folders.add('/photos/2021', 5).path).toBe('/photos/2021')
})

it('moves a photo to its new path and keeps its id', async () => {
  const library = await temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 5)
  const photoId = library.photos.add(folderId, 'a.jpg', facts, 5)
  library.photos.setState(photoId, 'indexed', 'h')
  library.photos.setMissing([photoId], 9)
  expect(library.photos.missingWith('h')).toEqual({ photoId })
  library.photos.move(photoId, folderId, 'sub/b.jpg', facts)
  expect(library.photos.counts()).toEqual({ total: 1, indexed: 1, waiting: 0, failed: 0, missing: 0 })
  expect(library.photos.fileOf(photoId)?.path).toBe('/photos/sub/b.jpg')
})

it('forgets the photos of a removed folder and says that rows vanished', async () => {
  const library = await temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 5)
  library.photos.add(folderId, 'a.jpg', facts, 5)
  const epoch = library.epoch()
  library.folders.remove(folderId)
  expect(library.photos.counts().total).toBe(0)
  expect(library.epoch()).toBeGreaterThan(epoch)
})

it('stores vectors in half precision, side by side for two models', async () => {
  const library = await temporaryLibrary()
  library.vectors.put('h', 'one', Float32Array.of(0.5, -0.25))
  library.vectors.put('h', 'two', Float32Array.of(1, 0, 0))
  const [stored] = [...library.vectors.since('one', 0)]
  expect([...new Float16Array(stored!.vector.buffer)]).toEqual([0.5, -0.25])
  expect(library.vectors.count('two')).toBe(1)
})

it('refuses a vector that is not a number', async () => {
  const library = await temporaryLibrary()
  expect(() => {
    library.vectors.put('h', 'one', Float32Array.of(NaN))
  }).toThrow(/not a number/u)
})

it('drops vectors of a width the model cannot have made, so that they are made again', async () => {
  const library = await temporaryLibrary()
  library.vectors.put('right', 'one', Float32Array.of(1, 0))
  library.vectors.put('stale', 'one', Float32Array.of(1, 0, 0))
  expect(library.vectors.dropMisfits('one', 2)).toEqual(['stale'])
  expect([...library.vectors.since('one', 0)].map((row) => row.contentHash)).toEqual(['right'])
})

it('refuses a library from the future and leaves it as it is', async () => {
  const file = join(await temporaryFolder(), 'library.db')
  openLibrary(file).close()
  const database = new Database(file)
  database.pragma(`user_version = ${MIGRATIONS.length + 1}`)
  database.pragma('journal_mode = DELETE')
  database.close()
  const before = await digest(file)
  expect(() => openLibrary(file)).toThrow(expect.objectContaining({ code: 'library-from-future' }))
  expect(await digest(file)).toBe(before)
})

it.each([
  ['no database at all', Buffer.from('these are not the photos you are looking for'.repeat(50))],
  ['an empty-headed file', Buffer.alloc(40_000, 7)],
])('refuses %s and leaves it as it is', async (_, bytes) => {
  const file = join(await temporaryFolder(), 'library.db')
  await writeFile(file, bytes)
  expect(() => openLibrary(file)).toThrow(expect.objectContaining({ code: 'library-damaged' }))
  expect(await readFile(file)).toEqual(bytes)
})

it('refuses the database of another program', async () => {
  const file = join(await temporaryFolder(), 'library.db')
  const other = new Database(file)
  other.exec('create table things (id)')
  other.close()
  expect(() => openLibrary(file)).toThrow(expect.objectContaining({ code: 'library-damaged' }))
})

it('finds flipped bytes of what it does not check at every start when asked', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'library.db')
  const library = openLibrary(file)
  const { folderId } = library.folders.add('/photos', 5)
  library.transaction(() => {
    for (let i = 0; i < 200; i++) library.photos.add(folderId, `${i}.jpg`, facts, 5)
  })
  library.transaction(() => {
    for (let i = 0; i < 200; i++) library.tokens.put(String(i), 'model', new Uint8Array(8_000).fill(0x55))
  })
  expect(library.integrity()).toEqual([])
  library.close()
  const copy = join(folder, 'copy.db')
  await copyFile(file, copy)
  const bytes = await readFile(copy)
  const middle = Math.floor(bytes.lastIndexOf(Buffer.alloc(1_000, 0x55)) / 16_384)
  bytes.fill(0xff, 16_384 * (middle - 20), 16_384 * (middle - 17))
  await writeFile(copy, bytes)
  const damaged = openLibrary(copy)
  expect(damaged.integrity()).not.toEqual([])
  damaged.close()
})

it('lets one process in at a time, names it, and lets go when it is killed', async () => {
  const file = join(await temporaryFolder(), 'library.db')
  const holder = fork(new URL('../../support/library-holder.ts', import.meta.url), [file])
  await once(holder, 'message')
  expect(() => openLibrary(file)).toThrow(
    expect.objectContaining({ code: 'library-in-use', message: expect.stringContaining(String(holder.pid)) }),
  )
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  openLibrary(file).close()
})

it('runs each migration once, in order, and leaves the version before a step that fails', () => {
  const database = new Database(':memory:')
  migrate(database, ['create table a (x)'])
  database.exec('insert into a values (1)')
  expect(() => {
    migrate(database, ['', 'create table b (x); insert into a values (2)', 'nonsense'])
  }).toThrow()
  expect(userVersion(database)).toBe(2)
  expect(database.prepare('select x from a').pluck().all()).toEqual([1, 2])
})

it('tries a transient failure again after one minute, then ever later, and a permanent one never', async () => {
  expect([1, 2, 3, 20].map(retryDelayMs)).toEqual([60_000, 120_000, 240_000, 86_400_000])
  const library = await temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 5)
  const [a, b] = ['a.jpg', 'b.jpg'].map((name) => library.photos.add(folderId, name, facts, 5)) as [number, number]
  const failure = { contentHash: null, stage: 'decode', kind: 'busy', message: 'later' } as const
  library.failures.put({ ...failure, photoId: a, transient: true }, 0)
  library.failures.put({ ...failure, photoId: b, transient: false }, 0)
  for (const photoId of [a, b]) library.photos.setState(photoId, 'failed', null)
  expect(library.failures.due(59_999)).toEqual([])
  expect(library.failures.due(60_000)).toEqual([a])
  expect(library.failures.list().map((entry) => entry.willRetry)).toEqual([true, false])
})
