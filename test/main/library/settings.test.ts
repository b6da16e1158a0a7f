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
  const write = raw.prepare('insert or replace into settings (key, value) values (?, ?)')
  write.run('paused', '{"until":"tomorrow"}')
  write.run('smallestFace', 'no JSON at all')
  raw.close()
  const { settings } = temporaryLibrary(file)
  expect(settings.get('paused')).toBe(false)
  expect(settings.get('smallestFace')).toBeNull()
  settings.set('smallestFace', 0.08)
  expect(settings.get('smallestFace')).toBe(0.08)
  settings.set('smallestFace', 7)
  expect(settings.get('smallestFace')).toBeNull()
})
