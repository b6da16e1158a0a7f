/** Orders by example in the built page: asked by key and by menu, taken away one by one, left as they were found. */
import type { Page } from 'playwright-core'
import { beforeEach, expect, it } from 'vitest'
import type { FakePageServer } from '../support/fake-page-server.ts'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage
let page: Page
let server: FakePageServer

beforeEach(async () => {
  opened = await pages.open(400)
  ;({ page, server } = opened)
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await expect.poll(() => opened.focused()).toMatch(/, 1 of 400/u)
})

const heading = () => page.getByRole('heading', { level: 1 }).textContent()
const strip = () => page.getByRole('group', { name: 'Photos this order goes by' })
const asked = () => server.core.asked.at(-1)
const nameOf = (label: string): string => label.split(',')[0] ?? ''
const idOf = (label: string): number => Number(/DSCF(\d+)/u.exec(label)?.[1]) - 2_000

it('finds what is like a photo by one key, says so, and leads back to the order and the place from before', async () => {
  await page.keyboard.press('End')
  await expect.poll(() => opened.focused()).toMatch(/, 400 of 400/u)
  for (const key of ['ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key)
  await expect.poll(() => opened.focused()).toMatch(/, 398 of 400/u)
  const label = await opened.focused()
  const name = nameOf(label)
  await page.keyboard.press('a')
  await expect.poll(heading).toBe(`Most like ${name} first`)
  await opened.shows('400 photos')
  expect(asked()).toMatchObject({ sentence: '', examples: { like: [idOf(label)], unlike: [] } })
  expect(await page.getByRole('radio', { name: 'Similar' }).getAttribute('aria-checked')).toBe('true')
  await expect.poll(() => opened.focused()).toMatch(new RegExp(`^${name}, 1 of 400`, 'u'))
  await page.keyboard.press('Escape')
  await expect.poll(heading).toBe('Most colourful first')
  await expect.poll(() => opened.focused()).toMatch(new RegExp(`^${name}, 398 of 400`, 'u'))
  expect(asked()).not.toHaveProperty('examples')
  expect(await strip().count()).toBe(0)
})

it('bends a sentence towards some photos and away from others, with the photo in focus in its place', async () => {
  const liked = await opened.focused()
  await page.keyboard.press('>')
  await expect.poll(heading).toBe(`Most colourful first, more like ${nameOf(liked)}`)
  await expect.poll(() => opened.focused()).toContain(nameOf(liked))
  await page.keyboard.press('ArrowRight')
  const other = await opened.focused()
  await page.getByRole('gridcell', { name: nameOf(other) }).click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^Less like this/u }).click()
  await expect.poll(heading).toBe(`Most colourful first, more like ${nameOf(liked)} and less like ${nameOf(other)}`)
  expect(asked()).toMatchObject({
    sentence: 'most colourful',
    examples: { like: [idOf(liked)], unlike: [idOf(other)] },
  })
  // Liked after all: it changes sides.
  await page.getByRole('gridcell', { name: nameOf(other) }).click()
  await page.keyboard.press('>')
  await expect.poll(heading).toBe('Most colourful first, more like 2 photos')
  await strip()
    .getByRole('button', { name: `No longer go by ${nameOf(liked)}` })
    .click()
  await expect.poll(heading).toBe(`Most colourful first, more like ${nameOf(other)}`)
  await strip().getByRole('button', { name: 'Take these away' }).click()
  await expect.poll(heading).toBe('Most colourful first')
})

it('stays beside a new sentence, and is kept in a collection', async () => {
  const liked = await opened.focused()
  await page.keyboard.press('>')
  await expect.poll(heading).toContain('more like')
  await opened.ask('sharpest')
  await expect.poll(heading).toBe(`Sharpest first, more like ${nameOf(liked)}`)
  await page.keyboard.press('Control+s')
  await page.getByRole('textbox', { name: 'Name' }).fill('Sharp like this')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect
    .poll(() => server.core.sets.collections.at(-1)?.rule)
    .toMatchObject({ sentence: 'sharpest', examples: { like: [idOf(liked)], unlike: [] } })
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await opened.ask('most colourful')
  await strip().getByRole('button', { name: 'Take these away' }).click()
  await expect.poll(heading).toBe('Most colourful first')
  await page
    .getByRole('button', { name: /^Sharp like this/u })
    .first()
    .click()
  await expect.poll(heading).toBe(`Sharpest first, more like ${nameOf(liked)}`)
  await page.getByText('is kept with another sentence').waitFor({ state: 'detached' })
})

it('finds what is like several photos, from the grid and from the viewer', async () => {
  await page.keyboard.press('Shift+ArrowRight')
  await opened.shows('2 photos selected')
  await page.keyboard.press('a')
  await expect.poll(heading).toBe('Most like 2 photos first')
  await expect.poll(() => opened.focused()).toMatch(/, 1 of 400/u)
  await page.keyboard.press('Enter')
  const viewer = page.getByRole('dialog', { name: /Viewer/u })
  await viewer.waitFor()
  await page.keyboard.press('ArrowRight')
  const name = ((await viewer.getAttribute('aria-label')) ?? '').replace('Viewer, ', '')
  await page.keyboard.press('a')
  await viewer.waitFor({ state: 'detached' })
  await expect.poll(heading).toBe(`Most like ${name} first`)
})
