/** What a person does with two thousand photos, from the first sentence to the export, by Podium as it is shipped. */
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ExportFile } from '../../main/contract/export-file.ts'
import { writePictures } from '../support/many-pictures.ts'
import { temporaryFolder } from '../support/picture-folder.ts'
import { ask, names, podiumPages, until, type PodiumPages } from '../support/podium-pages.ts'

const PHOTOS = 2_000
/** Of different bytes: each is read once, however many photos share it. */
const DIFFERENT = 100

let pages: PodiumPages

beforeAll(async () => {
  pages = await podiumPages()
})
afterAll(() => pages.close())

const focused = (page: Page) => () =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName ?? '')
const shows = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor()
const heading = (page: Page) => page.getByRole('heading', { level: 1 }).first().textContent()

it('types, chooses another meaning, filters, marks, undoes, saves, compares, exports and loses a drive', async () => {
  const root = await temporaryFolder()
  const [data, folder] = [join(root, 'data'), join(root, 'Two thousand')]
  await writePictures(folder, PHOTOS, DIFFERENT)
  const { page, errors, outside } = await pages.open(data, [folder])
  await shows(page, '2,000 photos indexed')

  // Type, and choose another meaning.
  await ask(page, 'newest')
  await shows(page, 'Newest first')
  await until(page, (shown) => shown[0] === '1999.jpg' && shown[1] === '1998.jpg')
  await ask(page, 'most colourful')
  await shows(page, 'Most colourful first')
  const colourful = await names(page)
  await page.getByRole('radio', { name: 'Similar' }).click()
  await shows(page, 'Most like these words first')
  await until(page, (shown) => shown.length > 5 && shown.join() !== colourful.join())
  await page.getByRole('radio', { name: 'Measured' }).click()
  await shows(page, 'Most colourful first')
  await until(page, (shown) => shown.slice(0, 5).join() === colourful.slice(0, 5).join())

  // Mark by keys, one and several; take back and do again.
  await ask(page, 'oldest photo')
  await until(page, (shown) => shown[0] === '0000.jpg')
  await expect.poll(focused(page)).toMatch(/^0000\.jpg, 1 of 2,000/u)
  for (const key of ['5', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', '4']) await page.keyboard.press(key)
  await shows(page, '3 photos marked')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await shows(page, '3 photos: marks as before')
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(() => page.getByRole('gridcell', { name: /4 stars/u }).count()).toBe(3)

  // Filter: what is hidden is counted, and the set is kept by name.
  await page.keyboard.press('\\')
  await page.getByRole('combobox', { name: /^Stars/u }).selectOption('4 stars or more')
  await shows(page, '4 of 2,000 photos shown, 1,996 hidden')
  await until(page, (shown) => shown.join() === '0000.jpg,0001.jpg,0002.jpg,0003.jpg')
  await page.keyboard.press('Control+s')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('Best of the first days')
  await page.keyboard.press('Enter')
  await page.getByRole('navigation').getByRole('button', { name: 'Best of the first days', exact: true }).waitFor()

  // Export what is in view: the file says what the screen says.
  await page.keyboard.press('Control+e')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Table (JSON)').click()
  await dialog.getByRole('button', { name: 'Choose', exact: true }).click()
  // What is written is what is chosen, whether or not its folders were listed.
  await page.getByLabel('Path of the folder').fill(root)
  await dialog.getByRole('button', { name: 'Choose', exact: true }).click()
  const written = await dialog
    .getByText(/\.json$/u)
    .first()
    .textContent()
  await dialog.getByRole('button', { name: 'Export', exact: true }).click()
  await dialog.getByText(/done/iu).first().waitFor()
  await page.keyboard.press('Escape')
  const exported = ExportFile.parse(JSON.parse(await readFile(join(root, written ?? ''), 'utf8')))
  expect(exported.rows.map(({ relativePath }) => relativePath)).toEqual([
    '0000.jpg',
    '0001.jpg',
    '0002.jpg',
    '0003.jpg',
  ])

  // Compare two, and keep one.
  await page.getByRole('button', { name: 'Clear' }).click()
  await shows(page, '2,000 photos shown')
  await page.getByRole('gridcell', { name: /^0004\.jpg/u }).click()
  await page.keyboard.press('c')
  await expect.poll(() => page.getByRole('dialog').getByRole('option').count()).toBe(2)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('p')
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('gridcell', { name: /^0004\.jpg.*Picked/u }).count()).toBe(1)

  // To the last of them all.
  await page.keyboard.press('End')
  await page.getByRole('gridcell', { name: /^1999\.jpg, 2,000 of 2,000/u }).waitFor()

  // A drive goes: its photos stay, ranked, with their small pictures; and it comes back.
  await rename(folder, `${folder} away`)
  await page.getByRole('button', { name: 'Look for changes in Two thousand' }).click()
  await shows(page, /Two thousand is offline\. Its 2,000 photos stay in the order/u)
  await ask(page, 'brightest')
  await shows(page, 'Brightest first')
  expect(await heading(page)).toBe('Brightest first')
  await expect
    .poll(() =>
      page
        .getByRole('gridcell', { name: /drive offline/u })
        .locator('img')
        .evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length),
    )
    .toBeGreaterThan(5)
  await rename(`${folder} away`, folder)

  expect(errors).toEqual([])
  expect(outside).toEqual([])
})
