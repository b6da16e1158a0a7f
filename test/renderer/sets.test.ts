/** Marks, selection, filters, collections and exports in the page, by the keys and clicks of a person. */
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

const marks = () => [...server.core.sets.marks].toSorted(([a], [b]) => a - b)
const tile = (position: number) => page.getByRole('gridcell').nth(position - 1)
const asked = () => server.core.asked.at(-1)

it('gives the photo in focus stars, flag and colour by keys, shows them at once, and takes them back', async () => {
  await open(48)
  for (const key of ['4', 'p', '6']) await page.keyboard.press(key)
  await expect.poll(opened.focused).toMatch(/4 stars, Picked, Red/u)
  await expect.poll(marks).toEqual([[expect.anything(), { rating: 4, flag: 'pick', label: 'red' }]])
  await page.keyboard.press('6')
  await page.keyboard.press('[')
  await expect.poll(opened.focused).toMatch(/3 stars, Picked$/u)
  for (let i = 0; i < 5; i++) await page.keyboard.press('Control+z')
  await expect.poll(opened.focused).not.toMatch(/stars|Picked|Red/u)
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(opened.focused).toMatch(/4 stars$/u)
})

it('goes on to the next photo by itself when Shift is held with a flag', async () => {
  await open(48)
  await page.keyboard.press('Shift+X')
  await expect.poll(opened.focused).toMatch(/^(?!.*Rejected).*\b2 of 48/u)
  await expect.poll(() => tile(1).getAttribute('aria-label')).toMatch(/Rejected/u)
})

it('marks all selected photos at once, says how many, and one undo takes all back', async () => {
  await open(48)
  await tile(2).click()
  await tile(5).click({ modifiers: ['Shift'] })
  await opened.shows('4 photos selected')
  await page.keyboard.press('5')
  await opened.shows('4 photos marked')
  expect(marks().map(([, { rating }]) => rating)).toEqual([5, 5, 5, 5])
  await page.keyboard.press('Control+z')
  await opened.shows('4 photos: marks as before')
  await expect.poll(() => marks().map(([, { rating }]) => rating)).toEqual([0, 0, 0, 0])
  await tile(3).click({ modifiers: ['Control'] })
  await opened.shows('3 photos selected')
  await page.keyboard.press('Escape')
  await expect.poll(() => page.locator('[role="gridcell"][aria-selected="true"]').count()).toBe(0)
})

it('says in the panel whether the marks come from a sidecar, and when the person’s own are newer', async () => {
  await open(48)
  const photoId = Number((await tile(1).getAttribute('id'))?.split('-').at(-1))
  const changedAt = new Date(2025, 10, 3, 12).getTime()
  server.core.sets.said.set(photoId, { rating: 4, label: null, changedAt, applied: true })
  server.core.sets.marks.set(photoId, { rating: 4, flag: 'none', label: 'none' })
  server.core.say({ kind: 'photos.changed', revision: 2 })
  const panel = page.getByRole('complementary')
  await panel.getByText(/^from the sidecar, changed .*Nov.* 2025$/u).waitFor()
  await expect.poll(() => panel.getByText('4 stars').count()).toBe(1)
  await page.keyboard.press('2')
  await panel.getByText(/^The sidecar says 4 stars, changed .*2025: yours is newer$/u).waitFor()
  await page.keyboard.press('Control+z')
  await panel.getByText(/^from the sidecar, changed/u).waitFor()
})

it('marks the photos that were just selected, although the core has not yet said which they are', async () => {
  await open(48)
  await page.keyboard.press('ArrowRight')
  await expect.poll(opened.focused).toMatch(/, 2 of 48/u)
  const disk = Promise.withResolvers<undefined>()
  server.core.gate = async () => {
    await disk.promise
  }
  for (const key of ['Shift+ArrowRight', 'Shift+ArrowRight', '4']) await page.keyboard.press(key)
  disk.resolve(undefined)
  await opened.shows('3 photos marked')
  expect(marks().map(([, { rating }]) => rating)).toEqual([4, 4, 4])
})

it('selects every photo of a long order, also those that were never on screen', async () => {
  await open(3_000)
  await page.keyboard.press('Control+a')
  await opened.shows('3,000 photos selected')
  await page.keyboard.press('x')
  await opened.shows('3,000 photos marked')
  expect(server.core.sets.marks.size).toBe(3_000)
})

it('builds a filter beside the sentence, keeps it with another sentence, and shows all again', async () => {
  await open(48)
  await page.keyboard.press('\\')
  await page.getByLabel('Stars').selectOption('3 stars or more')
  await expect.poll(asked).toMatchObject({ filter: { kind: 'rating', least: 3 } })
  await page.getByLabel('Flag').selectOption('Picked')
  await page.getByLabel('First', { exact: true }).fill('10')
  await page.getByLabel('First', { exact: true }).press('Enter')
  await page.getByLabel('One of each moment').check()
  const filter = {
    kind: 'all',
    of: [
      { kind: 'rating', least: 3 },
      { kind: 'flag', flags: ['pick'] },
    ],
  }
  await expect.poll(asked).toMatchObject({ filter, cut: { kind: 'top', count: 10 }, onePerBurst: true })
  await opened.ask('sharpest')
  await opened.shows('Sharpest first')
  expect(asked()).toMatchObject({ sentence: 'sharpest', filter, cut: { kind: 'top', count: 10 } })
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect.poll(() => asked()?.filter).toBeUndefined()
})

it('builds groups of conditions of which any, all or none must hold, and keeps them with the collection', async () => {
  await open(48)
  await page.keyboard.press('\\')
  await page.getByRole('button', { name: 'Conditions' }).click()
  const any = page.getByRole('group', { name: 'Any of' })
  await any.getByLabel('Value').selectOption('4')
  await any.getByRole('button', { name: 'Another condition' }).click()
  await any.getByLabel('Condition', { exact: true }).nth(1).selectOption('Name contains')
  // Not filled in yet: not asked with yet.
  const stars = { kind: 'rating', least: 4 }
  await expect.poll(() => asked()?.filter).toEqual({ kind: 'all', of: [{ kind: 'any', of: [stars] }] })
  await any.getByRole('textbox').fill('beach')
  await any.getByRole('textbox').press('Enter')
  const name = { kind: 'name', contains: 'beach' }
  await expect.poll(() => asked()?.filter).toEqual({ kind: 'all', of: [{ kind: 'any', of: [stars, name] }] })
  await page.getByRole('button', { name: 'Conditions' }).click()
  await page.getByLabel('Of these conditions').nth(1).selectOption('None of')
  const none = page.getByRole('group', { name: 'None of' })
  await none.getByLabel('Condition', { exact: true }).selectOption('Measured')
  await none.getByLabel('Compared how').selectOption('at most')
  await none.getByLabel('Value').fill('40')
  await none.getByLabel('Value').press('Enter')
  const filter = {
    kind: 'all',
    of: [
      { kind: 'any', of: [stars, name] },
      { kind: 'not', of: { kind: 'any', of: [{ kind: 'fact', axis: 'sharpness', most: 40 }] } },
    ],
  }
  await expect.poll(() => asked()?.filter).toEqual(filter)
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('Control+s')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('Good')
  await page.keyboard.press('Enter')
  await opened.shows('“Good” saved')
  expect(server.core.sets.collections[0]?.rule?.filter).toEqual(filter)
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect.poll(() => asked()?.filter).toBeUndefined()
  expect(await page.getByRole('group', { name: /Any of|None of/u }).count()).toBe(0)
  await page.getByRole('navigation').getByRole('button', { name: 'Good', exact: true }).click()
  await expect.poll(() => asked()?.filter).toEqual(filter)
  expect(await any.getByRole('textbox').inputValue()).toBe('beach')
  await any.getByRole('button', { name: 'Take away: at least 4 stars' }).click()
  await none.getByRole('button', { name: 'Take all of these away' }).click()
  await expect.poll(() => asked()?.filter).toEqual({ kind: 'all', of: [{ kind: 'any', of: [name] }] })
})

it('keeps an order as a collection, shows it again, deletes it and brings it back', async () => {
  await open(48)
  await page.keyboard.press('Control+s')
  await page.getByRole('dialog').waitFor()
  // The name stands there selected: typing replaces it.
  await page.keyboard.type('Colours')
  await page.keyboard.press('Enter')
  await opened.shows('“Colours” saved')
  expect(server.core.sets.collections[0]?.rule).toMatchObject({
    sentence: 'most colourful',
    reading: { kind: 'measured' },
  })
  await opened.ask('sharpest')
  await opened.shows('Sharpest first')
  const panel = page.getByRole('navigation')
  await panel.getByRole('button', { name: 'Colours', exact: true }).click()
  await opened.shows('Most colourful first')
  await panel.getByRole('button', { name: 'More about Colours' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect.poll(() => server.core.sets.collections.length).toBe(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await panel.getByRole('button', { name: 'Colours', exact: true }).waitFor()
})

it('adds to the quick collection by one key, which is made when it is first used', async () => {
  await open(48)
  await page.keyboard.press('b')
  await opened.shows('1 photo added to “Quick collection”')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('b')
  await expect
    .poll(() => server.core.sets.collections.map(({ name, count }) => [name, count]))
    .toEqual([['Quick collection', 2]])
})

it('plans an export while it is being chosen, starts it, and shows the job', async () => {
  await open(48)
  await page.keyboard.press('Control+e')
  await opened.shows('Choose a folder to see what would be written.')
  await page.getByRole('button', { name: 'Choose' }).click()
  await page.getByRole('button', { name: 'Choose' }).click()
  await opened.shows('0001_IMG_1.jpg')
  expect(server.core.sets.planned.at(-1)).toMatchObject({
    source: { kind: 'set', set: { sentence: 'most colourful' } },
    target: '/home/ada',
    options: { kind: 'copies', method: 'copy' },
  })
  server.core.sets.problems = ['There is no room.']
  await page.getByText('Contact sheet (PDF)').click()
  await opened.shows('There is no room.')
  expect(await page.getByRole('button', { name: 'Export', exact: true }).last().isDisabled()).toBe(true)
  server.core.sets.problems = []
  await page.getByLabel('Landscape').check()
  await expect.poll(() => server.core.sets.planned.at(-1)?.options).toMatchObject({ kind: 'sheet', landscape: true })
  await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click()
  await opened.shows('1 file written')
  await page.keyboard.press('Escape')
  await page.getByRole('contentinfo').getByRole('button', { name: 'Exports' }).click()
  await opened.shows('1 file written')
  // What one can do with it is of the desktop.
  expect(await page.getByRole('button', { name: 'Open', exact: true }).count()).toBe(0)
})

it('exports what is selected in the order on the screen, with the sentence it was chosen by', async () => {
  await open(48)
  const tiles = page.getByRole('gridcell')
  for (const at of [4, 1, 2]) await tiles.nth(at).click({ modifiers: ['Control'] })
  await page.keyboard.press('Control+e')
  await page.getByText('Stars (XMP)').click()
  const ids = await Promise.all(
    [1, 2, 4].map(async (at) => (await tiles.nth(at).getAttribute('id'))?.split('-').at(-1)),
  )
  await expect
    .poll(() => server.core.sets.planned.at(-1)?.source)
    .toMatchObject({ kind: 'photos', photoIds: ids.map(Number), set: { sentence: 'most colourful' } })
})

it('offers what stars, copies and sidecars can be, and says how many photos get which stars', async () => {
  await open(48)
  await page.keyboard.press('Control+e')
  await page.getByText('Stars (XMP)').click()
  await opened.shows('2 photos')
  await page.getByRole('dialog').getByLabel('Colour').selectOption('Green')
  await page.getByLabel('New sidecars').selectOption('IMG_1.xmp')
  await expect
    .poll(() => server.core.sets.planned.at(-1)?.options)
    .toMatchObject({ kind: 'xmp', label: 'green', naming: 'base-name' })
  await page.getByText('Copies in order').click()
  await page.getByRole('button', { name: 'Choose' }).click()
  await page.getByRole('button', { name: 'Choose' }).click()
  expect(await page.getByLabel('Quality').count()).toBe(0)
  await page.getByLabel('Sidecar files go along').uncheck()
  await page.getByLabel('Long side in pixels').fill('800')
  await page.getByLabel('Long side in pixels').press('Enter')
  await page.getByLabel('Quality').fill('70')
  await page.getByLabel('Quality').press('Enter')
  await expect
    .poll(() => server.core.sets.planned.at(-1)?.options)
    .toMatchObject({ kind: 'copies', sidecars: false, longSide: 800, quality: 70 })
})

it('says why a plan cannot be made, and keeps what was chosen', async () => {
  await open(48)
  await page.keyboard.press('Control+e')
  server.core.failing.add('exports.plan')
  await page.getByText('Stars (XMP)').click()
  await page.getByRole('alert').waitFor()
  server.core.failing.delete('exports.plan')
  await page.getByLabel('Keywords').fill('beach, sea')
  await page.getByLabel('Keywords').press('Enter')
  await opened.shows('3 files, about 24.5 MB')
  expect(server.core.sets.planned.at(-1)?.options).toMatchObject({ kind: 'xmp', keywords: ['beach', 'sea'] })
})
