/** Every screen of the page, and how a person gets there. */
import { expect } from 'vitest'
import type { OpenedPage } from './page-under-test.ts'

export interface Screen {
  readonly name: string
  readonly photos: number
  readonly show: (opened: OpenedPage) => Promise<void>
}

async function ordered({ ask, shows, focused }: OpenedPage): Promise<void> {
  await ask('most colourful')
  await shows('Most colourful first')
  await expect.poll(focused).toMatch(/1 of/u)
}

async function dialog(opened: OpenedPage, key: string): Promise<void> {
  await ordered(opened)
  await opened.page.keyboard.press(key)
  await opened.page.getByRole('dialog').waitFor()
}

export const SCREENS: readonly Screen[] = [
  { name: 'the first run', photos: 0, show: ({ page }) => page.getByRole('button', { name: /sample/iu }).waitFor() },
  { name: 'an order', photos: 60, show: ordered },
  {
    name: 'marked and selected photos',
    photos: 60,
    show: async (opened) => {
      await ordered(opened)
      for (const key of ['4', 'p', '6', 'Shift+ArrowRight', 'Shift+ArrowDown', 'x'])
        await opened.page.keyboard.press(key)
      await opened.shows(/photos selected/u)
    },
  },
  {
    name: 'stacks, one of them open',
    photos: 60,
    show: async (opened) => {
      await ordered(opened)
      await opened.page.keyboard.press('j')
      await opened.page.getByRole('gridcell', { name: / 1 .*48/u }).waitFor()
      await opened.page.keyboard.press('s')
      await opened.page.getByRole('gridcell', { name: / 1 .*50/u }).waitFor()
    },
  },
  {
    name: 'filters',
    photos: 60,
    show: async (opened) => {
      await ordered(opened)
      await opened.page.keyboard.press('\\')
      await opened.page
        .getByRole('region', { name: /filter/iu })
        .or(opened.page.getByRole('group', { name: /filter/iu }))
        .first()
        .waitFor()
    },
  },
  {
    name: 'a photo in full',
    photos: 60,
    show: async (opened) => {
      await ordered(opened)
      await opened.page.keyboard.press('Enter')
      await opened.page.getByRole('dialog').or(opened.page.getByRole('img')).first().waitFor()
    },
  },
  { name: 'the keys', photos: 60, show: (opened) => dialog(opened, '?') },
  { name: 'an export', photos: 60, show: (opened) => dialog(opened, 'Control+e') },
  { name: 'keeping a set', photos: 60, show: (opened) => dialog(opened, 'Control+s') },
]
