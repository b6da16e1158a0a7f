/** Teaching an order as a person does: two photos, a key, and the way back. */
import { expect, it } from 'vitest'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()

const SENTENCE = 'dog in the snow'

async function open(sentence = SENTENCE): Promise<OpenedPage> {
  const opened = await pages.open(60)
  await opened.ask(sentence)
  await expect.poll(() => opened.server.core.asked.at(-1)?.sentence).toBe(sentence)
  await expect.poll(opened.focused).toMatch(/1 of 60/u)
  return opened
}

/** The photo that is asked about on that side, once it is there. */
function asked({ page }: OpenedPage, side: 'Left' | 'Right', photoId: number) {
  return page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`^${side}: .*${String(2_000 + photoId)}`, 'u') })
}

async function answer(opened: OpenedPage, keys: readonly string[], from = 0): Promise<void> {
  for (const [i, key] of keys.entries()) {
    await asked(opened, 'Left', from + 2 * i).waitFor()
    await opened.page.keyboard.press(key)
  }
  await asked(opened, 'Left', from + 2 * keys.length).waitFor()
}

function firstTile({ page }: OpenedPage) {
  return page.getByRole('gridcell', { name: /, 1 of 60/u })
}

it('asks in plain words, takes answers by arrow keys and clicks, and says how many are still wanted', async () => {
  const opened = await open()
  const { page, server } = opened
  await page.keyboard.press('t')
  await page.getByRole('dialog', { name: 'Which fits “dog in the snow” better?' }).waitFor()
  await answer(opened, ['ArrowLeft', 'ArrowRight', 'ArrowDown'])
  await asked(opened, 'Right', 7).click()
  await opened.shows('4 answers. After 5 more, Podium can tell')
  expect(server.core.taste.answers.map(({ sentence, left, right, choice }) => [sentence, left, right, choice])).toEqual(
    [
      [SENTENCE, 0, 1, 'left'],
      [SENTENCE, 2, 3, 'right'],
      [SENTENCE, 4, 5, 'same'],
      [SENTENCE, 6, 7, 'right'],
    ],
  )
  await asked(opened, 'Left', 8).waitFor()
  await page.keyboard.press('ArrowUp')
  await asked(opened, 'Left', 10).waitFor()
  expect(server.core.taste.answers).toHaveLength(4)
})

it('bends the order once it helps, says by how much, and is off and on by one click', async () => {
  const opened = await open()
  const { page } = opened
  const before = await firstTile(opened).getAttribute('aria-label')
  await page.keyboard.press('t')
  // What stands last in the order is liked.
  await answer(
    opened,
    Array.from({ length: 8 }, () => 'ArrowRight'),
  )
  await opened.shows(/^In use/u)
  await opened.shows('6 of 8')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await expect.poll(() => firstTile(opened).getAttribute('aria-label')).not.toBe(before)
  const chip = page.getByRole('button', { name: 'Your taste, 8 answers' })
  await expect.poll(() => chip.getAttribute('aria-pressed')).toBe('true')
  await chip.click()
  await expect.poll(() => chip.getAttribute('aria-pressed')).toBe('false')
  await expect.poll(() => firstTile(opened).getAttribute('aria-label')).toBe(before)
  await chip.click()
  await expect.poll(() => firstTile(opened).getAttribute('aria-label')).not.toBe(before)
  await firstTile(opened).click()
  await opened.shows(/Your taste moved it up by 3 places/u)
})

it('takes the last answer back and shows its pair again; the page’s own undo and redo do so too', async () => {
  const opened = await open()
  const { page, server } = opened
  const given = (): number[] => server.core.taste.answers.map(({ left }) => left)
  await page.keyboard.press('t')
  const back = page.getByRole('button', { name: 'Take back' })
  await asked(opened, 'Left', 0).waitFor()
  expect(await back.isDisabled()).toBe(true)
  await answer(opened, ['ArrowLeft', 'ArrowLeft'])
  await page.keyboard.press('Backspace')
  await asked(opened, 'Left', 2).waitFor()
  expect(given()).toEqual([0])
  await page.keyboard.press('ArrowRight')
  await asked(opened, 'Left', 4).waitFor()
  expect(server.core.taste.answers.at(-1)?.choice).toBe('right')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+z')
  await expect.poll(given).toEqual([0])
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(given).toEqual([0, 2])
})

it('forgets only when asked twice, and keeps the keys working', async () => {
  const opened = await open()
  const { page, server } = opened
  await page.keyboard.press('t')
  await answer(opened, ['ArrowLeft', 'ArrowLeft'])
  const forget = page.getByRole('button', { name: 'Forget', exact: true })
  await forget.click()
  await opened.shows('Forget 2 answers for good?')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Escape')
  await forget.waitFor()
  expect(server.core.taste.answers).toHaveLength(2)
  await page.keyboard.press('ArrowLeft')
  await asked(opened, 'Left', 6).waitFor()
  await forget.click()
  await page.getByRole('button', { name: 'Forget them' }).click()
  await asked(opened, 'Left', 0).waitFor()
  expect(server.core.taste.answers).toEqual([])
  await opened.shows('Choose with the arrow keys or by clicking a photo.')
  // For good: the page's undo and redo do not bring it back.
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  for (const key of ['Control+z', 'Control+z', 'Control+Shift+z', 'Control+Shift+z', 'Control+z'])
    await page.keyboard.press(key)
  await page.keyboard.press('t')
  await asked(opened, 'Left', 0).waitFor()
  expect(server.core.taste.answers).toEqual([])
})

it('teaches taste in general from any order; of facts it says why they are not taught', async () => {
  const opened = await open('most colourful')
  const { page, server } = opened
  await page.keyboard.press('t')
  await opened.shows('This order is of facts: there is nothing to teach it.')
  await page.getByRole('button', { name: 'Teach by comparing photos' }).click()
  await page.getByRole('menuitem', { name: 'Teach your taste in general' }).click()
  await page.getByRole('dialog', { name: 'Which do you like more?' }).waitFor()
  await answer(opened, ['ArrowLeft'])
  expect(server.core.taste.answers[0]?.sentence).toBeNull()
})

it('asks by the name of the order, and says when it does not help', async () => {
  const opened = await open('most aged')
  opened.server.core.taste.helps = false
  await opened.page.keyboard.press('t')
  await opened.page.getByRole('dialog', { name: 'Which print looks older?' }).waitFor()
  await answer(
    opened,
    Array.from({ length: 8 }, () => 'ArrowLeft'),
  )
  await opened.shows(/^Not in use/u)
  await opened.page.keyboard.press('Escape')
  const chip = opened.page.getByRole('button', { name: 'Your taste, 8 answers' })
  expect(await chip.getAttribute('aria-pressed')).toBe('false')
  await chip.click()
  await opened.page.getByRole('dialog', { name: 'Which print looks older?' }).waitFor()
})

it('says what went wrong and goes on when asked again', async () => {
  const opened = await open()
  const { page, server } = opened
  server.core.failing.add('taste.next')
  await page.keyboard.press('t')
  await page.getByRole('dialog').getByRole('alert').waitFor()
  server.core.failing.delete('taste.next')
  await page.getByRole('button', { name: 'Try again' }).click()
  await asked(opened, 'Left', 0).waitFor()
  server.core.failing.add('taste.answer')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => server.core.taste.answers.length).toBe(0)
  await opened.shows(/is not running/u)
  server.core.failing.delete('taste.answer')
  await page.keyboard.press('ArrowLeft')
  await asked(opened, 'Left', 2).waitFor()
  expect(server.core.taste.answers).toHaveLength(1)
})
