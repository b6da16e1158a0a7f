/** A library in a folder of its own, gone when the test ends. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openLibrary, type Library } from '../../main/library/open.ts'

export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'podium-test-')))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

export function temporaryLibrary(file: string = join(temporaryFolder(), 'library.db')): Library {
  const library = openLibrary(file)
  onTestFinished(() => {
    library.close()
  })
  return library
}
