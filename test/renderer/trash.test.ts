/** Photos go to the trash after their files were listed, and what stays is said. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { FakePageServer } from '../support/fake-page-server.ts'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage
let page: Page
let server: FakePageServer

async function open(): Promise<void> {
  opened = await pages.open(48)
  ;({ page, server } = opened)
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await expect.poll(opened.focused).toMatch(/1 of 48/u)
}

const dialog = () => page.getByRole('dialog', { name: /trash/u })
const button = (name: string) => dialog().getByRole('button', { name, exact: true })

it('lists the files first, moves nothing when it is left, and goes on at the same place when it is done', async () => {
  await open()
  for (const key of ['ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Delete']) await page.keyboard.press(key)
  await page.getByRole('dialog', { name: 'Move 3 photos to the trash?' }).waitFor()
  expect(await dialog().getByRole('listitem').count()).toBe(3)
  await page.keyboard.press('Escape')
  await dialog().waitFor({ state: 'detached' })
  expect(server.core.sets.trash.inside.size).toBe(0)
  await expect.poll(opened.focused).toMatch(/4 of 48/u)
  await page.keyboard.press('Delete')
  await button('Move to the trash').click()
  await opened.shows('3 photos moved to the trash')
  expect(server.core.sets.trash.inside.size).toBe(3)
  // The focus was on one that went: it is on the one that took its place.
  await expect.poll(opened.focused).toMatch(/4 of 45/u)
  expect(await page.locator('[role="gridcell"][aria-selected="true"]').count()).toBe(0)
})

it('moves the photo that is shown in full, and shows the next one', async () => {
  await open()
  await page.keyboard.press('Enter')
  const viewer = page.getByRole('dialog', { name: /Viewer/u })
  const first = await viewer.getAttribute('aria-label')
  await page.keyboard.press('Delete')
  await button('Move to the trash').press('Enter')
  await dialog().waitFor({ state: 'detached' })
  await opened.shows('1 photo moved to the trash')
  await expect.poll(() => viewer.getAttribute('aria-label')).not.toBe(first)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Escape')
  await expect.poll(opened.focused).toMatch(/2 of 47/u)
})

it('says what stays before, and what could not be moved after', async () => {
  await open()
  server.core.sets.trash.staying = [{ reason: 'offline', photos: 1 }]
  await page.keyboard.press('Shift+Delete')
  await page.getByRole('dialog', { name: 'None of these can be moved to the trash' }).waitFor()
  await dialog().getByText('1 photo stays: its drive is offline.').waitFor()
  expect(await button('Move to the trash').count()).toBe(0)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Shift+ArrowRight')
  server.core.sets.trash.failing = [{ file: 'Summer 2019/DSCF2210.jpg', reason: 'changed' }]
  server.core.sets.trash.staying = []
  await page.keyboard.press('Delete')
  await button('Move to the trash').click()
  await page.getByRole('dialog', { name: '1 photo could not be moved to the trash' }).waitFor()
  await opened.shows('Summer 2019/DSCF2210.jpg')
  await opened.shows('The file has changed since.')
  await page.keyboard.press('Escape')
  await opened.shows('1 photo moved to the trash')
})

it('is offered in the menu of a photo', async () => {
  await open()
  await page.getByRole('gridcell', { name: /, 3 of 48/u }).click({ button: 'right' })
  await page.getByRole('menuitem', { name: /Move to the trash/u }).click()
  await page.getByRole('dialog', { name: 'Move 1 photo to the trash?' }).waitFor()
})
