/** Podium in processes of its own, and its page in a real Chromium, as a person has them. */
import type { Page } from 'playwright-core'
import { beforeEach, expect, onTestFailed, onTestFinished } from 'vitest'
import { launchBrowser } from './browser.ts'
import { startPodium, type RunningPodium } from './running-podium.ts'

const SENTENCE = 'Sentence to order the photos by'

export interface Session {
  readonly page: Page
  readonly podium: RunningPodium
  /** Requests that left this machine, and errors the page met. */
  readonly outside: string[]
  readonly errors: string[]
}

export interface PodiumPages {
  /** Both end with the test. */
  open(dataFolder: string, words?: readonly string[]): Promise<Session>
  /** For all tests of a file, which go on where the one before ended: both end with `close`. */
  share(dataFolder: string, words?: readonly string[]): Promise<Session>
  close(): Promise<void>
}

export async function podiumPages(): Promise<PodiumPages> {
  const browser = await launchBrowser()
  const ends: (() => Promise<void>)[] = []
  async function begin(dataFolder: string, words: readonly string[]): Promise<Session & { end(): Promise<void> }> {
    const podium = await startPodium(dataFolder, words)
    const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } })
    const page = await context.newPage()
    const outside: string[] = []
    const errors: string[] = []
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url())
      if (hostname !== '127.0.0.1' && !['data:', 'blob:'].includes(protocol)) outside.push(request.url())
    })
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(podium.address)
    const end = async (): Promise<void> => {
      await context.close()
      await podium.stop()
    }
    return { page, podium, outside, errors, end }
  }
  return {
    open: async (dataFolder, words = []) => {
      const session = await begin(dataFolder, words)
      onTestFinished(session.end)
      return session
    },
    share: async (dataFolder, words = []) => {
      const session = await begin(dataFolder, words)
      ends.push(session.end)
      return session
    },
    close: async () => {
      for (const end of ends) await end()
      await browser.close()
    },
  }
}

/** For tests that go on where the one before ended: what the page showed tells why one failed. */
export function tellWhatFailedShows(page: () => Page): void {
  beforeEach(() => {
    onTestFailed(async () => {
      console.error((await page().locator('body').innerText()).slice(0, 4_000))
    })
  })
}

export async function ask(page: Page, sentence: string): Promise<void> {
  const field = page.getByLabel(SENTENCE)
  await field.fill(sentence)
  await field.press('Enter')
}

/** File names on screen, first place first. */
export async function names(page: Page): Promise<string[]> {
  const labels = await page
    .getByRole('gridcell')
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label') ?? ''))
  const placed = labels.map((label) => ({
    name: label.split(',')[0] ?? '',
    position: Number(/, (\d+) of/u.exec(label)?.[1]),
  }))
  return placed.toSorted((a, b) => a.position - b.position).map((tile) => tile.name)
}

export async function until(page: Page, expected: (shown: string[]) => boolean): Promise<void> {
  await expect.poll(async () => expected(await names(page)), { timeout: 60_000, interval: 200 }).toBe(true)
}
