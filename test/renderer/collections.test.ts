/** Groups, order by hand and covers of collections in the page, by the keys and drags of a person. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { FakePageServer } from '../support/fake-page-server.ts'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage
let page: Page
let server: FakePageServer

async function open(photoCount = 48): Promise<void> {
  opened = await pages.open(photoCount)
  ;({ page, server } = opened)
}

/** A collection as if it had been there before. */
async function make(name: string, of: 'group' | readonly number[], parent: string | null = null): Promise<void> {
  const parentId = parent === null ? null : idOf(parent)
  const what = of === 'group' ? { kind: 'group' as const } : { kind: 'fixed' as const, photoIds: [...of] }
  await server.client.collections.create({ name, parentId, of: what })
  await row(name).waitFor()
}

const panel = () => page.getByRole('navigation')
const row = (name: string) => panel().getByRole('button', { name, exact: true })
const idOf = (name: string): number => server.core.sets.collections.find((one) => one.name === name)?.collectionId ?? -1
const parentOf = (name: string): string | null => {
  const parentId = server.core.sets.collections.find((one) => one.name === name)?.parentId
  return server.core.sets.collections.find((one) => one.collectionId === parentId)?.name ?? null
}
const members = (name: string) => server.core.sets.members.get(idOf(name))
const tile = (position: number) => page.getByRole('gridcell', { name: new RegExp(`, ${String(position)} of`, 'u') })

async function menu(name: string, ...items: readonly string[]): Promise<void> {
  await panel()
    .getByRole('button', { name: `More about ${name}` })
    .click()
  for (const item of items) await page.getByRole('menuitem', { name: item, exact: true }).click()
}

it('puts collections into groups by menu, groups into groups, and takes it all back', async () => {
  await open()
  await make('Beach', [1, 2, 3])
  await make('Party', [4])
  await menu('Beach', 'Move to…', 'New group')
  await page.keyboard.type('Summer')
  await page.keyboard.press('Enter')
  await expect.poll(() => parentOf('Beach')).toBe('Summer')
  await menu('Summer', 'Move to…', 'New group')
  await page.keyboard.type('2019')
  await page.keyboard.press('Enter')
  await expect.poll(() => parentOf('Summer')).toBe('2019')
  await menu('Party', 'Move to…', '2019 / Summer')
  await opened.shows('“Party” moved to “Summer”')
  expect(parentOf('Party')).toBe('Summer')
  // A group is not offered its own inside.
  await menu('2019', 'Move to…')
  expect(await page.getByRole('menuitem').allTextContents()).toEqual(['New group'])
  await page.keyboard.press('Escape')
  for (let i = 0; i < 3; i++) await page.keyboard.press('Control+z')
  await expect.poll(() => server.core.sets.collections.map(({ name }) => name).toSorted()).toEqual(['Beach', 'Party'])
  expect([parentOf('Beach'), parentOf('Party')]).toEqual([null, null])
  for (let i = 0; i < 3; i++) await page.keyboard.press('Control+y')
  await expect.poll(() => parentOf('Party')).toBe('Summer')
})

it('puts collections into a group and out of it by dragging, beside others and to the top', async () => {
  await open()
  await make('Summer', 'group')
  await make('Beach', [1, 2, 3])
  await make('Party', [4])
  await row('Beach').dragTo(row('Summer'))
  await expect.poll(() => parentOf('Beach')).toBe('Summer')
  await row('Party').dragTo(row('Beach'))
  await expect.poll(() => parentOf('Party')).toBe('Summer')
  await row('Beach').dragTo(panel().getByRole('heading', { name: 'Collections' }))
  await expect.poll(() => parentOf('Beach')).toBeNull()
  // A group into itself goes nowhere.
  await row('Summer').dragTo(row('Party'))
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect.poll(() => parentOf('Beach')).toBe('Summer')
  expect(parentOf('Summer')).toBeNull()
})

it('folds a group by a key and keeps it folded for the next visit', async () => {
  await open()
  await make('Summer', 'group')
  await make('Beach', [1, 2, 3], 'Summer')
  await row('Summer').focus()
  await page.keyboard.press('Enter')
  await row('Beach').waitFor({ state: 'detached' })
  await page.reload()
  await row('Summer').waitFor()
  expect(await row('Summer').getAttribute('aria-expanded')).toBe('false')
  expect(await row('Beach').count()).toBe(0)
})

it('renames, duplicates and freezes by the menu key, and deletes a group with what it holds until undo', async () => {
  await open()
  await make('Summer', 'group')
  await make('Beach', [1, 2, 3], 'Summer')
  await row('Beach').click({ button: 'right' })
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('Shore')
  await page.keyboard.press('Enter')
  await row('Shore').waitFor()
  await menu('Shore', 'Duplicate')
  await row('Shore copy').waitFor()
  await menu('Summer', 'Delete')
  await opened.shows('“Summer” deleted, with 2 collections in it')
  expect(server.core.sets.collections).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await row('Shore').waitFor()
  expect(parentOf('Shore copy')).toBe('Summer')
})

it('closes a menu by Escape and gives the keyboard back, and walks it by arrows', async () => {
  await open()
  await make('Beach', [1])
  const more = panel().getByRole('button', { name: 'More about Beach' })
  await more.focus()
  await page.keyboard.press('Enter')
  const item = () => page.evaluate(() => document.activeElement?.textContent)
  await expect.poll(item).toBe('Rename')
  await page.keyboard.press('ArrowUp')
  expect(await item()).toBe('Delete')
  await page.keyboard.press('ArrowDown')
  expect(await item()).toBe('Rename')
  await page.keyboard.press('Escape')
  await expect.poll(opened.focused).toBe('More about Beach')
  expect(await page.getByRole('menu').count()).toBe(0)
})

it('moves photos of a fixed collection by Alt and arrows, stores it, and takes it back', async () => {
  await open()
  await make('Beach', [0, 1, 2, 3, 4, 5, 6, 7])
  await row('Beach').click()
  await opened.shows('In the order made by hand')
  await tile(3).click()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect.poll(() => members('Beach')).toEqual([0, 2, 1, 3, 4, 5, 6, 7])
  await expect.poll(opened.focused).toMatch(/, 2 of 8/u)
  // Keys come faster than answers.
  for (let i = 0; i < 3; i++) await page.keyboard.press('Alt+ArrowRight')
  await expect.poll(() => members('Beach')).toEqual([0, 1, 3, 4, 2, 5, 6, 7])
  await page.keyboard.press('Alt+End')
  await expect.poll(() => members('Beach')).toEqual([0, 1, 3, 4, 5, 6, 7, 2])
  await expect.poll(opened.focused).toMatch(/, 8 of 8/u)
  await page.keyboard.press('Alt+ArrowRight')
  for (let i = 0; i < 5; i++) await page.keyboard.press('Control+z')
  await expect.poll(() => members('Beach')).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  await page.keyboard.press('Control+y')
  await expect.poll(() => members('Beach')).toEqual([0, 2, 1, 3, 4, 5, 6, 7])
})

it('moves the selected photos together, also when the order is turned round', async () => {
  await open()
  await make('Beach', [0, 1, 2, 3, 4, 5, 6, 7])
  await row('Beach').click()
  await opened.shows('In the order made by hand')
  await tile(6).click()
  await tile(4).click({ modifiers: ['Control'] })
  await tile(6).click({ modifiers: ['Control'] })
  await page.keyboard.press('Alt+Home')
  await expect.poll(() => members('Beach')).toEqual([3, 5, 0, 1, 2, 4, 6, 7])
  await page.getByRole('button', { name: 'Reverse' }).click()
  await opened.shows('In the order made by hand, last first')
  await tile(8).focus()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect.poll(() => members('Beach')).toEqual([0, 3, 5, 1, 2, 4, 6, 7])
})

it('moves photos by dragging them between others, and adds them to a collection in the side bar', async () => {
  await open()
  await make('Beach', [0, 1, 2, 3, 4, 5, 6, 7])
  await make('Party', [30])
  await row('Beach').click()
  await opened.shows('In the order made by hand')
  await tile(5).dragTo(tile(2), { targetPosition: { x: 6, y: 40 } })
  await expect.poll(() => members('Beach')).toEqual([0, 4, 1, 2, 3, 5, 6, 7])
  await tile(7).click({ modifiers: ['Control'] })
  await tile(8).click({ modifiers: ['Control'] })
  await tile(7).dragTo(row('Party'))
  await opened.shows('2 photos added to “Party”')
  expect(members('Party')).toEqual([30, 6, 7])
  await page.keyboard.press('Control+z')
  await expect.poll(() => members('Party')).toEqual([30])
  await page.keyboard.press('Control+z')
  await expect.poll(() => members('Beach')).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

it('takes photos out of a fixed collection by a key, and undo puts them back where they stood', async () => {
  await open()
  await make('Beach', [0, 1, 2, 3, 4, 5])
  await row('Beach').click()
  await opened.shows('In the order made by hand')
  await tile(2).click()
  await tile(5).click({ modifiers: ['Control'] })
  await tile(2).click({ modifiers: ['Control'] })
  await page.keyboard.press('Delete')
  await opened.shows('2 photos taken out of “Beach”')
  expect(members('Beach')).toEqual([0, 2, 3, 5])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => members('Beach')).toEqual([0, 1, 2, 3, 4, 5])
})

it('says why photos cannot be moved in an order that nobody made by hand', async () => {
  await open()
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await expect.poll(opened.focused).toMatch(/1 of/u)
  await page.keyboard.press('Alt+ArrowRight')
  await opened.shows('Only in a collection of chosen photos, in the order made by hand.')
})

const cover = () => row('Beach').locator('img').getAttribute('src')

it('makes a photo the cover by a key, shows it in the list, and undo gives back the one before', async () => {
  await open()
  await make('Beach', [5, 6, 7])
  await expect.poll(cover).toContain('/thumbnail/5?')
  await row('Beach').click()
  await opened.shows('In the order made by hand')
  await tile(3).click()
  await page.keyboard.press('v')
  await opened.shows('This is the cover of “Beach” now')
  await expect.poll(cover).toContain('/thumbnail/7?')
  await page.keyboard.press('v')
  await expect.poll(cover).toContain('/thumbnail/5?')
  await page.keyboard.press('Control+z')
  await expect.poll(cover).toContain('/thumbnail/7?')
  await page.keyboard.press('Control+z')
  await expect.poll(cover).toContain('/thumbnail/5?')
})

it('offers what can be done with a photo by the right button, for that photo alone unless it is selected', async () => {
  await open()
  await make('Beach', [5, 6, 7])
  await row('Beach').click()
  await opened.shows('In the order made by hand')
  await tile(1).click()
  await tile(2).click({ modifiers: ['Shift'] })
  await tile(3).click({ button: 'right' })
  expect(await page.getByRole('menu').getAttribute('aria-label')).toBe('1 photo selected')
  await page.getByRole('menuitem', { name: 'Use as cover of Beach' }).click()
  await expect.poll(cover).toContain('/thumbnail/7?')
  await tile(1).click()
  await tile(2).click({ modifiers: ['Shift'] })
  await tile(1).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Make a collection of 2 photos…' }).click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('Two')
  await page.keyboard.press('Enter')
  await row('Two').waitFor()
  expect(members('Two')).toEqual([5, 6])
})

it('opens the same menu while a photo is viewed, by a key, and Escape closes the menu before the photo', async () => {
  await open()
  await make('Beach', [5, 6, 7])
  await row('Beach').click()
  await opened.shows('In the order made by hand')
  await tile(2).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /Viewer/u }).waitFor()
  await page.keyboard.press('m')
  await page.getByRole('menuitem', { name: 'Use as cover of Beach' }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('menu').count()).toBe(0)
  expect(await page.getByRole('dialog', { name: /Viewer/u }).count()).toBe(1)
  await page.keyboard.press('v')
  await opened.shows('This is the cover of “Beach” now')
  await page.keyboard.press('Escape')
  await expect.poll(cover).toContain('/thumbnail/6?')
})
