/** What goes wrong between the page and its core: it is said, and nothing a person did is lost over it. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { FakePageServer } from '../support/fake-page-server.ts'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage
let page: Page
let server: FakePageServer

async function open(photoCount: number): Promise<void> {
  opened = await pages.open(photoCount)
  ;({ page, server } = opened)
}

const focused = (): Promise<string> => opened.focused()
const pictures = () =>
  page
    .getByRole('gridcell')
    .locator('img')
    .evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length)

/** A place far down, three photos selected, and a sentence. */
async function settleDown(): Promise<string> {
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await expect.poll(focused).toMatch(/, 1 of 2,000/u)
  const rail = page.getByRole('slider', { name: 'Place in the order' })
  await rail.focus()
  await page.keyboard.press('End')
  await page.getByRole('gridcell', { name: /2,000 of 2,000/u }).click()
  for (let step = 0; step < 9; step += 1) await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.press('Shift+ArrowLeft')
  await opened.shows('3 photos selected')
  await expect.poll(focused).toMatch(/, 1,989 of 2,000/u)
  return focused()
}

async function expectSettled(name: string): Promise<void> {
  await expect.poll(focused).toBe(name)
  await opened.shows('3 photos selected')
  expect(await page.getByRole('textbox').first().inputValue()).toBe('most colourful')
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Most colourful first')
  await expect.poll(() => page.locator('[role="gridcell"][aria-selected="true"]').count()).toBe(3)
}

it('keeps place, selection and sentence over a lost connection', async () => {
  await open(2_000)
  const name = await settleDown()
  server.refuse(true)
  const lost = page.getByRole('alert').filter({ hasText: 'The connection to Podium is lost.' })
  await lost.waitFor()
  await expectSettled(name)
  server.refuse(false)
  await lost.waitFor({ state: 'detached' })
  await expectSettled(name)
  await page.keyboard.press('ArrowRight')
  await expect.poll(focused).toMatch(/, 1,990 of 2,000/u)
})

it('keeps them when another core answers that knows nothing of the order', async () => {
  await open(2_000)
  const name = await settleDown()
  server.refuse(true)
  await page.getByRole('alert').waitFor()
  const before = server.core.asked.length
  server.core.forgetOrders()
  server.refuse(false)
  await page.getByRole('alert').waitFor({ state: 'detached' })
  await expect.poll(() => server.core.asked.length).toBeGreaterThan(before)
  await expectSettled(name)
  // Photos far away can be read again: the order is one of the new core.
  await page.keyboard.press('Home')
  await expect.poll(focused).toMatch(/, 1 of 2,000/u)
  expect(await page.getByRole('alert').count()).toBe(0)
})

it('answers a sentence that was typed while the connection was lost as soon as it is back', async () => {
  await open(412)
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  server.refuse(true)
  await page.getByRole('alert').waitFor()
  await opened.ask('sharpest')
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Most colourful first')
  server.refuse(false)
  await opened.shows('Sharpest first')
  await page.getByRole('alert').waitFor({ state: 'detached' })
  expect(await page.getByRole('textbox').first().inputValue()).toBe('sharpest')
})

it('shows pictures that did not arrive, small and in full, once the connection is back', async () => {
  await open(150)
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  server.refuse(true)
  await page.getByRole('alert').waitFor()
  await page.route('**/assets/**', (route) => route.abort())
  await expect.poll(focused).toMatch(/, 1 of 150/u)
  await page.keyboard.press('End')
  await expect.poll(focused).toMatch(/, 150 of 150/u)
  await opened.shows('No picture to show')
  await page.keyboard.press('Enter')
  const viewer = page.getByRole('dialog', { name: /Viewer/u })
  await viewer.getByText('This picture cannot be shown in full.').waitFor()
  await page.unroute('**/assets/**')
  server.refuse(false)
  await viewer.getByText('This picture cannot be shown in full.').waitFor({ state: 'detached' })
  await viewer.locator('.full').first().waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(pictures).toBeGreaterThan(5)
  expect(await page.getByText('No picture to show').count()).toBe(0)
})

it.each([
  ['script', '**/*.js'],
  ['style sheet', '**/*.css'],
])('says so when its %s does not arrive, and comes up when it is loaded again', async (_part, files) => {
  await open(48)
  await page.route(files, (route) => route.abort())
  await page.reload()
  await opened.shows('Part of Podium did not arrive.')
  expect(await page.getByRole('gridcell').count()).toBe(0)
  await page.unroute(files)
  await page.getByRole('link', { name: 'Load again' }).click()
  await page.getByRole('gridcell').first().waitFor()
  expect(await page.getByText('Part of Podium did not arrive.').count()).toBe(0)
})

it('shows photos in full when the worker that reads them ahead does not arrive', async () => {
  await open(48)
  await page.route('**/*worker*', (route) => route.abort())
  await page.reload()
  await page.getByRole('gridcell').first().click()
  await page.keyboard.press('Enter')
  await page
    .getByRole('dialog', { name: /Viewer/u })
    .locator('img.full')
    .waitFor()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Escape')
  await expect.poll(focused).toMatch(/2 of 48/u)
})

it('stays in use while a slow disk keeps an answer back, shows that it works, and then shows the answer', async () => {
  await open(412)
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  const disk = Promise.withResolvers<undefined>()
  server.core.gate = async () => {
    await disk.promise
  }
  await opened.ask('sharpest')
  await page.getByRole('progressbar', { name: 'Putting the photos in order' }).waitFor()
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Most colourful first')
  await page.getByRole('gridcell', { name: /, 2 of 412/u }).click()
  await page.keyboard.press('ArrowRight')
  await expect.poll(focused).toMatch(/, 3 of 412/u)
  disk.resolve(undefined)
  await opened.shows('Sharpest first')
  await page.getByRole('progressbar').waitFor({ state: 'detached' })
  expect(await page.getByRole('textbox').first().inputValue()).toBe('sharpest')
})

it('gives way to a newer sentence while a slow disk keeps the answer to the one before', async () => {
  await open(412)
  const disk = Promise.withResolvers<undefined>()
  server.core.gate = async () => {
    await disk.promise
  }
  await opened.ask('sharpest')
  await page.getByRole('progressbar').waitFor()
  await opened.ask('brightest')
  disk.resolve(undefined)
  await opened.shows('Brightest first')
  await page.getByRole('progressbar').waitFor({ state: 'detached' })
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Brightest first')
})

it('names photos whose small pictures a slow disk keeps back, and draws them when they come', async () => {
  await open(48)
  const disk = Promise.withResolvers<undefined>()
  await page.route('**/assets/thumbnail/**', async (route) => {
    await disk.promise
    await route.continue()
  })
  await page.reload()
  await page.getByRole('gridcell', { name: /, 1 of 48/u }).waitFor()
  expect(await pictures()).toBe(0)
  expect(await page.getByText('No picture to show').count()).toBe(0)
  disk.resolve(undefined)
  await expect.poll(pictures).toBeGreaterThan(5)
})
