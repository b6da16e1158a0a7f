/** The pictures of README.md, from the pictures that come with Podium: npm run screenshots */
import { copyFile, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { launchBrowser } from '../support/browser.ts'
import { ask } from '../support/podium-pages.ts'
import { startPodium } from '../support/running-podium.ts'

const SIZE = { width: 1_280, height: 800 }
/** A page of README.md loads all of them. */
const MOST_BYTES = 120_000
const QUALITIES = [84, 78, 72, 66, 60]
const PICTURES = fileURLToPath(new URL('../../main/sample/pictures', import.meta.url))
const DAY_S = 86_400
const FIRST_S = Date.UTC(2019, 5, 1, 12) / 1_000

interface Shot {
  readonly name: string
  readonly colours: 'dark' | 'light'
  readonly show: (page: Page) => Promise<unknown>
}

async function ordered(page: Page, sentence: string, first: RegExp): Promise<void> {
  await ask(page, sentence)
  const label = new RegExp(`${first.source}.*, 1 of`, 'u')
  await page.getByRole('gridcell', { name: label }).click()
}

const SHOTS: readonly Shot[] = [
  {
    name: 'order',
    colours: 'dark',
    show: async (page) => {
      await ordered(page, 'a castle on a hill', /^chenonceau/u)
      await page.getByText('the order fades out here').waitFor()
    },
  },
  {
    name: 'compare',
    colours: 'dark',
    show: async (page) => {
      await ordered(page, 'a cat', /^(kitten|chelsea)/u)
      await page.keyboard.press('c')
      await page.getByRole('dialog').getByRole('option').nth(1).locator('.full').waitFor()
    },
  },
  {
    name: 'reasons',
    colours: 'light',
    show: async (page) => {
      await ask(page, 'best quality')
      await page.getByRole('heading', { name: 'Best quality first' }).waitFor()
      await page.getByRole('gridcell', { name: /, 1 of/u }).click()
      await page.getByRole('button', { name: 'Show what counts' }).click()
      await page.getByRole('complementary').locator('canvas').waitFor()
    },
  },
]

const data = await mkdtemp(join(tmpdir(), 'podium-screenshots-'))
const folder = join(data, 'Sample pictures')
await mkdir(folder)
for (const [day, name] of (await readdir(PICTURES)).toSorted().entries()) {
  await copyFile(join(PICTURES, name), join(folder, name))
  // Those without a date of their own are of the same day wherever this runs.
  await utimes(join(folder, name), FIRST_S + day * DAY_S, FIRST_S + day * DAY_S)
}
const podium = await startPodium(join(data, 'library'), [folder])
const browser = await launchBrowser()
try {
  const page = await browser.newPage({ viewport: SIZE, reducedMotion: 'reduce' })
  await page.goto(podium.address)
  await page.getByText('48 photos indexed').waitFor({ timeout: 300_000 })
  for (const { name, colours, show } of SHOTS) {
    await page.emulateMedia({ colorScheme: colours })
    await show(page)
    await drawn(page)
    // Where they lie on this computer is nobody's business.
    await page.locator('.path').evaluateAll((paths) => {
      for (const path of paths) path.textContent = 'Sample pictures'
    })
    await write(await page.screenshot(), fileURLToPath(new URL(`${name}.webp`, import.meta.url)))
    await page.keyboard.press('Escape')
  }
} finally {
  await browser.close()
  await podium.stop()
  await rm(data, { recursive: true, force: true })
}

/** Until every picture on the screen is there. */
async function drawn(page: Page): Promise<void> {
  // What is under the pointer tells more of itself.
  await page.mouse.move(SIZE.width / 2, SIZE.height - 4)
  await page.waitForFunction(() => [...document.images].every((image) => image.complete))
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => undefined))))
}

async function write(png: Buffer, path: string): Promise<void> {
  for (const quality of QUALITIES) {
    const picture = await sharp(png).webp({ quality, effort: 6 }).toBuffer()
    if (picture.length > MOST_BYTES && quality !== QUALITIES.at(-1)) continue
    await writeFile(path, picture)
    return
  }
}
