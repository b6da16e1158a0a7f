/** Photos side by side and one by one in full, by the keys and the mouse of a person. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { FakePageServer } from '../support/fake-page-server.ts'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage
let page: Page
let server: FakePageServer

async function open(photoCount: number): Promise<void> {
  opened = await pages.open(photoCount)
  ;({ page, server } = opened)
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await expect.poll(opened.focused).toMatch(/1 of/u)
}

const tile = (position: number) => page.getByRole('gridcell').nth(position - 1)
const panes = () => page.getByRole('dialog').getByRole('option')
/** Which photos stand side by side, by their place in the order. */
const shown = async (): Promise<string> => {
  const names = await panes().evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''))
  return names.map((name) => / (\d+) of /u.exec(name)?.[1] ?? '?').join(' ')
}
const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key)
}
const widths = () =>
  panes()
    .locator('.full')
    .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().width)))
const naturals = () =>
  panes()
    .locator('.full')
    .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth))
const ready = async (count: number): Promise<void> => {
  await expect.poll(() => panes().locator('.full').count()).toBe(count)
}

it('puts the photo in focus beside the next, keeps the champion while challengers pass, and lets one take its place', async () => {
  await open(48)
  await press('ArrowRight', 'c')
  await expect.poll(shown).toBe('2 3')
  await press('ArrowRight')
  await expect.poll(shown).toBe('2 4')
  await press('ArrowRight', 'ArrowLeft')
  await expect.poll(shown).toBe('2 4')
  await press('ArrowDown')
  await expect.poll(opened.focused).toMatch(/, 4 of 48/u)
  await press('Enter')
  await expect.poll(shown).toBe('4 5')
  await press('ArrowUp', 'Escape')
  expect(await page.getByRole('dialog').count()).toBe(0)
  await expect.poll(opened.focused).toMatch(/, 4 of 48/u)
})

it('marks the active photo alone, and the selection is there again afterwards', async () => {
  await open(48)
  await tile(2).click()
  await tile(4).click({ modifiers: ['Shift'] })
  await press('c')
  await expect.poll(shown).toBe('2 3')
  await press('ArrowDown', 'x', '4')
  await expect.poll(opened.focused).toMatch(/, 3 of 48.*4 stars, Rejected/u)
  expect([...server.core.sets.marks.values()].filter(({ flag }) => flag === 'reject').length).toBe(1)
  await press('Control+z', 'Control+z')
  await expect.poll(opened.focused).not.toMatch(/stars|Rejected/u)
  // Three were chosen: the challengers are of them, and then there is no other.
  await press('ArrowRight')
  await expect.poll(shown).toBe('2 4')
  await press('ArrowRight')
  await opened.shows('No other photo follows here.')
  expect(await shown()).toBe('2 4')
  await press('Escape')
  await opened.shows('3 photos selected')
})

it('shows four, and goes from four to two and back with the active one among them', async () => {
  await open(48)
  await press('Shift+C')
  await expect.poll(shown).toBe('1 2 3 4')
  await press('ArrowRight')
  await expect.poll(shown).toBe('1 5 6 7')
  await press('ArrowDown', 'ArrowDown')
  await expect.poll(opened.focused).toMatch(/, 6 of 48/u)
  await press('c')
  await expect.poll(shown).toBe('1 6')
  await press('Shift+C')
  await expect.poll(shown).toBe('1 6 7 8')
  await press('Enter')
  await expect.poll(shown).toBe('6 9 10 11')
})

it('zooms all panes to real pixels at once and moves them together', async () => {
  await open(48)
  await press('c')
  await ready(2)
  // Both pictures are larger than their panes then.
  await page.setViewportSize({ width: 700, height: 420 })
  await expect.poll(async () => (await widths()).filter((width) => width < 360).length).toBe(2)
  const first = await panes().first().boundingBox()
  if (first === null) throw new Error('No pane is drawn.')
  const fitted = await widths()
  await page.mouse.move(first.x + first.width / 2, first.y + first.height / 2)
  await press('z')
  await expect.poll(() => panes().locator('img.full').count()).toBe(2)
  expect(await widths()).toEqual(await naturals())
  expect(fitted).not.toEqual(await naturals())
  const middles = () =>
    panes().evaluateAll((all) =>
      all.map((pane) => {
        const image = pane.querySelector('.full')?.getBoundingClientRect()
        const stage = pane.querySelector('.stage')?.getBoundingClientRect()
        if (image === undefined || stage === undefined) return NaN
        return (stage.left + stage.width / 2 - image.left) / image.width
      }),
    )
  const [before = NaN] = await middles()
  await page.mouse.down()
  await page.mouse.move(first.x + first.width / 2 - 40, first.y + first.height / 2, { steps: 4 })
  await page.mouse.up()
  const [left = NaN, right = NaN] = await middles()
  expect(left).toBeGreaterThan(before)
  expect(Math.abs(left - right)).toBeLessThan(0.01)
  await press('Space')
  await expect.poll(widths).toEqual(fitted)
})

it('finds its photos again when the library grows', async () => {
  await open(48)
  await press('c')
  await expect.poll(shown).toBe('1 2')
  const names = () => panes().evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')?.split(',')[0]))
  const before = await names()
  server.core.photoCount = 96
  server.core.folders[0] = { ...server.core.folders[0]!, photoCount: 96 }
  server.core.say({ kind: 'photos.changed', revision: 2 })
  await expect.poll(() => panes().first().getAttribute('aria-label')).toMatch(/of 96/u)
  await expect.poll(names).toEqual(before)
})

it('leaves the keys to the page when the photos go away behind it', async () => {
  await open(48)
  await press('c')
  await expect.poll(shown).toBe('1 2')
  await server.client.folders.remove({ folderId: 0 })
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
})
