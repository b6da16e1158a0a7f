/** Frames of one moment shown as one, in the built page: what a person sees, presses and takes back. */
import type { Page } from 'playwright-core'
import { beforeEach, expect, it } from 'vitest'
import type { FakePageServer } from '../support/fake-page-server.ts'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage
let page: Page
let server: FakePageServer

/** 60 photos; of each ten the first three, by their numbers, are of one moment: 48 stacks. */
beforeEach(async () => {
  opened = await pages.open(60)
  ;({ page, server } = opened)
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await expect.poll(() => opened.focused()).toMatch(/, 1 of 60/u)
})

/** What the tiles on screen are called, in their order. */
async function names(): Promise<string[]> {
  const labels = await page
    .getByRole('gridcell')
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label') ?? ''))
  const place = (label: string): number => Number(/, (\d+) of/u.exec(label)?.[1])
  return labels.toSorted((a, b) => place(a) - place(b))
}

async function stack(): Promise<void> {
  await page.keyboard.press('j')
  await opened.shows('60 photos in 48 stacks')
}

/** Goes to the first photo that stands for others, by keys; returns its name. */
async function goToStack(): Promise<string> {
  const all = await names()
  const at = all.findIndex((name) => /first of 3 photos of one moment/iu.test(name))
  await page.keyboard.press('Home')
  for (let step = 0; step < at; step++) await page.keyboard.press('ArrowRight')
  await expect.poll(() => opened.focused()).toBe(all[at])
  return (all[at] ?? '').split(',')[0] ?? ''
}

const marks = () => Object.fromEntries([...server.core.sets.marks].map(([photoId, { flag }]) => [photoId, flag]))

it('counts every photo once: stacks, photos behind them, and where they can be seen', async () => {
  await stack()
  await opened.shows('48 of 60 photos shown, 12 hidden')
  expect(await page.getByRole('button', { name: 'Stack frames of one moment' }).getAttribute('aria-pressed')).toBe(
    'true',
  )
  expect(await page.getByTitle('6 stacks of several photos, 42 photos by themselves').textContent()).toContain(
    '60 photos',
  )
  await page.getByRole('contentinfo').getByRole('button', { name: 'Show' }).click()
  await page.getByRole('menuitem', { name: 'Show 12 photos behind others in stacks' }).click()
  await opened.shows('60 photos shown')
})

it('opens a stack in its place and closes it, by key and by its number, with the photo in focus', async () => {
  await stack()
  const name = await goToStack()
  const before = await names()
  await page.keyboard.press('s')
  await opened.shows('50 of 60 photos shown, 10 hidden')
  const open = await names()
  const at = open.findIndex((one) => one.includes('1 of 3 photos of one moment'))
  expect(open[at]).toContain(name)
  expect(open.slice(at + 1, at + 3).map((one) => /\d of 3 photos of one moment/u.exec(one)?.[0])).toEqual([
    '2 of 3 photos of one moment',
    '3 of 3 photos of one moment',
  ])
  await expect.poll(() => opened.focused()).toContain(`${name}, `)
  // From a frame inside, the stack closes over it and the keyboard is on the stack.
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('s')
  await expect.poll(names).toEqual(before)
  await expect.poll(() => opened.focused()).toContain(`${name}, `)
  const number = page.getByRole('gridcell', { name: new RegExp(`^${name}`, 'u') }).getByRole('button')
  await number.click()
  await opened.shows('50 of 60 photos shown, 10 hidden')
  await expect.poll(() => opened.focused()).toContain(`${name}, `)
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page
    .getByRole('gridcell', { name: /1 of 3 photos of one moment/u })
    .getByRole('button')
    .click()
  await expect.poll(names).toEqual(before)
})

it('keeps one and rejects the rest as one step, which one undo takes back', async () => {
  await stack()
  await goToStack()
  await page.keyboard.press('k')
  await opened.shows('1 photo picked, 2 of its moment rejected')
  const kept = Object.values(marks()).toSorted()
  expect(kept).toEqual(['pick', 'reject', 'reject'])
  await page.keyboard.press('Control+z')
  await expect.poll(() => Object.values(marks())).toEqual(['none', 'none', 'none'])
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(() => Object.values(marks()).toSorted()).toEqual(['pick', 'reject', 'reject'])
})

it('lets another frame stand for the moment, keeps that over a reload, and takes it back', async () => {
  await stack()
  const best = await goToStack()
  await page.keyboard.press('s')
  await opened.shows('50 of 60 photos shown, 10 hidden')
  await page.keyboard.press('ArrowRight')
  const other = (await opened.focused()).split(',')[0] ?? ''
  expect(other).not.toBe(best)
  await page.keyboard.press('Shift+S')
  await opened.shows('This photo stands for the 3 of its moment now')
  await page.reload()
  await opened.shows('60 photos in 48 stacks')
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  expect((await names()).find((one) => /first of 3/iu.test(one) && one.startsWith(other))).toBeDefined()
  expect((await names()).find((one) => one.startsWith(best))).toBeUndefined()
  await page.getByRole('gridcell', { name: new RegExp(`^${other}`, 'u') }).click()
  await page.keyboard.press('Shift+S')
  await opened.shows('The order chooses again which photo stands for its moment')
  await expect.poll(async () => (await names()).some((one) => one.startsWith(best))).toBe(true)
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await names()).some((one) => one.startsWith(other))).toBe(true)
})

it('says so where there is nothing to stack or to open', async () => {
  await page.keyboard.press('s')
  await opened.shows('Frames of one moment are not stacked now.')
  await page
    .getByRole('status')
    .or(page.locator('.toast'))
    .getByRole('button', { name: 'Stack frames of one moment' })
    .click()
  await opened.shows('60 photos in 48 stacks')
  const all = await names()
  await page.getByRole('gridcell', { name: all.find((name) => !name.includes('of one moment')) ?? '' }).click()
  for (const key of ['s', 'k']) {
    await page.keyboard.press(key)
    await opened.shows('No other photo here is of the same moment.')
  }
  expect(marks()).toEqual({})
})
