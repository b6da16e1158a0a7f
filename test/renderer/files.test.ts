/** What is done with the files of photos from the page: paths copied in any form, the rest where the form can do it. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { FakePageServer } from '../support/fake-page-server.ts'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage
let page: Page
let server: FakePageServer

async function open(desktop: boolean): Promise<void> {
  opened = await pages.open(48)
  ;({ page, server } = opened)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  if (desktop) {
    // The same page; what differs is what its core says it can do.
    server.core.capabilities = { kind: 'desktop', folderDialog: true, reveal: true, open: true, drag: true }
    await page.reload()
    await tile(1).waitFor()
  }
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await expect.poll(opened.focused).toMatch(/1 of/u)
}

const tile = (position: number) => page.getByRole('gridcell', { name: new RegExp(`, ${String(position)} of`, 'u') })
const idAt = async (position: number): Promise<number> =>
  Number((await tile(position).getAttribute('id'))?.split('-').at(-1))
const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
const pathOf = (photoId: number) => `/home/ada/Pictures/Summer 2019/${String(photoId)}.jpg`

it.each([false, true])(
  'copies the paths of the selected photos in the order of the view, on the desktop %s',
  async (desktop) => {
    await open(desktop)
    await tile(4).click()
    await tile(4).click({ modifiers: ['Control'] })
    await tile(2).click({ modifiers: ['Control'] })
    await page.keyboard.press('Control+c')
    await opened.shows('2 paths copied')
    expect(await clipboard()).toBe([pathOf(await idAt(2)), pathOf(await idAt(4))].join('\n'))
    await page.keyboard.press('Escape')
    await tile(3).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Copy path' }).click()
    await expect.poll(clipboard).toBe(pathOf(await idAt(3)))
  },
)

it('offers in a browser nothing that a browser cannot do, and says so to who presses the key', async () => {
  await open(false)
  await tile(1).click({ button: 'right' })
  const items = await page.getByRole('menuitem').allTextContents()
  expect(items.join()).toContain('Copy path')
  expect(items.join()).not.toMatch(/folder|program/u)
  await page.keyboard.press('Escape')
  expect(await page.getByRole('button', { name: /Show in folder|default program/u }).count()).toBe(0)
  await tile(1).focus()
  await page.keyboard.press('Control+Shift+Enter')
  await opened.shows('A browser cannot do that.')
})

it('opens an export of one file by a button, where the form can', async () => {
  await open(false)
  await page.keyboard.press('Control+e')
  await page.getByText('Contact sheet (PDF)').click()
  await page.getByRole('button', { name: 'Choose' }).click()
  await page.getByRole('button', { name: 'Choose' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click()
  await opened.shows('1 file written')
  expect(await page.getByRole('button', { name: 'Open', exact: true }).count()).toBe(0)
  server.core.capabilities = { kind: 'desktop', folderDialog: true, reveal: true, open: true, drag: true }
  await page.reload()
  await page.getByRole('contentinfo').getByRole('button', { name: 'Exports' }).click()
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect.poll(() => server.core.sets.openedJobs).toEqual([1])
  expect(await page.getByRole('button', { name: 'Show in folder' }).count()).toBeGreaterThan(0)
})

it('opens, shows and drags out by photo, where the form can', async () => {
  await open(true)
  const [first, second] = [await idAt(1), await idAt(2)]
  await tile(1).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Show in folder' }).click()
  await tile(1).focus()
  await page.keyboard.press('Shift+ArrowRight')
  await opened.shows('2 photos selected')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => server.core.told.length).toBe(2)
  const box = await tile(2).boundingBox()
  await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 20)
  await page.mouse.down()
  await page.mouse.move((box?.x ?? 0) + 60, (box?.y ?? 0) + 60)
  await page.mouse.up()
  await expect
    .poll(() => server.core.told)
    .toEqual([
      { kind: 'reveal', photoIds: [first] },
      { kind: 'open', photoIds: [first, second] },
      { kind: 'drag', photoIds: [first, second] },
    ])
})

it('takes a drag of files that comes back over the page for the same photos', async () => {
  await open(true)
  const { collectionId } = await server.client.collections.create({
    name: 'Beach',
    of: { kind: 'fixed', photoIds: [0, 1, 2, 3, 4] },
  })
  await page.getByRole('navigation').getByRole('button', { name: 'Beach', exact: true }).click()
  await opened.shows('In the order made by hand')
  const target = await tile(1).boundingBox()
  const box = await tile(4).boundingBox()
  await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 20)
  await page.mouse.down()
  await page.mouse.move((box?.x ?? 0) + 60, (box?.y ?? 0) + 60)
  await expect.poll(() => server.core.told.at(-1)).toEqual({ kind: 'drag', photoIds: [3] })
  // What the system does from here on: the page hears of files over it, and of a button let go.
  const files = await page.evaluateHandle(() => {
    const carried = new DataTransfer()
    carried.items.add(new File([''], '3.jpg'))
    return carried
  })
  const at = { clientX: (target?.x ?? 0) + 4, clientY: (target?.y ?? 0) + 30, dataTransfer: files }
  await tile(1).dispatchEvent('dragover', at)
  await tile(1).dispatchEvent('drop', at)
  await expect.poll(() => server.core.sets.members.get(collectionId)).toEqual([3, 0, 1, 2, 4])
  await page.mouse.up()
})

it('moves a photo whose file is away within the page, and opens no more photos than a person can mean', async () => {
  await open(true)
  await server.client.collections.create({
    name: 'Beach',
    of: { kind: 'fixed', photoIds: [5, 0, 1, 2, ...Array.from({ length: 26 }, (_, i) => 6 + i)] },
  })
  await page.getByRole('navigation').getByRole('button', { name: 'Beach', exact: true }).click()
  await opened.shows('In the order made by hand')
  // The drive of photo 5 is not connected.
  await tile(1).dragTo(tile(3), { targetPosition: { x: 4, y: 40 } })
  await expect.poll(() => [...server.core.sets.members.values()].at(-1)?.slice(0, 4)).toEqual([0, 5, 1, 2])
  expect(server.core.told).toEqual([])
  // The keyboard comes back to the photos once they stand in their new order.
  await expect.poll(opened.focused).toMatch(/ of 30/u)
  await page.keyboard.press('Control+a')
  await opened.shows('30 photos selected')
  await page.keyboard.press('Control+Enter')
  await opened.shows('Podium opens 20 photos at most at a time.')
  expect(server.core.told).toEqual([])
})
