import { readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { GALLERY_PHOTOS, galleryWriter } from '../../../main/export/gallery.ts'
import type { ExportRow, ExportSet } from '../../../main/export/writer.ts'
import { launchBrowser } from '../../support/browser.ts'
import { exportRow, exportSet, fileOf, sampleRows, streamOf, writerContext } from '../../support/export-set.ts'
import { openPdf } from '../../support/opened-pdf.ts'
import { temporaryFolder } from '../../support/picture-folder.ts'

const OPTIONS = { kind: 'gallery', longSide: 640 } as const
let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})

afterAll(() => browser.close())

interface Opened {
  readonly page: Page
  /** What the page said, and what it asked for besides its own file. */
  readonly complaints: string[]
}

/** Writes the gallery into a file and opens that file in a browser without a network. */
async function open(set: ExportSet, options: BrowserContextOptions = {}): Promise<Opened> {
  const folder = await temporaryFolder()
  const file = join(folder, 'a gallery #1.html')
  await writeFile(file, await fileOf(galleryWriter, set, writerContext(folder, OPTIONS)))
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, offline: true, ...options })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const complaints: string[] = []
  const address = pathToFileURL(file).href
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => complaints.push(dialog.message()))
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:')) complaints.push(request.url())
  })
  await page.goto(address)
  return { page, complaints }
}

async function smallRows(folder: string, names: readonly string[]): Promise<ExportRow[]> {
  const path = join(folder, 'one.jpg')
  await sharp({ create: { width: 60, height: 40, channels: 3, background: '#3a7' } })
    .jpeg()
    .toFile(path)
  return names.map((name, i) => exportRow(i + 1, { name, path, width: 60, height: 40, score: 99 - i }))
}

/** Place of the tile that has the focus, from 1; null where none has. */
function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.closest('li')?.querySelector('.place')?.textContent ?? null)
}

/** Place of the picture that fills the window; null where none does. */
function enlarged(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const dialog = document.querySelector('dialog')
    if (dialog?.open !== true || dialog.querySelector('#stage img') === null) return null
    return dialog.querySelector('.place')?.textContent ?? null
  })
}

test('every picture is inside the one file and shows without a network', async () => {
  const set = exportSet(await sampleRows(24))
  const { page, complaints } = await open(set)
  const sizes = await page.evaluate(async () => {
    const images = Array.from(document.images)
    for (const image of images) image.scrollIntoView()
    await Promise.all(images.map((image) => image.decode()))
    return images.map((image) => [image.naturalWidth, image.naturalHeight])
  })
  expect(sizes).toHaveLength(24)
  sizes.forEach(([width, height], i) => {
    expect(Math.max(width!, height!)).toBeLessThanOrEqual(640)
    expect(width! / height! / (set.rows[i]!.width! / set.rows[i]!.height!)).toBeCloseTo(1, 1)
  })
  expect(complaints).toEqual([])
})

test('the page says the sentence, the order, and under each picture its position and value', async () => {
  const folder = await temporaryFolder()
  const { page } = await open(exportSet(await smallRows(folder, ['a.jpg', 'b.jpg', 'c.jpg'])))
  expect(await page.title()).toBe('most colourful')
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('most colourful')
  expect(await page.locator('.about').innerText()).toBe('Most colourful first\n3 photos\nthen by date taken')
  const captions = await page.locator('li figcaption').allInnerTexts()
  expect(captions.map((caption) => caption.split('\n'))).toEqual([
    ['1', '99', '1 Jul 2019'],
    ['2', '98', '1 Jul 2019'],
    ['3', '97', '1 Jul 2019'],
  ])
  await page.getByRole('button', { name: 'b.jpg, 2 of 3, 98, 1 Jul 2019' }).waitFor()
})

test('rows are level: all pictures of a row have one height and none is cut', async () => {
  const { page } = await open(exportSet(await sampleRows(30)))
  const boxes = await page.evaluate(() =>
    Array.from(document.querySelectorAll('.open'), (tile) => {
      const { top, height, right } = tile.getBoundingClientRect()
      return { top, height, right, fit: getComputedStyle(tile.querySelector('img')!).objectFit }
    }),
  )
  const rows = Map.groupBy(boxes, ({ top }) => Math.round(top))
  expect(rows.size).toBeGreaterThan(3)
  for (const row of rows.values()) {
    expect(Math.max(...row.map(({ height }) => height)) - Math.min(...row.map(({ height }) => height))).toBeLessThan(
      1.5,
    )
    expect(Math.max(...row.map(({ right }) => right))).toBeLessThanOrEqual(1_280)
  }
  expect(new Set(boxes.map(({ fit }) => fit))).toEqual(new Set(['contain']))
})

test('the keyboard walks the pictures, enlarges one, goes on from there and comes back to it', async () => {
  const { page, complaints } = await open(exportSet(await sampleRows(20)))
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('1')
  await page.keyboard.press('ArrowRight')
  expect(await focused(page)).toBe('2')
  await page.keyboard.press('ArrowDown')
  const below = Number(await focused(page))
  expect(below).toBeGreaterThan(3)
  await page.keyboard.press('ArrowUp')
  expect(await focused(page)).toBe('2')
  await page.keyboard.press('End')
  expect(await focused(page)).toBe('20')
  await page.keyboard.press('ArrowRight')
  expect(await focused(page)).toBe('20')
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  expect(await enlarged(page)).toBe('1')
  await page.keyboard.press('ArrowLeft')
  expect(await enlarged(page)).toBe('1')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  expect(await enlarged(page)).toBe('3')
  expect(await page.locator('dialog').innerText()).toContain('astronaut-portrait.jpg')
  await page.keyboard.press('Escape')
  await expect.poll(() => focused(page)).toBe('3')
  expect(await enlarged(page)).toBeNull()
  expect(await page.locator('li img').count()).toBe(20)
  expect(complaints).toEqual([])
})

test('a click enlarges, the buttons go on, a click on the picture closes', async () => {
  const { page } = await open(exportSet(await sampleRows(3)))
  await page.locator('li').nth(1).getByRole('button').click()
  expect(await enlarged(page)).toBe('2')
  await page.getByRole('button', { name: 'Next picture' }).click()
  expect(await enlarged(page)).toBe('3')
  expect(await page.locator('#after').isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Previous picture' }).click()
  expect(await enlarged(page)).toBe('2')
  await page.locator('#stage').click()
  await expect.poll(() => page.locator('li img').count()).toBe(3)
  await page.locator('li').first().getByRole('button').click()
  await page.getByRole('button', { name: 'Close' }).click()
  expect(await enlarged(page)).toBeNull()
})

const HOSTILE = [
  '<script>window.hit = 1</script>.jpg',
  '"><img src=x onerror="window.hit = 2">.jpg',
  "' onmouseover='window.hit = 3' x='.jpg",
  ']]>--></title></style></script><svg onload=alert(4)>.jpg',
  '&lt;b&gt; &amp; &#x3c;.jpg',
  '\u202Egpj.exe \uD800 \u0000\u001B.jpg',
  '${window.hit = 5} `x` \\u003cscript>.jpg',
]

test('names and sentences are text, whatever they hold', async () => {
  const folder = await temporaryFolder()
  const set = exportSet(await smallRows(folder, HOSTILE), { sentence: HOSTILE[3]!, title: 'hostile' })
  const { page, complaints } = await open(set)
  for (const tile of await page.locator('.open').all()) await tile.hover()
  await page.locator('.open').first().click()
  for (let i = 0; i < HOSTILE.length; i++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Escape')
  await expect.poll(() => page.locator('li img').count()).toBe(HOSTILE.length)
  const found = await page.evaluate(() => ({
    hit: 'hit' in window,
    scripts: document.scripts.length,
    images: document.images.length,
    vectors: document.querySelectorAll('svg').length,
    names: Array.from(document.images, (image) => image.alt),
  }))
  const names = HOSTILE.map((name) => name.toWellFormed().replaceAll(/\p{Cc}/gu, ' '))
  expect(found).toEqual({ hit: false, scripts: 1, images: HOSTILE.length, vectors: 0, names })
  expect(await page.title()).toBe(HOSTILE[3])
  expect(complaints).toEqual([])
})

test('the page runs its own script and no other, and reaches no address', async () => {
  const folder = await temporaryFolder()
  let reached = 0
  const server = createServer((_request, response) => {
    reached++
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const { page, complaints } = await open(exportSet(await smallRows(folder, ['a.jpg'])), { offline: false })
  const hit = await page.evaluate(async (address) => {
    const script = document.createElement('script')
    script.textContent = 'window.hit = 1'
    document.head.append(script)
    const image = new Image()
    const answered = new Promise((resolve) => (image.onload = image.onerror = resolve))
    image.src = `${address}x.png`
    await answered
    await fetch(address).catch(() => undefined)
    return 'hit' in window
  }, `http://127.0.0.1:${port}/`)
  expect(hit).toBe(false)
  expect(reached).toBe(0)
  expect(complaints.filter((complaint) => complaint.includes('Content Security Policy')).length).toBeGreaterThan(2)
})

test.each([
  ['dark', 'rgb(25, 25, 25)', 'rgb(217, 164, 65)'],
  ['light', 'rgb(244, 244, 244)', 'rgb(154, 106, 16)'],
] as const)('it is %s where the system is, and only the first place is gold', async (colorScheme, background, gold) => {
  const folder = await temporaryFolder()
  const { page } = await open(exportSet(await smallRows(folder, ['a.jpg', 'b.jpg'])), { colorScheme })
  const colours = await page.evaluate(() => ({
    background: getComputedStyle(document.body).backgroundColor,
    places: Array.from(document.querySelectorAll('.place'), (place) => getComputedStyle(place).color),
  }))
  expect(colours.background).toBe(background)
  expect(colours.places[0]).toBe(gold)
  const [red, green, blue] = colours.places[1]!.match(/\d+/gu)!
  expect(new Set([red, green, blue]).size).toBe(1)
})

test('the line where the order fades stands before the first photo below it', async () => {
  const folder = await temporaryFolder()
  const set = exportSet(await smallRows(folder, ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']), { fadesAt: 3 })
  const { page } = await open(set)
  const lists = await page.evaluate(() =>
    Array.from(document.querySelectorAll('ol'), (list) => [list.start, list.querySelectorAll('li').length]),
  )
  expect(lists).toEqual([
    [1, 2],
    [3, 2],
  ])
  expect(await page.locator('ol + .fades + ol').count()).toBe(1)
})

test('a photo that cannot be had leaves its place empty and says why; the keyboard passes over it', async () => {
  const folder = await temporaryFolder()
  const rows = await smallRows(folder, ['a.jpg', 'offline.jpg', 'gone.jpg', 'd.jpg'])
  const set = exportSet([
    rows[0]!,
    { ...rows[1]!, offline: true },
    { ...rows[2]!, path: join(folder, 'gone.jpg') },
    rows[3]!,
  ])
  const { page, complaints } = await open(set)
  expect(await page.locator('.none').allInnerTexts()).toEqual(['Its drive is offline.', 'Its file is gone.'])
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowRight')
  expect(await focused(page)).toBe('4')
  expect(complaints).toEqual([])
})

test('on paper all pictures are there, also those that were never on the screen', async () => {
  const { page } = await open(exportSet(await sampleRows(30)))
  const { pages } = await openPdf(await page.pdf({ format: 'A4' }))
  expect(pages.flatMap(({ pictures }) => pictures)).toHaveLength(30)
  expect(pages[0]!.texts[0]!.text).toBe('most colourful')
})

test('the pictures keep no place, no camera and no folder', async () => {
  const folder = await temporaryFolder()
  const set = exportSet(await smallRows(folder, ['a.jpg']))
  const context = writerContext(folder, OPTIONS)
  const asked: string[] = []
  const render: typeof context.render = (task) => {
    asked.push(task.metadata)
    return context.render(task)
  }
  const bytes = await fileOf(galleryWriter, set, { ...context, render })
  expect(asked).toEqual(['none'])
  expect(bytes.includes(folder)).toBe(false)
  expect(bytes.includes('X-T3')).toBe(false)
})

test('more photos than a browser can hold are refused with advice', async () => {
  const row = exportRow(1)
  const set = exportSet(Array.from({ length: GALLERY_PHOTOS + 1 }, () => row))
  await expect(galleryWriter.items(set, writerContext('/target', OPTIONS))).rejects.toMatchObject({
    code: 'invalid-params',
    message: expect.stringContaining('Take fewer from the top') as string,
  })
})

test('a gallery without a single picture is a failure and not a file', async () => {
  const folder = await temporaryFolder()
  const set = exportSet([exportRow(1, { path: join(folder, 'gone.jpg') })])
  await expect(fileOf(galleryWriter, set, writerContext(folder, OPTIONS))).rejects.toMatchObject({
    code: 'not-available',
  })
})

test('cancelling ends the gallery in the middle and leaves no rendered picture behind', async () => {
  const folder = await temporaryFolder()
  const controller = new AbortController()
  const set = exportSet(
    await smallRows(
      folder,
      Array.from({ length: 40 }, (_, i) => `${i}.jpg`),
    ),
  )
  const context = writerContext(folder, OPTIONS, { signal: controller.signal })
  let parts = 0
  const read = async (): Promise<void> => {
    for await (const part of await streamOf(galleryWriter, set, context))
      if (part.length > 0 && ++parts === 5) controller.abort()
  }
  await expect(read()).rejects.toMatchObject({ code: 'cancelled' })
  expect(await readdir(join(folder, 'rendered'))).toEqual([])
})
