/** A real Chromium from a package, unpacked once; an environment variable may name another one. */
import chromium from '@sparticuz/chromium'
import { chromium as driver, type Browser } from 'playwright-core'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['PODIUM_TEST_CHROMIUM'] ?? (await chromium.executablePath())
  return driver.launch({ executablePath, headless: true, args: FLAGS })
}
