import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../support/picture-folder.ts'
import { writeJpeg } from '../support/picture-maker.ts'
import { ask, names, podiumPages, until, type PodiumPages } from '../support/podium-pages.ts'

let pages: PodiumPages

beforeAll(async () => {
  pages = await podiumPages()
})

afterAll(() => pages.close())

const open = (dataFolder: string, words: readonly string[] = []) => pages.open(dataFolder, words)

it('shows the sample pictures in one click and puts them in the order of a sentence', async () => {
  const { page, outside, errors } = await open(await temporaryFolder())
  await page.getByRole('button', { name: /sample/iu }).click()
  await until(page, (shown) => shown.length > 5)
  await expect
    .poll(() => page.getByRole('contentinfo').textContent(), { timeout: 60_000 })
    .toMatch(/48 photos indexed/u)
  await ask(page, 'a dog')
  await until(page, (shown) => shown[0] === 'dogs-at-the-door.jpg')
  await expect.poll(() => page.getByRole('radio', { name: 'Similar' }).count()).toBe(1)
  await ask(page, 'brightest')
  await expect.poll(() => page.getByText('Brightest first').count()).toBeGreaterThan(0)
  const brightest = await names(page)
  await page.getByRole('button', { name: /reverse/iu }).click()
  await until(page, (shown) => shown[0] !== brightest[0])
  expect(outside).toEqual([])
  expect(errors).toEqual([])
})

it('shows which parts of a picture count in a learned order, and in no other', async () => {
  const { page, errors } = await open(await temporaryFolder())
  await page.getByRole('button', { name: /sample/iu }).click()
  await expect
    .poll(() => page.getByRole('contentinfo').textContent(), { timeout: 60_000 })
    .toMatch(/48 photos indexed/u)
  await ask(page, 'most people')
  await page.getByText('Most people first').first().waitFor()
  await page.getByRole('gridcell').first().click()
  const info = page.getByRole('complementary', { name: /photo/iu })
  if ((await info.count()) === 0) await page.keyboard.press('i')
  await info.getByRole('button', { name: 'Show what counts' }).click()
  // Of 25 parts, some count and some do not: the colours of the canvas are not all one.
  const colours = () =>
    info.locator('canvas').evaluate((canvas) => {
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, 5, 5) ?? { data: [] }
      return new Set(Array.from({ length: 25 }, (_, i) => data[4 * i + 3])).size
    })
  await expect.poll(colours).toBeGreaterThan(5)
  await page.keyboard.press('ArrowRight')
  await expect.poll(colours).toBeGreaterThan(5)
  await ask(page, 'brightest')
  await page.getByText('Brightest first').first().waitFor()
  expect(await info.getByRole('button', { name: /what counts/u }).count()).toBe(0)
  expect(errors).toEqual([])
})

it('adds a folder, sees a new file arrive, and holds the order over a reload and a restart', async () => {
  const root = await temporaryFolder()
  const [data, folder] = [join(root, 'data'), join(root, 'photos')]
  await mkdir(folder)
  for (const [i, size] of [300, 600, 900].entries())
    await writeJpeg(join(folder, `${String(size)}.jpg`), size, size, i + 1)
  const first = await open(data, [folder])
  await ask(first.page, 'largest')
  await until(first.page, (shown) => shown.join() === '900.jpg,600.jpg,300.jpg')
  await writeJpeg(join(folder, '1200.jpg'), 1_200, 1_200, 9)
  await until(first.page, (shown) => shown[0] === '1200.jpg')
  await first.page.reload()
  await until(first.page, (shown) => shown.length === 4)
  expect(await first.podium.stop()).toBe(0)
  const second = await open(data)
  await ask(second.page, 'smallest')
  await until(second.page, (shown) => shown.join() === '300.jpg,600.jpg,900.jpg,1200.jpg')
  expect((await readdir(folder)).length).toBe(4)
})

it('opens a photo, walks to its neighbour and returns to it, by keys alone', async () => {
  const root = await temporaryFolder()
  const folder = join(root, 'photos')
  await mkdir(folder)
  for (const size of [300, 400, 500]) await writeJpeg(join(folder, `${String(size)}.jpg`), size, size)
  const { page, errors } = await open(join(root, 'data'), [folder])
  await ask(page, 'largest')
  await until(page, (shown) => shown.join() === '500.jpg,400.jpg,300.jpg')
  await page.getByRole('gridcell', { name: /^500/u }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.getByRole('dialog').count()).toBe(1)
  // Read by the worker, which the page's own policy must let through.
  await page.getByRole('dialog').locator('canvas.full').waitFor()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Escape')
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''))
    .toMatch(/^400\.jpg/u)
  expect(errors).toEqual([])
})

it('refuses the address a second time', async () => {
  const { podium } = await open(await temporaryFolder())
  const again = await fetch(podium.address, { redirect: 'manual' })
  expect(again.status).toBeGreaterThanOrEqual(400)
})
