/** Podium ends under an open page and is started again: the page waits, and goes on where it was. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { writePictures } from '../support/many-pictures.ts'
import { temporaryFolder } from '../support/picture-folder.ts'
import { ask, podiumPages, until, type PodiumPages } from '../support/podium-pages.ts'
import { startPodium } from '../support/running-podium.ts'

let pages: PodiumPages

beforeAll(async () => {
  pages = await podiumPages()
})
afterAll(() => pages.close())

it('waits for Podium to be started again, and keeps sentence, selection and place', async () => {
  const root = await temporaryFolder()
  const [data, folder] = [join(root, 'data'), join(root, 'photos')]
  await writePictures(folder, 60, 60)
  const { page, podium, errors } = await pages.open(data, [folder])
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
  await page.getByText('60 photos indexed').waitFor()
  await ask(page, 'oldest photo')
  await until(page, (shown) => shown[0] === '0000.jpg')
  await page.getByRole('gridcell', { name: /^0010\.jpg/u }).click()
  await page.keyboard.press('Shift+ArrowRight')
  await page.getByText('2 photos selected').waitFor()

  const { port } = new URL(podium.address)
  expect(await podium.stop()).toBe(0)
  const lost = page.getByRole('alert').filter({ hasText: 'The connection to Podium is lost.' })
  await lost.waitFor()
  expect(await lost.textContent()).toContain('start it again and open the address that it names')
  await expect.poll(focused).toMatch(/^0011\.jpg/u)

  const again = await startPodium(data, ['--port', port])
  onTestFinished(async () => {
    await again.stop()
  })
  // The address lets this browser in again: the page that waits, too.
  const other = await page.context().newPage()
  await other.goto(again.address)
  await other.close()
  await lost.waitFor({ state: 'detached' })
  await expect.poll(focused).toMatch(/^0011\.jpg, 12 of 60/u)
  await page.getByText('2 photos selected').waitFor()
  expect(await page.getByLabel('Sentence to order the photos by').inputValue()).toBe('oldest photo')
  await page.keyboard.press('4')
  await page.getByText('2 photos marked').waitFor()
  await ask(page, 'newest')
  await until(page, (shown) => shown[0] === '0059.jpg')
  expect(errors).toEqual([])
})
