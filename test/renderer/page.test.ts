/** The built page in a real Chromium, before a core that does on request what a real one does rarely. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { FakePageServer } from '../support/fake-page-server.ts'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage
let page: Page
let server: FakePageServer

async function open(photoCount: number, withFolder = true): Promise<void> {
  opened = await pages.open(photoCount, withFolder)
  ;({ page, server } = opened)
}

const ask = (sentence: string): Promise<void> => opened.ask(sentence)
const shows = (words: string | RegExp): Promise<void> => opened.shows(words)
const focused = (): Promise<string> => opened.focused()

it('leads from the first run to a picture in full by keys alone, and back to the same photo', async () => {
  await open(48, false)
  await shows('Originals stay as they are. Nothing leaves this computer.')
  await page.getByRole('button', { name: 'Open the sample pictures' }).focus()
  await page.keyboard.press('Enter')
  await shows('Newest first')
  await ask('most colourful')
  await expect.poll(focused).toMatch(/1 of 48/u)
  await shows('Most colourful first')
  for (const key of ['ArrowRight', 'ArrowDown', 'End']) await page.keyboard.press(key)
  await expect.poll(focused).toMatch(/48 of 48/u)
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
  await page.getByRole('dialog', { name: /Viewer/u }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Escape')
  await expect.poll(focused).toMatch(/3 of 48/u)
  expect(await page.getByRole('dialog').count()).toBe(0)
})

it('keeps the photos under their own title when a sentence fails, says so, and tries again', async () => {
  await open(412)
  await ask('most colourful')
  await shows('Most colourful first')
  server.core.failing.add('ranking.bySentence')
  await ask('sharpest')
  await page.getByRole('alert').filter({ hasText: '“sharpest” could not be answered' }).waitFor()
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Most colourful first')
  server.core.failing.clear()
  await page.getByRole('button', { name: 'Try again' }).click()
  await shows('Sharpest first')
  expect(await page.getByRole('alert').count()).toBe(0)
})

it('keeps the photos while the wire is lost, and goes on when it is back', async () => {
  await open(412)
  await ask('most colourful')
  await shows('Most colourful first')
  server.refuse(true)
  await page.getByRole('alert').filter({ hasText: 'The connection to Podium is lost.' }).waitFor()
  expect(await page.getByRole('gridcell').count()).toBeGreaterThan(5)
  server.refuse(false)
  await page.getByRole('alert').waitFor({ state: 'detached' })
  await ask('sharpest')
  await shows('Sharpest first')
})

it('travels a long order by its rail, drawing only what is near the screen', async () => {
  await open(20_000)
  await ask('most colourful')
  await shows('Most colourful first')
  await shows('20,000 photos')
  const rail = page.getByRole('slider', { name: 'Place in the order' })
  await rail.focus()
  await page.keyboard.press('End')
  await page.getByRole('gridcell', { name: /20,000 of 20,000/u }).waitFor()
  expect(await page.getByRole('gridcell').count()).toBeLessThan(120)
  expect(await rail.getAttribute('aria-valuetext')).toMatch(/of 20,000/u)
  const box = await rail.boundingBox()
  if (box === null) throw new Error('The rail is not drawn.')
  await page.mouse.click(box.x + 10, box.y + box.height * 0.6)
  await shows('Photos below may not be what was asked for: the order fades out here')
  await page
    .getByRole('gridcell', { name: /, 12,00\d of 20,000/u })
    .first()
    .waitFor()
})

it('puts the same photos by date in one click, also the first so many of an order, and back as they were', async () => {
  await open(412)
  await ask('most colourful')
  await shows('Most colourful first')
  // A key pressed sooner is typed into the sentence.
  await expect.poll(focused).toMatch(/1 of 412/u)
  await page.keyboard.press('\\')
  const first = page.getByLabel('First', { exact: true })
  await first.fill('7')
  await first.press('Enter')
  await shows('7 photos')
  const names = () =>
    page
      .getByRole('gridcell')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label')?.split(',')[0]))
  const colourful = await names()
  const button = page.getByRole('button', { name: 'Newest first' })
  await button.click()
  await page.getByRole('heading', { name: 'Newest first' }).waitFor()
  await expect.poll(async () => (await names()).toSorted()).toEqual(colourful.toSorted())
  expect(await names()).not.toEqual(colourful)
  expect(await page.getByRole('textbox').first().inputValue()).toBe('most colourful')
  await button.click()
  await shows('Most colourful first')
  await expect.poll(names).toEqual(colourful)
  await ask('newest')
  await page.getByRole('heading', { name: 'Newest first' }).waitFor()
  expect(await button.count()).toBe(0)
})

it('says of a photo that could not be read what is the matter, and in which folder it lies', async () => {
  await open(48)
  for (let photoId = 0; photoId < 48; photoId += 1)
    server.core.unread.set(photoId, { kind: 'too-large', message: 'The picture has more than 268 megapixels.' })
  await page.route('**/assets/thumbnail/**', (route) => route.abort())
  await page.reload()
  await page.getByRole('gridcell').first().click()
  const info = page.getByRole('complementary', { name: 'About this photo' })
  await info.getByText('The picture is too large: The picture has more than 268 megapixels.').waitFor()
  await info.getByText('It could not be read: it stands at the end of the order.').waitFor()
  expect(await info.locator('img').isVisible()).toBe(false)
})

it('says so when no photo is what was asked for, and shows the nearest all the same', async () => {
  await open(60)
  await ask('a unicorn')
  await shows('No photo here is clearly what was asked for. The nearest come first.')
  expect(await page.getByRole('gridcell').count()).toBeGreaterThan(5)
  await ask('most colourful')
  await page.getByText('No photo here is clearly').waitFor({ state: 'detached' })
})

it('keeps the photo in focus when the library grows', async () => {
  await open(300)
  await ask('most colourful')
  await shows('Most colourful first')
  await expect.poll(focused).toMatch(/, 1 of 300/u)
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowRight')
  await expect.poll(focused).toMatch(/, 5 of 300/u)
  const name = (await focused()).split(',')[0] ?? ''
  server.core.photoCount = 600
  server.core.folders[0] = { ...server.core.folders[0]!, photoCount: 600 }
  server.core.say({ kind: 'photos.changed', revision: 2 })
  await shows('600 photos')
  await expect.poll(focused).toMatch(new RegExp(`^${name}, \\d+ of 600`, 'u'))
})

it('never takes a letter typed into the sentence for a key', async () => {
  await open(48)
  await page.getByRole('textbox').fill('')
  await page.keyboard.type('oh? i see')
  expect(await page.getByRole('textbox').inputValue()).toBe('oh? i see')
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.keyboard.press('Escape')
  await expect.poll(focused).toMatch(/1 of 48/u)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
})

it('keeps the path that is typed while folders are still being listed', async () => {
  await open(48)
  const listed = Promise.withResolvers<undefined>()
  server.core.gate = () => listed.promise
  await page.getByRole('button', { name: 'Add folder' }).click()
  const field = page.getByLabel('Path of the folder')
  await field.fill('/home/ada/Elsewhere')
  listed.resolve(undefined)
  await page.getByRole('dialog').getByRole('button', { name: 'Documents' }).waitFor()
  expect(await field.inputValue()).toBe('/home/ada/Elsewhere')
  await page.getByRole('button', { name: 'Choose Elsewhere' }).click()
  await expect.poll(() => server.core.folders.map(({ name }) => name)).toContain('Elsewhere')
})

it('takes the path that is written instead of the one that arrives in the field, not behind it', async () => {
  await open(48)
  const listed = Promise.withResolvers<undefined>()
  server.core.gate = () => listed.promise
  await page.getByRole('button', { name: 'Add folder' }).click()
  const field = page.getByLabel('Path of the folder')
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true)
  listed.resolve(undefined)
  await page.getByRole('dialog').getByRole('button', { name: 'Documents' }).waitFor()
  await page.keyboard.insertText('/home/ada/Elsewhere')
  expect(await field.inputValue()).toBe('/home/ada/Elsewhere')
})

it('names the order whole and keeps every button of its header in the window, however narrow that is', async () => {
  await open(48)
  await ask('most colourful')
  await shows('Most colourful first')
  await page.setViewportSize({ width: 700, height: 700 })
  const outside = (): Promise<string[]> =>
    page.evaluate(() => {
      const header = document.querySelector('[role="radiogroup"]')?.closest('.header')
      const edge = header?.getBoundingClientRect().right ?? 0
      const buttons = [...(header?.querySelectorAll('button') ?? [])]
      return buttons.filter((button) => button.getBoundingClientRect().right > edge).map((button) => button.innerText)
    })
  await expect.poll(outside).toEqual([])
  const name = page.getByRole('heading', { name: 'Most colourful first' })
  expect(await name.evaluate((heading) => heading.scrollWidth - heading.clientWidth)).toBe(0)
})
