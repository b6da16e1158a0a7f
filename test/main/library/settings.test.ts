import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { temporaryFolder, temporaryLibrary } from '../../support/temporary-library.ts'

test('a setting has a default, and keeps what was set, false as well as true', () => {
  const file = join(temporaryFolder(), 'library.db')
  const library = temporaryLibrary(file)
  expect(library.settings.get('paused')).toBe(false)
  library.settings.set('paused', true)
  library.close()
  const again = temporaryLibrary(file)
  expect(again.settings.get('paused')).toBe(true)
  again.settings.set('paused', false)
  expect(again.settings.get('paused')).toBe(false)
})

test('a value that no Podium of today wrote does not get in', () => {
  const file = join(temporaryFolder(), 'library.db')
  temporaryLibrary(file).close()
  const raw = new Database(file)
  raw.prepare('insert into settings (key, value) values (?, ?)').run('paused', '{"until":"tomorrow"}')
  raw.close()
  expect(temporaryLibrary(file).settings.get('paused')).toBe(false)
})
