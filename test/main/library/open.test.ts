import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { AppError, type ErrorCode } from '../../../main/contract/errors.ts'
import { openLibrary } from '../../../main/library/open.ts'
import { MIGRATIONS } from '../../../main/library/migrations.ts'
import { temporaryFolder, temporaryLibrary } from '../../support/temporary-library.ts'

function errorOf(work: () => unknown): AppError {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('Nothing was refused.')
}

/** Refused with this code, named in the message, and left byte for byte. */
function expectRefusal(file: string, code: ErrorCode): void {
  const before = readFileSync(file)
  const error = errorOf(() => openLibrary(file))
  expect(error.code).toBe(code)
  expect(error.message).toContain(file)
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0).toBe(false)
}

test('a new library is made with its parent folders, large pages and foreign keys', () => {
  const file = join(temporaryFolder(), 'deep', 'down', 'library.db')
  const library = temporaryLibrary(file)
  expect(library.file).toBe(file)
  expect(library.integrity()).toEqual([])
  library.close()
  const raw = new Database(file, { readonly: true })
  expect(raw.pragma('page_size', { simple: true })).toBe(16_384)
  expect(raw.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(raw.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length)
  const loose = raw
    .prepare(
      "select name from pragma_table_list where schema = 'main' and type = 'table' and strict = 0 and name not like 'sqlite_%'",
    )
    .all()
  expect(loose).toEqual([])
  raw.close()
})

test('what was stored is there when the library is opened again', () => {
  const file = join(temporaryFolder(), 'library.db')
  const first = temporaryLibrary(file)
  const { folderId } = first.folders.add('/pictures', 1)
  first.photos.add(folderId, 'a.jpg', { size: 3, mtimeMs: 4 }, 1)
  const revision = first.revision()
  first.close()
  const second = temporaryLibrary(file)
  expect(second.photos.counts().total).toBe(1)
  expect(second.revision()).toBe(revision)
})

test('a library written by a newer Podium is refused and not touched', () => {
  const file = join(temporaryFolder(), 'library.db')
  openLibrary(file).close()
  const raw = new Database(file)
  raw.pragma(`user_version = ${MIGRATIONS.length + 1}`)
  raw.close()
  expectRefusal(file, 'library-from-future')
})

test.each([
  ['text', 'This is no database, but it is long enough to hold a header of one hundred bytes. '.repeat(4)],
  ['zeros', '\0'.repeat(40_000)],
])('a file of %s is refused as damaged and not touched', (_, text) => {
  const file = join(temporaryFolder(), 'library.db')
  writeFileSync(file, text)
  expectRefusal(file, 'library-damaged')
})

test('the database of another program is refused and not touched', () => {
  const file = join(temporaryFolder(), 'library.db')
  const raw = new Database(file)
  raw.exec('create table bookmarks (address text)')
  raw.close()
  expectRefusal(file, 'library-damaged')
})

function filledLibrary(): string {
  const file = join(temporaryFolder(), 'library.db')
  const library = openLibrary(file)
  const { folderId } = library.folders.add('/pictures', 1)
  library.transaction(() => {
    for (let i = 0; i < 2_000; i++)
      library.photos.add(folderId, `long-name-${'x'.repeat(60)}-${i}.jpg`, { size: i, mtimeMs: i }, 1)
  })
  library.close()
  return file
}

test('a library cut short is refused and not touched', () => {
  const file = filledLibrary()
  truncateSync(file, Math.floor(statSync(file).size / 2))
  expectRefusal(file, 'library-damaged')
})

test('a library whose pages were overwritten is refused and not touched', () => {
  const file = filledLibrary()
  const bytes = readFileSync(file)
  bytes.fill(0xa5, 16_384, bytes.length - 16_384)
  writeFileSync(file, bytes)
  expectRefusal(file, 'library-damaged')
})

test('a folder in the place of the library is refused with advice', () => {
  const file = join(temporaryFolder(), 'library.db')
  mkdirSync(file)
  expect(errorOf(() => openLibrary(file)).message).toContain(file)
})

test('a second opening in this process is refused while the first is open', () => {
  const file = join(temporaryFolder(), 'library.db')
  const first = temporaryLibrary(file)
  const error = errorOf(() => openLibrary(file))
  expect(error.code).toBe('library-in-use')
  expect(error.message).toContain(String(process.pid))
  first.close()
  temporaryLibrary(file).close()
})

test('a library held by another process names it, and opens again after that process was killed', async () => {
  const file = join(temporaryFolder(), 'library.db')
  const source = new URL('../../../main/library/open.ts', import.meta.url).href
  const script = `const { openLibrary } = await import(${JSON.stringify(source)})
    const library = openLibrary(${JSON.stringify(file)})
    library.folders.add('/kept', 1)
    console.log('open'); setInterval(() => library.revision(), 1_000)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  const error = errorOf(() => openLibrary(file))
  expect(error.code).toBe('library-in-use')
  expect(error.message).toContain(String(holder.pid))
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const library = temporaryLibrary(file)
  expect(library.folders.list().map((folder) => folder.path)).toEqual(['/kept'])
  expect(library.integrity()).toEqual([])
})

test('a transaction that throws leaves nothing behind, also from within another', () => {
  const library = temporaryLibrary()
  const { folderId } = library.folders.add('/pictures', 1)
  const broken = (): void => {
    library.transaction(() => {
      library.photos.add(folderId, 'a.jpg', { size: 1, mtimeMs: 1 }, 1)
      library.transaction(() => library.photos.add(folderId, 'b.jpg', { size: 1, mtimeMs: 1 }, 1))
      throw new Error('half way')
    })
  }
  expect(broken).toThrow('half way')
  expect(library.photos.counts().total).toBe(0)
})
