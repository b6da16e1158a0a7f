/** The spread of the values of an order, and travelling by it. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()

async function open(photoCount: number): Promise<OpenedPage> {
  const opened = await pages.open(photoCount)
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  return opened
}

const histogram = (page: Page) => page.getByRole('slider', { name: 'How the values are spread' })
const value = (page: Page) => histogram(page).getAttribute('aria-valuetext')

it('travels the order by its values, by click, by drag and by keys', async () => {
  const { page } = await open(2_000)
  await histogram(page).waitFor()
  await expect.poll(() => value(page)).toMatch(/^\d+ to \d+\n\d+ photos?\nfrom the 1st of 2,000$/u)
  const first = Number.parseInt((await value(page)) ?? '', 10)
  const box = await histogram(page).boundingBox()
  if (box === null) throw new Error('The histogram is not drawn.')
  await page.mouse.click(box.x + box.width * 0.5, box.y + 20)
  const half = async (): Promise<number> => Number.parseInt((await value(page)) ?? '', 10)
  await expect.poll(half).toBeLessThan(first * 0.7)
  const shown = await value(page)
  const position = Number(/from the ([\d,]+)/u.exec(shown ?? '')?.[1]?.replace(',', ''))
  await page.getByRole('gridcell', { name: new RegExp(`, ${position.toLocaleString('en')} of 2,000`, 'u') }).waitFor()
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width - 2, box.y + 20, { steps: 4 })
  await page.mouse.up()
  const scrolled = () => page.locator('.scroller').evaluate(({ scrollTop }) => scrollTop)
  const low = await scrolled()
  expect(low).toBeGreaterThan(5_000)
  await histogram(page).focus()
  await page.keyboard.press('Home')
  await expect.poll(scrolled).toBe(0)
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => value(page)).not.toMatch(/1st of/u)
  await page.keyboard.press('End')
  await expect.poll(scrolled).toBeGreaterThanOrEqual(low)
})

it('is not there where the order has no values to tell apart', async () => {
  const { page } = await open(2)
  expect(await histogram(page).count()).toBe(0)
})
