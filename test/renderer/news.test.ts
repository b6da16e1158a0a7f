/** What came into ranked collections and what left them, and rules changed after they were kept, in the page. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { FakePageServer } from '../support/fake-page-server.ts'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage
let page: Page
let server: FakePageServer

const asked = () => server.core.asked.at(-1)
const row = (name: string) => page.getByRole('navigation').getByRole('button', { name, exact: true })
const shown = () =>
  page.getByRole('gridcell').evaluateAll((cells) => cells.map((cell) => Number(cell.id.split('-').at(-1))))

/** A ranked collection that keeps one filter and the first ten. */
async function open(): Promise<void> {
  opened = await pages.open(48)
  ;({ page, server } = opened)
  const filter = { kind: 'rating' as const, least: 1 }
  const rule = { sentence: 'most colourful', scope: {}, filter, cut: { kind: 'top' as const, count: 10 } }
  await server.client.collections.create({ name: 'Colours', of: { kind: 'ranked', rule } })
  await row('Colours').waitFor()
}

function tell(entered: number[], left: number[]): void {
  const [collection] = server.core.sets.collections
  if (collection === undefined) throw new Error('There is no collection.')
  const { collectionId } = collection
  server.core.sets.news.set(collectionId, { since: Date.UTC(2025, 10, 3, 12), entered, left })
  server.core.sets.collections[0] = { ...collection, entered: entered.length, left: left.length }
  server.core.say({ kind: 'collections.changed' })
}

it('shows the photos that came and those that left, in the order of the rule, until they are seen', async () => {
  await open()
  tell([30, 4, 17], [9, 21])
  await opened.shows('+3 −2')
  await row('Colours').click()
  await opened.shows('Since you last looked 3 photos came and 2 photos went.')
  expect(asked()).toMatchObject({ filter: { kind: 'rating' }, cut: { kind: 'top' } })
  await page.getByRole('button', { name: 'Show what came' }).click()
  await opened.shows(/3 photos that came into “Colours” since/u)
  expect((await shown()).toSorted()).toEqual([17, 30, 4])
  // Neither its filter nor its cut hides one of them.
  expect(asked()).toMatchObject({ sentence: 'most colourful', only: [30, 4, 17], scope: {} })
  expect(asked()).not.toHaveProperty('filter')
  await page.getByRole('button', { name: 'Show what left' }).click()
  await opened.shows(/2 photos that left “Colours” since/u)
  expect((await shown()).toSorted()).toEqual([21, 9])
  expect(await row('Summer 2019').getAttribute('aria-current')).toBeNull()
  await page.getByRole('button', { name: 'Back to “Colours”' }).click()
  // Its cut counts again.
  await opened.shows('10 photos shown')
  expect(asked()).not.toHaveProperty('only')
  await page.getByRole('button', { name: 'Show what came' }).click()
  await row('Summer 2019').click()
  await opened.shows('48 photos shown')
  expect(asked()).not.toHaveProperty('only')
  await row('Colours').click()
  await page.getByRole('button', { name: 'Seen' }).click()
  await expect.poll(() => page.getByText('+3 −2').count()).toBe(0)
  expect(await page.getByText(/Since you last looked/u).count()).toBe(0)
})

it('keeps what is looked at for once under its own name, and exports it photo by photo', async () => {
  await open()
  tell([30, 4, 17], [])
  await row('Colours').click()
  await page.getByRole('button', { name: 'Show what came' }).click()
  await opened.shows(/3 photos that came into/u)
  // What is exported is what is shown, and that comes a moment after the words.
  await opened.shows('3 photos shown')
  await page.keyboard.press('Control+e')
  await page.getByText('Stars (XMP)').click()
  await expect
    .poll(() => server.core.sets.planned.at(-1)?.source)
    .toMatchObject({ kind: 'photos', photoIds: expect.arrayContaining([4, 17, 30]) })
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+s')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('New ones')
  await page.keyboard.press('Enter')
  await opened.shows('“New ones” saved')
  expect(server.core.sets.collections.at(-1)).toMatchObject({ kind: 'fixed', count: 3 })
})

it('says that a collection is kept otherwise, makes the question its rule, and undo brings the former rule back', async () => {
  await open()
  await row('Colours').click()
  await opened.shows('Most colourful first')
  expect(await page.getByRole('button', { name: 'Keep these instead' }).count()).toBe(0)
  await page.keyboard.press('\\')
  await page.getByLabel('Stars').selectOption('4 stars or more')
  await opened.shows('“Colours” is kept with another sentence or other conditions.')
  await page.getByRole('button', { name: 'As it was' }).click()
  await expect.poll(() => page.getByText(/is kept with another/u).count()).toBe(0)
  expect(asked()).toMatchObject({ filter: { least: 1 } })
  await opened.ask('sharpest')
  await page.getByRole('button', { name: 'Keep these instead' }).click()
  await opened.shows('“Colours” follows this now')
  const rule = () => server.core.sets.collections[0]?.rule
  expect(rule()).toMatchObject({ sentence: 'sharpest', filter: { least: 1 }, cut: { count: 10 } })
  await expect.poll(() => page.getByText(/is kept with another/u).count()).toBe(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await opened.shows('Most colourful first')
  expect(rule()).toMatchObject({ sentence: 'most colourful' })
})

it('says why a collection could not be brought up to date', async () => {
  await open()
  const [collection] = server.core.sets.collections
  if (collection !== undefined)
    server.core.sets.collections[0] = { ...collection, problem: 'The model cannot be started.' }
  server.core.say({ kind: 'collections.changed' })
  await row('Colours').click()
  await opened.shows('The model cannot be started. These are its last good photos.')
})
