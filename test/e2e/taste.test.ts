/** A taste that the model was never told of, taught to the sample pictures by clicks, and kept over a restart. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../support/picture-folder.ts'
import { ask, names, podiumPages, until, type PodiumPages } from '../support/podium-pages.ts'

const SAMPLE = fileURLToPath(new URL('../../main/sample/pictures', import.meta.url))
const ANIMALS =
  /^(bird|chelsea|crab|crocodile|dogs|dolphin|goat|honey-bee|horse|kingfisher|kitten|penguin|red-panda|swan)/u
const SENTENCE = 'sunset at the beach'
const MOST_ANSWERS = 48

let pages: PodiumPages

beforeAll(async () => {
  pages = await podiumPages()
})
afterAll(() => pages.close())

function liked(shown: readonly string[]): number {
  return shown.slice(0, 12).filter((name) => ANIMALS.test(name)).length
}

async function nameOf(page: Page, side: 'Left' | 'Right'): Promise<string> {
  const label = await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`^${side}: `, 'u') })
    .getAttribute('aria-label')
  return label?.slice(side.length + 2) ?? ''
}

/** Animals before all else, whatever is asked; returns the number of answers. */
async function teach(page: Page): Promise<number> {
  for (let given = 0; given < MOST_ANSWERS; given += 1) {
    if ((await page.getByText(/^In use/u).count()) > 0) return given
    const pair = [await nameOf(page, 'Left'), await nameOf(page, 'Right')]
    const [left, right] = pair.map((name) => ANIMALS.test(name))
    await page.keyboard.press(left === right ? 'ArrowDown' : left === true ? 'ArrowLeft' : 'ArrowRight')
    await expect.poll(async () => [await nameOf(page, 'Left'), await nameOf(page, 'Right')]).not.toEqual(pair)
  }
  return MOST_ANSWERS
}

it('bends the order of a sentence towards what a person chose, off and on by a click, and remembers it', async () => {
  const data = join(await temporaryFolder(), 'data')
  const first = await pages.open(data, [SAMPLE])
  const { page } = first
  await expect
    .poll(() => page.getByRole('contentinfo').textContent(), { timeout: 120_000 })
    .toMatch(/48 photos indexed/u)
  await ask(page, SENTENCE)
  await page.getByText('Most like these words first').first().waitFor()
  await until(page, (shown) => shown.length > 12)
  const before = await names(page)
  await page.keyboard.press('Escape')
  await page.getByRole('gridcell').first().click()
  await page.keyboard.press('t')
  await page.getByRole('dialog', { name: 'Which fits “sunset at the beach” better?' }).waitFor()
  await page.getByRole('button', { name: /^Left: /u }).waitFor()
  const answers = await teach(page)
  expect(answers).toBeLessThan(MOST_ANSWERS)
  await page.keyboard.press('Escape')
  await until(page, (shown) => liked(shown) > liked(before) + 2)
  const bent = await names(page)
  const chip = page.getByRole('button', { name: `Your taste, ${String(answers)} answers` })
  await chip.click()
  await until(page, (shown) => shown.slice(0, 12).join() === before.slice(0, 12).join())
  await chip.click()
  await until(page, (shown) => shown.slice(0, 12).join() === bent.slice(0, 12).join())
  expect(first.errors).toEqual([])
  expect(first.outside).toEqual([])
  await first.podium.stop()

  const second = await pages.open(data)
  await ask(second.page, SENTENCE)
  await until(second.page, (shown) => shown.slice(0, 12).join() === bent.slice(0, 12).join())
  await second.page.keyboard.press('Escape')
  await second.page.getByRole('gridcell').first().click()
  await second.page.keyboard.press('t')
  await second.page.getByRole('button', { name: 'Forget', exact: true }).click()
  await second.page.getByRole('button', { name: 'Forget them' }).click()
  await second.page.keyboard.press('Escape')
  await until(second.page, (shown) => shown.slice(0, 12).join() === before.slice(0, 12).join())
  await expect.poll(() => second.page.getByRole('button', { name: /^Your taste/u }).count()).toBe(0)
})
