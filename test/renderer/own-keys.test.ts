/** Keys of one's own, given in the sheet of keys, in a real Chromium. */
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
  await opened.ask('sharpest')
  await page.getByRole('gridcell').first().waitFor()
  await expect.poll(() => opened.focused()).toMatch(/ 1 of 60/u)
}

const dialog = () => page.getByRole('dialog', { name: 'Keys' })
const button = (name: RegExp) => dialog().getByRole('button', { name }).first()
const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key)
}

it('lets another key do it at once, also on the next visit, and says so wherever the key is named', async () => {
  await open()
  await press('?')
  await button(/^Info panel: I\./u).click()
  expect(await button(/^Info panel/u).textContent()).toContain('Press a key')
  await press('F2')
  await button(/^Info panel: F2\./u).waitFor()
  await button(/^This sheet/u).click()
  await press('F3')
  await press('Escape')
  await dialog().waitFor({ state: 'hidden' })
  const info = page.getByRole('complementary', { name: /photo/iu })
  await info.waitFor()
  await press('F2')
  await info.waitFor({ state: 'hidden' })
  await page.reload()
  await page.getByRole('gridcell').first().waitFor()
  await press('F3')
  await button(/^Info panel: F2\./u).waitFor()
})

it('asks before it takes a key from something else, and gives all of them back', async () => {
  await open()
  await press('?')
  await button(/^Reverse the order/u).click()
  await press('s')
  await opened.shows(/S is “Open or close a stack”/u)
  await press('Escape')
  await button(/^Reverse the order: O\./u).waitFor()
  await dialog().waitFor()
  await press('Enter', 's', 's')
  await button(/^Reverse the order: S\./u).waitFor()
  await button(/^Open or close a stack: no key/u).waitFor()
  await dialog().getByRole('button', { name: 'All keys as at first' }).click()
  await button(/^Reverse the order: O\./u).waitFor()
  await button(/^Open or close a stack: S\./u).waitFor()
})

it('refuses what the browser keeps and what is typed into a sentence, and takes a space bar only once', async () => {
  await open()
  await press('?')
  await button(/^Reverse the order/u).click()
  await press('F5')
  await opened.shows(/F5 belongs to the browser/u)
  await press('Control')
  await press('Escape')
  await button(/^Order now/u).click()
  await press('y')
  await opened.shows(/Y is typed into the sentence/u)
  await press('Escape')
  await button(/^Undo/u).click()
  await press('Control+Space')
  await opened.shows(/Ctrl Space is “Select or let go”/u)
  await press('Control+Space')
  await button(/^Undo: Ctrl Space\./u).waitFor()
  expect(await dialog().getByRole('button', { pressed: true }).count()).toBe(0)
})

it('gives one key back, with the keyboard still there', async () => {
  await open()
  await press('?')
  await button(/^Pick: /u).click()
  await press('f')
  await button(/^Pick: F, Shift F\./u).waitFor()
  await button(/^Pick: give back/u).click()
  await button(/^Pick: P, Shift P\./u).waitFor()
  expect(await opened.focused()).toMatch(/^Pick: P/u)
})
