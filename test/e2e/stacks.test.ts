/** Bursts of real pictures, from files to a choice that outlives the process. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ALONE, BRACKET, BURST, shoot } from '../support/moments.ts'
import { temporaryFolder } from '../support/picture-folder.ts'
import { ask, podiumPages, until, type PodiumPages } from '../support/podium-pages.ts'

let pages: PodiumPages

beforeAll(async () => {
  pages = await podiumPages()
})
afterAll(() => pages.close())

it('stacks a burst and no bracket, keeps one frame of it, and remembers which one stands for it', async () => {
  const root = await temporaryFolder()
  const [data, folder] = [join(root, 'data'), join(root, 'photos')]
  await mkdir(folder)
  for (const shot of [...BURST, ...BRACKET, ...ALONE]) await shoot(folder, shot)
  const first = await pages.open(data, [folder])
  await until(first.page, (shown) => shown.length === 9)
  await expect
    .poll(() => first.page.getByRole('contentinfo').textContent(), { timeout: 60_000 })
    .toMatch(/9 photos indexed/u)
  await ask(first.page, 'sharpest')
  await first.page.getByText('Sharpest first').first().waitFor()
  await first.page.getByRole('button', { name: 'Stack frames of one moment' }).click()
  await first.page.getByText('9 photos in 7 stacks').first().waitFor()
  await until(first.page, (shown) => shown.length === 7)
  const stack = first.page.getByRole('gridcell', { name: /first of 3 photos of one moment/iu })
  const best = (await stack.getAttribute('aria-label'))?.split(',')[0]
  expect(['1.jpg', '2.jpg']).toContain(best)
  await stack.getByRole('button').click()
  await until(first.page, (shown) => shown.length === 9)
  // The softest of the three: the person knows why.
  await first.page.getByRole('gridcell', { name: /^3\.jpg.*3 of 3 photos of one moment/u }).click()
  await first.page.keyboard.press('Shift+S')
  await first.page.getByText('This photo stands for the 3 of its moment now').waitFor()
  await first.page.keyboard.press('k')
  await first.page.getByText('1 photo picked, 2 of its moment rejected').waitFor()
  expect(first.errors).toEqual([])
  await first.podium.stop()
  const second = await pages.open(data)
  await ask(second.page, 'sharpest')
  await second.page.getByRole('button', { name: 'Stack frames of one moment' }).click()
  await second.page.getByText('9 photos in 7 stacks').first().waitFor()
  const kept = second.page.getByRole('gridcell', { name: /first of 3 photos of one moment/iu })
  expect(await kept.getAttribute('aria-label')).toMatch(/^3\.jpg.*Picked/u)
  await kept.getByRole('button').click()
  await expect.poll(() => second.page.getByRole('gridcell', { name: /Rejected/u }).count()).toBe(2)
})
