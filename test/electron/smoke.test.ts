import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { _electron } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')

/** Only looks where the binary would be: importing the package would start its download. */
function findElectron(): string | null {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(ROOT, 'node_modules', 'electron', 'dist')
  const names = ['electron', 'electron.exe', 'Electron.app/Contents/MacOS/Electron']
  return names.map((name) => join(folder, name)).find((path) => existsSync(path)) ?? null
}

const electron = findElectron()
if (electron === null) {
  console.warn('The window is not tested with Electron itself: its binary is not installed (npx install-electron).')
}

describe.skipIf(electron === null)('Electron itself', () => {
  test('opens the window, and the page speaks with the core', async () => {
    await promisify(execFile)(process.execPath, ['main/launch.js', 'build'], { cwd: ROOT })
    const data = await mkdtemp(join(tmpdir(), 'podium-smoke-'))
    // Without a display Chromium draws nowhere; its sandbox needs rights that containers withhold.
    const headless = process.platform === 'linux' && process.env['DISPLAY'] === undefined
    const words = [ROOT, ...(headless ? ['--ozone-platform=headless', '--no-sandbox'] : [])]
    const app = await _electron.launch({
      executablePath: electron ?? '',
      args: [...words, `--user-data-dir=${join(data, 'window')}`],
      env: { ...process.env, PODIUM_DATA: data },
    })
    onTestFinished(async () => {
      await app.close()
      await rm(data, { recursive: true, force: true })
    })
    const page = await app.firstWindow()
    expect(page.url()).toBe('podium://app/')
    expect(await page.evaluate('typeof require + typeof process + String(window.podium.desktop)')).toBe(
      'undefinedundefinedtrue',
    )
    // The heading comes with the core's first answer.
    await page
      .getByRole('button', { name: /folder/i })
      .first()
      .waitFor()
    await expect(page.evaluate("fetch('https://example.com/')")).rejects.toThrow()
  })
})
