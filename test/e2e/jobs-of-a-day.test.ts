/** What a person does with two thousand photos, one job after the other, by Podium as it is shipped. */
import { mkdtemp, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { ExportFile } from '../../main/contract/export-file.ts'
import { writePictures } from '../support/many-pictures.ts'
import { BURST, shoot } from '../support/moments.ts'
import { writeJpeg } from '../support/picture-maker.ts'
import {
  ask,
  names,
  podiumPages,
  tellWhatFailedShows,
  until,
  type PodiumPages,
  type Session,
} from '../support/podium-pages.ts'
import { startPodium } from '../support/running-podium.ts'

const PHOTOS = 2_000
/** Of different bytes: each is read once. */
const DIFFERENT = 100
/** Reading photos is slow on a busy machine. */
const LIMIT_MS = 110_000

let pages: PodiumPages
let root: string
let data: string
let folder: string
let session: Session
let page: Page

// One library for all: reading it takes longer than most of what is done with it.
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'podium-test-')))
  ;[data, folder] = [join(root, 'data'), join(root, 'Two thousand')]
  // What is thrown away goes here, and not to the person's own trash.
  Object.assign(process.env, { HOME: root, XDG_DATA_HOME: join(root, 'trash') })
  await writePictures(folder, PHOTOS, DIFFERENT)
  pages = await podiumPages()
  session = await pages.share(data, [folder])
  ;({ page } = session)
  page.setDefaultTimeout(LIMIT_MS)
  await page.getByText('2,000 photos indexed').waitFor({ timeout: 2 * LIMIT_MS })
}, 3 * LIMIT_MS)
afterAll(async () => {
  await pages.close()
  await rm(root, { recursive: true, force: true, maxRetries: 3 })
  expect(session.errors).toEqual([])
  expect(session.outside).toEqual([])
})

const focused = () =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName ?? '')
const shows = (words: string | RegExp) => page.getByText(words).first().waitFor()
const press = async (...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}
const cell = (name: RegExp) => page.getByRole('gridcell', { name })
const dialog = () => page.getByRole('dialog')

/** The oldest first, with the keyboard on the first of them. */
async function oldest(): Promise<void> {
  await ask(page, 'oldest photo')
  await until(page, (shown) => shown[0] === '0000.jpg')
  // Asked again, it is the order in view already, and the keyboard where it was.
  await press('Home')
  await expect.poll(focused).toMatch(/^0000\.jpg, 1 of/u)
}

tellWhatFailedShows(() => page)

it('orders by a sentence, by another meaning of it, the other way round and by date', async () => {
  await ask(page, 'newest')
  await shows('Newest first')
  await until(page, (shown) => shown[0] === '1999.jpg' && shown[1] === '1998.jpg')
  await ask(page, 'most colourful')
  await shows('Most colourful first')
  const colourful = await names(page)
  await page.getByRole('radio', { name: 'Similar' }).click()
  await shows('Most like these words first')
  await until(page, (shown) => shown.length > 5 && shown.join() !== colourful.join())
  await page.getByRole('radio', { name: 'Measured' }).click()
  await shows('Most colourful first')
  await until(page, (shown) => shown.slice(0, 5).join() === colourful.slice(0, 5).join())
  await page.getByRole('button', { name: 'Reverse' }).click()
  await shows('Least colourful first')
  await press('Escape')
  await page.getByRole('button', { name: 'Newest first' }).click()
  await until(page, (shown) => shown[0] === '1999.jpg')
  await page.getByRole('button', { name: 'Newest first' }).click()
  await shows('Least colourful first')
})

it('marks one and several by keys, goes on by itself, takes back and does again, and collects', async () => {
  await oldest()
  await press('5', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', '4')
  await shows('3 photos marked')
  await press('Escape')
  await press('Control+z')
  await shows('3 photos: marks as before')
  await press('Control+Shift+z')
  await expect.poll(() => page.getByRole('gridcell', { name: /4 stars/u }).count()).toBe(3)
  // Flags with Shift go on to the next photo; colours stay.
  await cell(/^0010\.jpg/u).click()
  await press('Shift+P', 'Shift+X', '6')
  await expect.poll(() => cell(/^0010\.jpg.*Picked/u).count()).toBe(1)
  await expect.poll(() => cell(/^0011\.jpg.*Rejected/u).count()).toBe(1)
  await expect.poll(() => cell(/^0012\.jpg.*Red/u).count()).toBe(1)
  await press('b')
  await shows('1 photo added to “Quick collection”')
})

it('filters, keeps the set by a name and exports what the screen says', async () => {
  await page.keyboard.press('\\')
  await page.getByRole('combobox', { name: /^Stars/u }).selectOption('4 stars or more')
  await shows('4 of 2,000 photos shown, 1,996 hidden')
  await until(page, (shown) => shown.join() === '0000.jpg,0001.jpg,0002.jpg,0003.jpg')
  await page.keyboard.press('Control+s')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('Best of the first days')
  await page.keyboard.press('Enter')
  await page.getByRole('navigation').getByRole('button', { name: 'Best of the first days', exact: true }).waitFor()

  await page.keyboard.press('Control+e')
  await dialog().getByText('Table (JSON)').click()
  await dialog().getByRole('button', { name: 'Choose', exact: true }).click()
  // What is written is what is chosen, whether or not its folders were listed.
  await page.getByLabel('Path of the folder').fill(root)
  await dialog().getByRole('button', { name: 'Choose', exact: true }).click()
  const written = await dialog()
    .getByText(/\.json$/u)
    .first()
    .textContent()
  await dialog().getByRole('button', { name: 'Export', exact: true }).click()
  await dialog().getByText(/done/iu).first().waitFor()
  await press('Escape')
  const exported = ExportFile.parse(JSON.parse(await readFile(join(root, written ?? ''), 'utf8')))
  expect(exported.rows.map(({ relativePath }) => relativePath)).toEqual([
    '0000.jpg',
    '0001.jpg',
    '0002.jpg',
    '0003.jpg',
  ])
  await page.getByRole('button', { name: 'Clear' }).click()
  await shows('2,000 photos shown')
  await press('\\')
})

it('looks at one photo in full, walks on, and sees real pixels; compares two and keeps one', async () => {
  await oldest()
  await cell(/^0004\.jpg/u).click()
  await press('Enter')
  const viewer = page.getByRole('dialog', { name: /^Viewer, 0004/u })
  await viewer.locator('.full').first().waitFor()
  await press('z')
  await viewer.getByRole('button', { name: /^Fit to window/u }).waitFor()
  await press('z', 'ArrowRight', '3', 'Escape')
  await expect.poll(focused).toMatch(/^0005\.jpg.*3 stars/u)
  await press('ArrowLeft', 'c')
  await expect.poll(() => dialog().getByRole('option').count()).toBe(2)
  await press('ArrowRight', 'p', 'Escape')
  await expect.poll(() => cell(/^0004\.jpg.*Picked/u).count()).toBe(1)
})

it('browses by keys, by the rail and by the bars of the order, to the last of them all', async () => {
  await oldest()
  await press('ArrowRight', 'ArrowDown', 'PageDown', 'ArrowLeft')
  await expect.poll(focused).toMatch(/^00(?!00)\d\d\.jpg/u)
  await press('End')
  await cell(/^1999\.jpg, 2,000 of 2,000/u).waitFor()
  await page.getByRole('slider', { name: 'Place in the order' }).press('Home')
  await cell(/^0000\.jpg, 1 of 2,000/u).waitFor()
  await page.getByRole('slider', { name: 'How the values are spread' }).press('End')
  await cell(/^1999\.jpg/u).waitFor()
})

it('asks for what is like a photo, and for more of it beside a sentence', async () => {
  await ask(page, 'a red circle')
  await shows('Most like these words first')
  await until(page, (shown) => shown.length > 5)
  const [first] = await names(page)
  await cell(/, 1 of 2,000/u).click()
  await press('a')
  await page.getByRole('heading', { name: `Most like ${first ?? ''} first` }).waitFor()
  await page.getByRole('button', { name: 'Back to “a red circle”' }).click()
  await shows('Most like these words first')
  await cell(/, 2 of 2,000/u).click()
  await press('>')
  await page.getByRole('heading', { name: /more like \d{4}\.jpg/u }).waitFor()
  await page.getByRole('button', { name: 'Take these away' }).click()
  await page.getByRole('heading', { name: 'Most like these words first', exact: true }).waitFor()
})

it('teaches an order by comparing, leaves that out and forgets it', async () => {
  await cell(/, 1 of 2,000/u).click()
  await press('t')
  await page.getByRole('dialog', { name: 'Which fits “a red circle” better?' }).waitFor()
  for (const answers of ['1 answer.', '2 answers.', '3 answers.']) {
    await page.getByRole('button', { name: /^Left: /u }).click()
    await dialog().getByText(answers).waitFor()
  }
  await page.getByRole('button', { name: 'Forget', exact: true }).click()
  await page.getByRole('button', { name: 'Forget them' }).click()
  await press('Escape')
  await shows('3 answers forgotten. The order is as it was.')
})

it('finds its keys and its settings, which act at once', async () => {
  await press('?')
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Reverse the order').waitFor()
  await press('Escape', 'Control+,')
  await page.getByLabel('Colours').selectOption('Light')
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light')
  await page.getByLabel('Colours').selectOption('As the system')
  await press('Escape')
})

it('adds a folder, tells what could not be read, tries it again, and stacks a burst and keeps one of it', async () => {
  const moments = join(root, 'Moments')
  for (const shot of BURST) await shoot(moments, shot)
  await writeFile(join(moments, 'broken.jpg'), 'no picture')
  await page.getByRole('button', { name: 'Add folder' }).click()
  await page.getByLabel('Path of the folder').fill(moments)
  await dialog().getByRole('button', { name: 'Choose Moments' }).click()
  await shows('2,003 photos indexed')
  await page.getByRole('button', { name: '1 could not be read' }).click()
  await dialog().getByText('broken.jpg').waitFor()
  await writeJpeg(join(moments, 'broken.jpg'), 300, 200)
  await dialog().getByRole('button', { name: 'Try these again' }).click()
  await dialog().getByText('Every photo could be read.').waitFor()
  await press('Escape')
  await shows('2,004 photos indexed')
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Moments/u })
    .first()
    .click()
  await ask(page, 'sharpest')
  await shows('Sharpest first')
  await page.getByRole('button', { name: 'Stack frames of one moment' }).click()
  await shows(/4 photos in 2 stacks|4 in 2/u)
  await cell(/first of 3 photos of one moment/iu).click()
  await press('s')
  await until(page, (shown) => shown.length === 4)
  await press('k')
  await shows('1 photo picked, 2 of its moment rejected')
  await page.getByRole('button', { name: 'Stack frames of one moment' }).click()
})

it('moves to the trash what a list named, and nothing before', async () => {
  await cell(/^broken\.jpg/u).click()
  await press('Delete')
  await dialog().getByText('broken.jpg').waitFor()
  expect(await readdir(join(root, 'Moments'))).toContain('broken.jpg')
  await dialog().getByRole('button', { name: 'Move to the trash' }).click()
  await shows('1 photo moved to the trash')
  await until(page, (shown) => shown.length === 3 && !shown.includes('broken.jpg'))
  expect(await readdir(join(root, 'Moments'))).not.toContain('broken.jpg')
  expect(await readdir(join(root, 'trash/Trash/files'))).toHaveLength(1)
  await page.getByRole('navigation').getByRole('button', { name: 'All photos' }).click()
  await shows(/^2,003 (?:of 2,004 )?photos shown/u)
})

it('waits for Podium to be started again, and keeps sentence, selection and place', async () => {
  await ask(page, 'newest')
  await until(page, (shown) => shown[0] === '1999.jpg')
  await cell(/^1989\.jpg/u).click()
  await press('Shift+ArrowRight')
  await shows('2 photos selected')
  const { port } = new URL(session.podium.address)
  expect(await session.podium.stop()).toBe(0)
  const lost = page.getByRole('alert').filter({ hasText: 'The connection to Podium is lost.' })
  await lost.waitFor()
  expect(await lost.textContent()).toContain('start it again and open the address that it names')
  await expect.poll(focused).toMatch(/^1988\.jpg/u)

  const again = await startPodium(data, ['--port', port])
  onTestFinished(async () => {
    await again.stop()
  })
  // The address lets this browser in again: the page that waits, too.
  const other = await page.context().newPage()
  await other.goto(again.address)
  await other.close()
  await lost.waitFor({ state: 'detached' })
  await expect.poll(focused).toMatch(/^1988\.jpg, 12 of 2,003/u)
  await shows('2 photos selected')
  expect(await page.getByLabel('Sentence to order the photos by').inputValue()).toBe('newest')
  await press('4')
  await shows('2 photos marked')

  // A drive goes: its photos stay, ranked, with their small pictures; and it comes back.
  await rename(folder, `${folder} away`)
  await page.getByRole('button', { name: 'Look for changes in Two thousand' }).click()
  await shows(/Two thousand offline: 2,000 photos|2,000 photos offline/u)
  await ask(page, 'brightest')
  await shows('Brightest first')
  await expect
    .poll(() =>
      page
        .getByRole('gridcell', { name: /drive offline/u })
        .locator('img')
        .evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length),
    )
    .toBeGreaterThan(5)
  await rename(`${folder} away`, folder)
})
