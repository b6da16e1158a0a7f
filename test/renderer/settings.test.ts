/** What a person sets once, in a real Chromium. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage
let page: Page

async function open(): Promise<void> {
  opened = await pages.open(60)
  ;({ page } = opened)
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await expect.poll(opened.focused).toMatch(/1 of/u)
}

const dialog = () => page.getByRole('dialog', { name: 'Settings' })

async function openSettings(): Promise<void> {
  await page.keyboard.press('Control+,')
  await dialog().waitFor()
}

async function choose(label: string, value: string): Promise<void> {
  await dialog().getByLabel(label).selectOption({ label: value })
}

const background = () => page.getByRole('contentinfo').evaluate((bar) => getComputedStyle(bar).backgroundColor)
const isLight = async () => Number(/\d+/u.exec(await background())?.[0]) > 128

it('is light or dark as a person wants, whatever the system says, and stays so', async () => {
  await open()
  for (const system of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: system })
    await openSettings()
    for (const [words, light] of [
      ['Light', true],
      ['Dark', false],
      ['As the system', system === 'light'],
    ] as const) {
      await choose('Colours', words)
      await expect.poll(isLight).toBe(light)
    }
    await choose('Colours', 'Light')
    await page.keyboard.press('Escape')
  }
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.reload()
  await page.getByRole('contentinfo').waitFor()
  await expect.poll(isLight).toBe(true)
})

it('moves nothing where a person wants that', async () => {
  await open()
  const move = () => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--move').trim())
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  expect(await move()).not.toBe('0s')
  await openSettings()
  await choose('Movement', 'None')
  await expect.poll(move).toBe('0s')
  await page.keyboard.press('Escape')
  await page.evaluate(() => {
    document.addEventListener('animationstart', ({ animationName }) => {
      // The line of a question that takes long appears at once: that is no movement.
      if (!animationName.endsWith('appear')) document.title = 'something moved'
    })
    document.addEventListener('transitionrun', () => {
      // A change that only waits, as that of the order before, is none either.
      const moves = document.getAnimations().some(({ effect }) => Number(effect?.getComputedTiming().duration) > 0)
      if (moves) document.title = 'something moved'
    })
    const animate = Element.prototype.animate
    Element.prototype.animate = function (...of) {
      document.title = 'something moved'
      return animate.apply(this, of)
    }
  })
  await opened.ask('dog in the snow')
  await expect.poll(() => opened.server.core.asked.at(-1)?.sentence).toBe('dog in the snow')
  await page.getByRole('radio', { checked: true }).waitFor()
  await expect.poll(opened.focused).toMatch(/1 of/u)
  expect(await page.title()).not.toBe('something moved')
})

it('lays the photos out as the grid’s own switch does', async () => {
  await open()
  await openSettings()
  await choose('Photos in an order', 'In equal cells')
  await page.keyboard.press('Escape')
  await expect
    .poll(() => page.getByRole('button', { name: 'Equal cells with every photo whole' }).getAttribute('aria-pressed'))
    .toBe('true')
})

it('hears no letter, digit or sign alone once they are turned off, and everything else', async () => {
  await open()
  await openSettings()
  await dialog()
    .getByLabel(/Single letters/u)
    .uncheck()
  await page.keyboard.press('Escape')
  await expect.poll(opened.focused).toMatch(/1 of/u)
  for (const key of ['4', 'p', '?', 'Shift+C', '\\']) await page.keyboard.press(key)
  await page.keyboard.press('ArrowRight')
  await expect.poll(opened.focused).toMatch(/2 of/u)
  expect(await page.getByRole('dialog').count()).toBe(0)
  const named = (await page.locator('kbd').allInnerTexts()).map((key) => key.trim())
  expect(named.filter((key) => key.length < 2)).toEqual([])
  await openSettings()
  await dialog()
    .getByLabel(/Single letters/u)
    .check()
  await dialog().getByRole('button', { name: 'Change keys' }).click()
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
})

it('tells the core which faces count, and shows what the core holds', async () => {
  await open()
  await openSettings()
  const field = dialog().getByLabel('Smallest face that counts')
  await expect.poll(() => field.inputValue()).toBe('0.04')
  await field.selectOption({ label: 'From 15 %: portraits' })
  await expect.poll(() => opened.server.core.settings.smallestFace).toBe(0.15)
  opened.server.core.failing.add('settings.setSmallestFace')
  await field.selectOption({ label: 'From 8 %: those a photo is taken of' })
  await dialog().getByRole('alert').waitFor()
  await expect.poll(() => field.inputValue()).toBe('0.15')
  await page.keyboard.press('Escape')
  opened.server.core.settings = { smallestFace: null }
  await openSettings()
  await dialog().getByText('No face detector is installed.').waitFor()
})
