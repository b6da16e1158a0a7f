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
  {
    name: 'four photos side by side',
    photos: 60,
    show: async (opened) => {
      await ordered(opened)
      await opened.page.keyboard.press('Shift+C')
      await expect.poll(() => opened.page.getByRole('dialog').getByRole('option').count()).toBe(4)
    },
  },
  { name: 'the keys', photos: 60, show: (opened) => dialog(opened, '?') },
  {
    name: 'the settings',
    photos: 60,
    show: async (opened) => {
      await dialog(opened, 'Control+,')
      await expect.poll(() => opened.page.getByRole('dialog').getByRole('combobox').count()).toBe(4)
    },
  },
  {
    name: 'the models',
    photos: 60,
    show: async (opened) => {
      await ordered(opened)
      await opened.page
        .getByRole('contentinfo')
        .getByRole('button', { name: /Models/u })
        .click()
      await opened.page.getByRole('dialog').getByText('0.99994').waitFor()
    },
  },
  { name: 'an export', photos: 60, show: (opened) => dialog(opened, 'Control+e') },
  {
    name: 'teaching an order',
    photos: 60,
    show: async (opened) => {
      await opened.ask('dog in the snow')
      // The sentence decides what can be taught: facts cannot.
      await opened.page.getByRole('radio', { checked: true }).waitFor()
      await expect.poll(() => opened.server.core.asked.at(-1)?.sentence).toBe('dog in the snow')
      await expect.poll(opened.focused).toMatch(/1 of/u)
      await opened.page.keyboard.press('t')
      await opened.page
        .getByRole('dialog')
        .getByRole('button', { name: /DSCF2000/u })
        .waitFor()
      for (let i = 0; i < 9; i += 1) {
        await opened.page.keyboard.press('ArrowLeft')
        await opened.page
          .getByRole('dialog')
          .getByRole('button', { name: new RegExp(String(2_002 + 2 * i), 'u') })
          .waitFor()
      }
    },
  },
  { name: 'the trash', photos: 60, show: (opened) => dialog(opened, 'Delete') },
  { name: 'keeping a set', photos: 60, show: (opened) => dialog(opened, 'Control+s') },
]
