/** The state of the library as the page tells it: what is being read, what is hidden, what failed, what is offline. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { IndexingStatus } from '../../main/contract/entities.ts'
import type { FakePageServer } from '../support/fake-page-server.ts'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage
let page: Page
let server: FakePageServer

async function open(): Promise<void> {
  opened = await pages.open(60)
  ;({ page, server } = opened)
}

function say(more: Partial<IndexingStatus>): void {
  server.core.status = { ...server.core.status, ...more }
  server.core.say({ kind: 'indexing.changed', status: server.core.status })
}

const bar = () => page.getByRole('contentinfo')
const READING = {
  state: 'indexing',
  total: 126_363,
  indexed: 84_634,
  waiting: 41_717,
  failed: 12,
  photosPerSecond: 38.2,
  secondsLeft: 1_092,
  device: 'webgpu',
} as const

it('tells how far reading is, how quickly, how long it still takes and what computes; it can rest and go on', async () => {
  await open()
  say(READING)
  await opened.shows('84,634 of 126,363 indexed')
  const said = (await bar().textContent())?.replaceAll(/\s+/gu, ' ') ?? ''
  for (const words of ['38 photos/s', '18 min left', '12 could not be read', 'GPU']) expect(said).toContain(words)
  await bar().getByRole('button', { name: 'Pause' }).click()
  await opened.shows('paused')
  await bar().getByRole('button', { name: 'Resume' }).click()
  await bar().getByRole('button', { name: 'Pause' }).waitFor()
})

it('keeps all of it readable where the window is small', async () => {
  await open()
  await page.setViewportSize({ width: 900, height: 700 })
  server.core.folders[0] = { ...server.core.folders[0]!, offlineSince: 1 }
  server.core.say({ kind: 'folders.changed' })
  say({ ...READING, missing: 3 })
  await opened.shows('84,634 of 126,363 indexed')
  await opened.shows('60 photos offline')
  expect(await bar().evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true)
  for (const button of await bar().getByRole('button').all()) {
    const box = await button.boundingBox()
    expect((box?.x ?? 900) + (box?.width ?? 0)).toBeLessThanOrEqual(900)
  }
})

it('counts what is hidden beside what is shown, so that both make up the library, and brings it back', async () => {
  await open()
  server.core.filteredOut = 25
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await expect.poll(opened.focused).toMatch(/1 of 60/u)
  await page.keyboard.press('\\')
  await page.getByLabel('Stars').selectOption('4 stars or more')
  await opened.shows('35 of 60 photos shown, 25 hidden')
  await bar().getByRole('button', { name: 'Show' }).click()
  await page.getByRole('menuitem', { name: 'Show 25 photos that the filter left out' }).click()
  await opened.shows('60 photos shown')
})

it('does not offer to show photos whose files are gone, and counts them all the same', async () => {
  await open()
  say({ missing: 4 })
  server.core.say({ kind: 'photos.changed', revision: 2 })
  await opened.shows('60 of 64 photos shown, 4 hidden')
  await opened.shows('4 missing from disk')
  expect(await bar().getByRole('button', { name: 'Show' }).count()).toBe(0)
})

it('lists what failed by reason, and tries one reason or all of them again', async () => {
  await open()
  say({ total: 70, failed: 10 })
  await bar().getByRole('button', { name: '10 could not be read' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('The file is damaged: 6 photos').waitFor()
  await dialog.getByText('The format is not supported: 4 photos').waitFor()
  expect(await dialog.getByText('The picture ends before it should.').count()).toBe(10)
  await dialog.getByText('Tried 2 times, tried again by itself.').waitFor()
  await dialog.getByRole('button', { name: 'Try these again' }).first().click()
  await opened.shows('6 photos are tried again.')
  await page.getByRole('dialog', { name: '4 photos could not be read' }).waitFor()
  await dialog.getByRole('button', { name: 'Try all again' }).click()
  await dialog.getByText('Every photo could be read.').waitFor()
  expect(server.core.status).toMatchObject({ failed: 0, waiting: 10 })
})

it('says that a drive is offline and leaves its photos in the order with their pictures', async () => {
  await open()
  server.core.folders[0] = { ...server.core.folders[0]!, offlineSince: 1 }
  server.core.say({ kind: 'folders.changed' })
  await opened.shows('Summer 2019 is offline. Its 60 photos stay in the order; connect it to see them in full.')
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await page.getByRole('navigation').getByRole('button', { name: 'Summer 2019, offline' }).waitFor()
  await expect
    .poll(() =>
      page
        .getByRole('gridcell')
        .locator('img')
        .evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length),
    )
    .toBeGreaterThan(5)
  server.core.folders[0] = { ...server.core.folders[0], offlineSince: null }
  server.core.say({ kind: 'folders.changed' })
  await page.getByText(/is offline/u).waitFor({ state: 'detached' })
})
