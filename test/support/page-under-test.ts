/** The built page in a real Chromium, before a core in memory: one page for each test, in one browser. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { startFakePageServer, type FakePageServer } from './fake-page-server.ts'

export interface OpenedPage {
  readonly page: Page
  readonly server: FakePageServer
  /** Errors and broken rules of the page so far. */
  readonly complaints: readonly string[]
  ask(sentence: string): Promise<void>
  /** Waits until these words stand anywhere. */
  shows(words: string | RegExp): Promise<void>
  /** Name of what has the keyboard. */
  focused(): Promise<string>
  close(): Promise<void>
}

export interface PageMaker {
  /** @param views a folder of larger pictures for photos in full */
  open(photoCount: number, withFolder?: boolean, views?: string): Promise<OpenedPage>
  close(): Promise<void>
}

const ROOT = join(import.meta.dirname, '..', '..')
/** Built before the first test, once for all of them. */
const BUILT = join(ROOT, 'out', 'renderer')

/** The page as people get it. */
export async function preparePages(): Promise<PageMaker> {
  return pagesOf(BUILT, await launchBrowser())
}

/** @param messages a file with another `pickMessages`, which the page is built with. */
export async function preparePagesSaying(messages: string): Promise<PageMaker> {
  const folder = await mkdtemp(join(tmpdir(), 'podium-page-'))
  const { build } = await import('vite')
  await build({
    configFile: join(ROOT, 'vite.config.ts'),
    root: join(ROOT, 'renderer'),
    logLevel: 'silent',
    resolve: { alias: [{ find: /^\.\/messages\/pick\.ts$/u, replacement: messages }] },
    build: { outDir: folder, emptyOutDir: true },
  })
  const pages = pagesOf(folder, await launchBrowser())
  return {
    ...pages,
    close: async () => {
      await pages.close()
      await rm(folder, { recursive: true })
    },
  }
}

function pagesOf(folder: string, browser: Browser): PageMaker {
  return {
    open: (photoCount, withFolder = true, views) =>
      openPage(browser, folder, { photoCount, withFolder, views: views ?? null }),
    close: () => browser.close(),
  }
}

async function openPage(
  browser: Browser,
  pageFolder: string,
  { photoCount, withFolder, views }: { photoCount: number; withFolder: boolean; views: string | null },
): Promise<OpenedPage> {
  const server = await startFakePageServer(pageFolder, photoCount, views)
  if (withFolder) {
    const folder = {
      folderId: 0,
      path: '/pictures/Summer 2019',
      name: 'Summer 2019',
      offlineSince: null,
      watched: true,
    }
    server.core.folders.push({ ...folder, photoCount })
  }
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Unhandled/u.test(message.text())) complaints.push(message.text())
  })
  await page.goto(server.url)
  // What a test asks or presses before the first photos stand there, their arrival undoes.
  if (withFolder) await page.getByRole('gridcell').first().waitFor()
  return {
    page,
    server,
    complaints,
    ask: async (sentence) => {
      await page.keyboard.press('/')
      await page.getByRole('textbox').first().fill(sentence)
      await page.keyboard.press('Enter')
    },
    shows: async (words) => {
      await page.getByText(words).first().waitFor()
    },
    focused: () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''),
    close: async () => {
      await context.close()
      await server.stop()
    },
  }
}
