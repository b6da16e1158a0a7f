import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { createContents } from '../../../main/library/contents.ts'
import { createCounters } from '../../../main/library/counters.ts'
import { migrate, MIGRATIONS, userVersion } from '../../../main/library/migrations.ts'
import { createSidecars } from '../../../main/library/sidecars.ts'
import { createVectors } from '../../../main/library/vectors.ts'

function memory(): Database.Database {
  const database = new Database(':memory:')
  database.pragma('foreign_keys = ON')
  onTestFinished(() => {
    database.close()
  })
  return database
}

test('the first step makes every table of an empty file', () => {
  const database = memory()
  migrate(database)
  const tables = database
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name")
    .pluck()
    .all()
  expect(tables).toEqual([
    'choices',
    'collection_news',
    'collection_photos',
    'collections',
    'comparisons',
    'contents',
    'counters',
    'faces',
    'failures',
    'folders',
    'job_items',
    'job_rows',
    'jobs',
    'marks',
    'measures',
    'order_scores',
    'photos',
    'settings',
    'sidecars',
    'stack_tops',
    'taste_pauses',
    'tokens',
    'traces',
    'vectors',
  ])
  expect(userVersion(database)).toBe(MIGRATIONS.length)
})

test('a later step finds the rows of the earlier one and keeps them', () => {
  const database = memory()
  migrate(database)
  database.exec("insert into folders (path, added_at) values ('/pictures', 5)")
  migrate(database, [...MIGRATIONS, 'alter table folders add column note text; update folders set note = path'])
  expect(database.prepare('select path, added_at, note from folders').all()).toEqual([
    { path: '/pictures', added_at: 5, note: '/pictures' },
  ])
  expect(userVersion(database)).toBe(MIGRATIONS.length + 1)
})

test('vectors stored before they were numbered by a counter keep their numbers, and later ones come after them', () => {
  const database = memory()
  migrate(database, MIGRATIONS.slice(0, 1))
  database.exec("insert into vectors values (7, 'a', 'm', 1, x'0000')")
  migrate(database)
  createVectors(database, createCounters(database)).put('b', 'm', Float32Array.of(1))
  expect(database.prepare('select id, content_hash from vectors order by id').raw().all()).toEqual([
    [7, 'a'],
    [8, 'b'],
  ])
})

test('contents stored before there were fingerprints keep their facts and wait for one', () => {
  const database = memory()
  migrate(database, MIGRATIONS.slice(0, 6))
  database.exec(`insert into folders (id, path, added_at) values (1, '/pictures', 5);
    insert into contents (content_hash, format, width, height, taken_at, camera) values
      ('old', 'jpeg', 4, 3, '2019-07-14T12:00:00', 'X100'), ('held by no photo', 'jpeg', 4, 3, null, null);
    insert into photos (folder_id, relative_path, size, mtime_ms, added_at, revision, state, content_hash) values
      (1, 'a.jpg', 10, 20, 5, 1, 'indexed', 'old'), (1, 'b.jpg', 10, 20, 5, 1, 'indexed', 'old')`)
  const before = database.prepare('select * from contents order by content_hash').all()
  migrate(database)
  expect(database.prepare('select * from contents order by content_hash').all()).toEqual(
    before.map((row) => ({
      ...(row as object),
      fingerprint: null,
      exposure_bias: null,
      face_search: null,
      face_count: null,
      largest_face: null,
      oldest_face: null,
      youngest_face: null,
    })),
  )
  const contents = createContents(database, createCounters(database))
  expect(contents.frames()).toEqual(new Map())
  expect(contents.withoutFingerprint(9)).toEqual([
    { contentHash: 'old', path: '/pictures/a.jpg', size: 10, mtimeMs: 20 },
  ])
  contents.putFingerprints([{ contentHash: 'old', fingerprint: '0123456789abcdef', exposureBias: -0.3 }])
  expect(contents.withoutFingerprint(9)).toEqual([])
  const frame = { fingerprint: '0123456789abcdef', exposureBias: -0.3, dated: true }
  expect([contents.frame('old'), contents.frame('held by no photo')]).toEqual([frame, null])
  expect(contents.frames()).toEqual(new Map([['old', frame]]))
})

test('a step that fails leaves the schema, the rows and the version before it', () => {
  const database = memory()
  migrate(database)
  database.exec("insert into folders (path, added_at) values ('/pictures', 5)")
  const before = database.prepare('select name, sql from sqlite_schema order by name').all()
  expect(() => {
    migrate(database, [...MIGRATIONS, 'alter table folders add column note text; delete from folders; this is no SQL'])
  }).toThrow()
  expect(database.prepare('select name, sql from sqlite_schema order by name').all()).toEqual(before)
  expect(database.prepare('select path from folders').pluck().all()).toEqual(['/pictures'])
  expect(userVersion(database)).toBe(MIGRATIONS.length)
})

test('migrating a library of today changes nothing', () => {
  const database = memory()
  migrate(database)
  const changes = database.prepare('select total_changes()').pluck().get()
  migrate(database)
  expect(database.prepare('select total_changes()').pluck().get()).toBe(changes)
})

test('the tables that orders read hold no blob', () => {
  const database = memory()
  migrate(database)
  const blobs = database
    .prepare(
      `select m.name || '.' || c.name from sqlite_schema m join pragma_table_info(m.name) c
    where m.type = 'table' and lower(c.type) = 'blob' order by 1`,
    )
    .pluck()
    .all()
  expect(blobs).toEqual(['order_scores.scores', 'tokens.tokens', 'traces.traces', 'vectors.vector'])
})

test('sidecars read before it was kept what they said are as they were, and say nothing', () => {
  const database = memory()
  migrate(database, MIGRATIONS.slice(0, 10))
  database.exec(`insert into folders (id, path, added_at) values (1, '/pictures', 5);
    insert into photos (id, folder_id, relative_path, size, mtime_ms, added_at, revision)
      values (7, 1, 'a.jpg', 1, 1, 1, 1);
    insert into sidecars (photo_id, path, size, mtime_ms, rating, label, applied, read_at)
      values (7, '/pictures/a.xmp', 3, 4, 5, 'Red', 1, 6)`)
  migrate(database)
  const sidecars = createSidecars(database)
  expect(sidecars.of(7)).toMatchObject({ path: '/pictures/a.xmp', rating: 5, applied: true, editedAtMs: 4 })
  expect(sidecars.saidOf(7)).toBeNull()
})

test('camera raw files that an earlier version refused by their name are looked at again, and other refusals stay', () => {
  const database = memory()
  migrate(database, MIGRATIONS.slice(0, 16))
  database.exec(`insert into folders (path, added_at) values ('/pictures', 5);
    insert into photos (folder_id, relative_path, size, mtime_ms, state, added_at, revision)
      values (1, 'a.nef', 1, 1, 'failed', 1, 1), (1, 'b.psd', 1, 1, 'failed', 1, 1);
    insert into failures (photo_id, stage, kind, attempts, message) values
      (1, 'scan', 'unsupported', 1, 'Camera raw files (NEF) are not read yet. Keep a JPEG beside it, or export one.'),
      (2, 'scan', 'unsupported', 1, 'PSD files are not read yet.')`)
  migrate(database)
  expect(database.prepare('select relative_path, state from photos order by id').raw().all()).toEqual([
    ['a.nef', 'found'],
    ['b.psd', 'failed'],
  ])
  expect(database.prepare('select photo_id from failures').pluck().all()).toEqual([2])
})
