/** Faces marked over a picture, in a real Chromium. */
import { expect, it } from 'vitest'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage

it('marks the faces where they are, with the years they look, for each photo that comes into focus', async () => {
  opened = await pages.open(48)
  const { page } = opened
  await page.getByRole('gridcell').first().click()
  const info = page.getByRole('complementary', { name: 'About this photo' })
  await info.getByRole('button', { name: 'Show 2 faces' }).click()
  const faces = info.getByRole('list', { name: 'Faces found in the picture' }).getByRole('listitem')
  await expect.poll(() => faces.allInnerTexts()).toEqual(['about 62', 'A face, too small to tell an age'])
  const [face, picture] = [await faces.first().boundingBox(), await info.locator('.picture img').boundingBox()]
  expect(face!.x - picture!.x).toBeCloseTo(0.2 * picture!.width, 0)
  expect(face!.y - picture!.y).toBeCloseTo(0.15 * picture!.height, 0)
  expect(face!.width).toBeCloseTo(0.2 * picture!.width, 0)
  await page.getByRole('gridcell').nth(1).click()
  await expect.poll(() => faces.count()).toBe(2)
  await info.getByRole('button', { name: 'Hide faces' }).click()
  await expect.poll(() => faces.count()).toBe(0)
})

it('says one age once, and two as those of the oldest and the youngest', async () => {
  opened = await pages.open(48)
  const { page } = opened
  const info = page.getByRole('complementary', { name: 'About this photo' })
  const ages = async (): Promise<string[]> => {
    const terms = await info.getByRole('term').allInnerTexts()
    return terms.filter((term) => term.startsWith('Age'))
  }
  const seen = new Set<string>()
  for (let at = 0; at < 8; at += 1) {
    await page.getByRole('gridcell').nth(at).click()
    await expect.poll(async () => (await ages()).length).toBeGreaterThan(0)
    seen.add((await ages()).join(', '))
  }
  expect([...seen].toSorted()).toEqual(['Age it looks', 'Age of the oldest face, Age of the youngest face'])
})
