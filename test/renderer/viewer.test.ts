/** One photo in full: real pixels, the filmstrip, and what is decoded before it is asked for. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage
let page: Page

async function open(photoCount: number): Promise<void> {
  opened = await pages.open(photoCount)
  ;({ page } = opened)
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await expect.poll(opened.focused).toMatch(/1 of/u)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /Viewer/u }).waitFor()
  await ready()
}

/** The small picture is gone: the large one is drawn, and the file itself where its pixels are seen. */
const ready = async () => {
  await expect.poll(() => page.locator('.stage .small, .stage .waiting').count()).toBe(0)
  await page.locator('.stage .full').waitFor()
}
const full = () =>
  page.locator('.stage .full').evaluate((image) => {
    const { left, top, width } = image.getBoundingClientRect()
    return { left, top, width, natural: image instanceof HTMLImageElement ? image.naturalWidth : 0 }
  })
const frames = () => page.getByRole('listbox', { name: 'Filmstrip' }).getByRole('option')

it('zooms to real pixels at the pointer by key and by click, and is moved by dragging', async () => {
  await open(48)
  // Narrower than any picture here, so that there is something to move.
  await page.setViewportSize({ width: 600, height: 420 })
  const stage = await page.locator('.stage .stage').boundingBox()
  if (stage === null) throw new Error('Nothing is drawn.')
  await expect.poll(async () => (await full()).width).toBeLessThanOrEqual(600)
  await page.mouse.move(stage.x + stage.width * 0.7, stage.y + stage.height * 0.5)
  await page.keyboard.press('z')
  await page.locator('.stage img.full').waitFor()
  expect((await full()).width).toBe((await full()).natural)
  const before = await full()
  expect(before.left).toBeLessThan(0)
  await page.mouse.down()
  await page.mouse.move(stage.x + stage.width * 0.7 + 50, stage.y + stage.height * 0.5, { steps: 5 })
  await page.mouse.up()
  expect((await full()).left - before.left).toBe(50)
  await page.mouse.click(stage.x + 300, stage.y + 100)
  await expect.poll(async () => (await full()).width).toBeLessThanOrEqual(600)
  await page.mouse.click(stage.x + 300, stage.y + 100)
  await expect.poll(async () => (await full()).width).toBe(before.natural)
  // The next photo is looked at as near as this one.
  await page.keyboard.press('ArrowRight')
  await ready()
  await page.locator('.stage img.full').waitFor()
  const next = await full()
  expect(next.width).toBe(next.natural)
})

it('has its neighbours in a filmstrip that is walked by clicks, and hidden for good', async () => {
  await open(400)
  await expect.poll(() => frames().count()).toBeGreaterThan(6)
  await frames().nth(4).click()
  await page.getByRole('banner').getByText('5th of 400').waitFor()
  expect(await frames().and(page.locator('[aria-selected="true"]')).getAttribute('aria-label')).toMatch(/, 5 of 400/u)
  await page.keyboard.press('ArrowRight')
  await page.getByRole('banner').getByText('6th of 400').waitFor()
  await page.keyboard.press('F6')
  expect(await frames().count()).toBe(0)
  await page.reload()
  await page.getByRole('gridcell').first().dblclick()
  await page.getByRole('dialog', { name: /Viewer/u }).waitFor()
  expect(await frames().count()).toBe(0)
  await page.getByRole('button', { name: 'Filmstrip' }).click()
  await expect.poll(() => frames().count()).toBeGreaterThan(6)
})

it('reads the five next and the five before ahead, and asks for none of them again when they come', async () => {
  opened = await pages.open(400)
  ;({ page } = opened)
  const asked: string[] = []
  page.on('request', (request) => {
    const photo = /\/assets\/view\/(\d+)/u.exec(request.url())?.[1]
    if (photo !== undefined) asked.push(photo)
  })
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await expect.poll(opened.focused).toMatch(/1 of/u)
  for (let step = 0; step < 8; step += 1) await page.keyboard.press('ArrowRight')
  await expect.poll(opened.focused).toMatch(/, 9 of/u)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /Viewer/u }).waitFor()
  await expect.poll(() => new Set(asked).size).toBe(11)
  for (let step = 0; step < 5; step += 1) {
    await page.keyboard.press('ArrowRight')
    await ready()
  }
  await expect.poll(() => new Set(asked).size).toBe(16)
  expect(asked.length).toBe(16)
})

it('goes on with the key that judges: the next one is meant for the next photo, however slow the disk is', async () => {
  await open(48)
  const disk = Promise.withResolvers<undefined>()
  opened.server.core.gate = async () => {
    await disk.promise
  }
  for (const key of ['Shift+P', 'Shift+X', 'Escape', 'Shift+U', 'Shift+P']) await page.keyboard.press(key)
  disk.resolve(undefined)
  const flagged = (words: RegExp) => expect.poll(() => page.getByRole('gridcell', { name: words }).count())
  await flagged(/, 1 of 48.*Picked/u).toBe(1)
  await flagged(/, 2 of 48.*Rejected/u).toBe(1)
  await flagged(/, 4 of 48.*Picked/u).toBe(1)
  await expect.poll(opened.focused).toMatch(/, 5 of 48/u)
})
