/** Likeness of real pictures by the real model, from the photo menu and as a collection that outlives the process. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../support/picture-folder.ts'
import { ask, names, podiumPages, until, type PodiumPages } from '../support/podium-pages.ts'

let pages: PodiumPages

beforeAll(async () => {
  pages = await podiumPages()
})
afterAll(() => pages.close())

it('finds what is like a picture, bends a sentence by it, and keeps both as collections', async () => {
  const data = await temporaryFolder()
  const { page, podium, errors } = await pages.open(data)
  await page.getByRole('button', { name: /sample/iu }).click()
  await expect
    .poll(() => page.getByRole('contentinfo').textContent(), { timeout: 60_000 })
    .toMatch(/48 photos indexed/u)
  await ask(page, 'a dog')
  await until(page, (shown) => shown[0] === 'dogs-at-the-door.jpg')
  const former = await names(page)
  await page.getByRole('gridcell', { name: /^dogs-at-the-door/u }).click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^Find similar/u }).click()
  await page.getByRole('heading', { name: 'Most like dogs-at-the-door.jpg first' }).waitFor()
  await until(page, (shown) => shown[0] === 'dogs-at-the-door.jpg')
  expect(await page.getByRole('gridcell').count()).toBeGreaterThan(5)
  await page.keyboard.press('Control+s')
  await page.getByRole('textbox', { name: 'Name' }).fill('Like these dogs')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Back to “a dog”' }).click()
  await until(page, (shown) => shown.slice(0, 5).join() === former.slice(0, 5).join())
  // The keyboard is back on the photo a moment after the order is.
  await page
    .getByRole('gridcell', { name: /^dogs-at-the-door/u })
    .and(page.locator(':focus'))
    .waitFor()
  await page.keyboard.press('<')
  await page.getByRole('heading', { name: /less like dogs-at-the-door\.jpg/u }).waitFor()
  await until(page, (shown) => shown[0] !== 'dogs-at-the-door.jpg')
  expect(errors).toEqual([])
  await podium.stop()
  const second = await pages.open(data)
  await second.page
    .getByRole('button', { name: /^Like these dogs/u })
    .first()
    .click()
  await second.page.getByRole('heading', { name: 'Most like dogs-at-the-door.jpg first' }).waitFor()
  await until(second.page, (shown) => shown[0] === 'dogs-at-the-door.jpg')
})
