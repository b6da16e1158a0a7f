/** Size and layout of the grid, and selecting with the mouse, by the hands of a person. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage
let page: Page

async function open(photoCount: number): Promise<void> {
  opened = await pages.open(photoCount)
  ;({ page } = opened)
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await expect.poll(opened.focused).toMatch(/1 of/u)
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const tile = (position: number, total: string) =>
  page.getByRole('gridcell', { name: new RegExp(`, ${String(position)} of ${total}`, 'u') })
const slider = () => page.getByRole('slider', { name: 'Size of the photos' })
const chosen = () => page.locator('[role="gridcell"][aria-selected="true"]').count()

async function boxOf(position: number, total = '2,000'): Promise<Box> {
  const box = await tile(position, total).boundingBox()
  if (box === null) throw new Error(`Photo ${String(position)} is not drawn.`)
  return box
}

/** Drags with the mouse in a few steps, as a hand does. */
async function drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 })
  await page.mouse.move(to.x, to.y, { steps: 3 })
}

it('makes the photos as large as the slider says, in both layouts, and remembers it', async () => {
  await open(2_000)
  await slider().fill('320')
  await expect.poll(async () => Math.abs((await boxOf(1)).height - 320)).toBeLessThan(80)
  await slider().fill('120')
  await expect.poll(async () => Math.abs((await boxOf(1)).height - 120)).toBeLessThan(30)
  await page.getByRole('gridcell').first().focus()
  await page.keyboard.press('w')
  const sizes = async (): Promise<number> => {
    const boxes = await Promise.all([1, 2, 3, 9, 12].map((position) => boxOf(position)))
    return new Set(
      boxes.map(({ width, height }) => `${String(Math.round(width / 3))} ${String(Math.round(height / 3))}`),
    ).size
  }
  await expect.poll(sizes).toBe(1)
  await page.reload()
  await page.getByRole('gridcell').first().waitFor()
  await expect.poll(() => slider().inputValue()).toMatch(/^1[0-3]\d$/u)
  await expect.poll(() => page.getByRole('button', { name: 'Equal cells' }).getAttribute('aria-pressed')).toBe('true')
})

it('keeps the photo in focus where it is on the screen while size and layout change', async () => {
  await open(2_000)
  for (let screen = 0; screen < 5; screen += 1) await page.keyboard.press('PageDown')
  const name = await opened.focused()
  const position = Number(/, (\d+) of/u.exec(name)?.[1])
  const { y } = await boxOf(position)
  const shift = async (): Promise<number> => Math.abs((await boxOf(position)).y - y)
  for (const key of ['+', '+', '-', '-', '-', 'w', 'w']) {
    await page.keyboard.press(key)
    await expect.poll(shift).toBeLessThan(170)
    expect(await opened.focused()).toBe(name)
  }
  await slider().fill('400')
  const { y: top, height } = await boxOf(position)
  expect(top).toBeGreaterThan(80)
  expect(top + height).toBeLessThan(800)
})

it('selects what a box drawn from between the tiles touches, adds with Ctrl, and lets go by a click beside them', async () => {
  await open(2_000)
  const [first, second, far] = [await boxOf(1), await boxOf(2), await boxOf(12)]
  const gap = { x: first.x + first.width + 2, y: first.y + 30 }
  await drag(gap, { x: second.x + 40, y: gap.y + 40 })
  expect(await chosen()).toBe(1)
  await page.mouse.up()
  await opened.shows('1 photo selected')
  await expect.poll(opened.focused).toMatch(/, 2 of 2,000/u)
  await page.keyboard.down('Control')
  await page.keyboard.down('Alt')
  await drag({ x: far.x + 20, y: far.y + 20 }, { x: far.x + 30, y: far.y + 40 })
  await page.mouse.up()
  await page.keyboard.up('Alt')
  await page.keyboard.up('Control')
  await opened.shows('2 photos selected')
  await page.mouse.click(gap.x, gap.y)
  await expect.poll(chosen).toBe(0)
})

it('takes the box back by Escape, and leaves a drag of a tile a drag of photos', async () => {
  await open(2_000)
  const [first, third] = [await boxOf(1), await boxOf(3)]
  await tile(5, '2,000').click({ modifiers: ['Control'] })
  expect(await chosen()).toBe(1)
  await drag({ x: first.x - 10, y: first.y + 20 }, { x: third.x + 20, y: first.y + 60 })
  expect(await chosen()).toBe(3)
  await page.keyboard.press('Escape')
  expect(await chosen()).toBe(1)
  await page.mouse.up()
  expect(await tile(5, '2,000').getAttribute('aria-selected')).toBe('true')
  await page.keyboard.press('Escape')
  await drag({ x: first.x + 20, y: first.y + 20 }, { x: third.x + 20, y: first.y + 60 })
  expect(await chosen()).toBe(0)
  await page.mouse.up()
})

it('scrolls while the box is held at the edge, and selects every photo on the way', async () => {
  await open(2_000)
  const first = await boxOf(1)
  const right = await page.getByRole('slider', { name: 'Place in the order' }).boundingBox()
  await drag({ x: first.x - 8, y: first.y + 20 }, { x: (right?.x ?? 900) - 4, y: 774 })
  const scrolled = () => page.locator('.scroller').evaluate(({ scrollTop }) => scrollTop)
  await expect.poll(scrolled).toBeGreaterThan(1_500)
  await page.mouse.up()
  const stopped = await scrolled()
  const count = async () => Number(/(\d+) photos selected/u.exec(await page.getByRole('contentinfo').innerText())?.[1])
  await expect.poll(count).toBeGreaterThan(40)
  const selected = await count()
  await expect.poll(opened.focused).toContain(`, ${String(selected)} of 2,000`)
  expect(Math.abs((await scrolled()) - stopped)).toBeLessThan(40)
})

it('draws photos that pass in a hurry once the hand rests, and those of a single jump at once', async () => {
  await open(2_000)
  const bare = () =>
    page.getByRole('gridcell').evaluateAll((tiles) => tiles.filter((one) => one.querySelector('img') === null).length)
  expect(await bare()).toBe(0)
  const hurried = await page.evaluate(async () => {
    const scroller = document.querySelector('.scroller')
    const counts: number[] = []
    for (let step = 0; step < 8 && scroller !== null; step += 1) {
      scroller.scrollTop += 4_000
      await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)))
      counts.push(document.querySelectorAll('[role="gridcell"]:not(:has(img))').length)
    }
    return counts
  })
  expect(Math.max(...hurried)).toBeGreaterThan(10)
  await expect.poll(bare).toBe(0)
  await page.getByRole('gridcell').first().focus()
  await page.keyboard.press('End')
  await page
    .getByRole('gridcell', { name: /2,000 of 2,000/u })
    .locator('img')
    .waitFor()
})
