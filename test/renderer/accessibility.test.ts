/** Every screen is read by axe, dark and light: names, roles, contrast, order. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { preparePages, type OpenedPage, type PageMaker } from '../support/page-under-test.ts'

let pages: PageMaker

beforeAll(async () => {
  pages = await preparePages()
})
afterAll(() => pages.close())

/** What axe finds wrong: rule, and the first places. */
async function faults(page: Page): Promise<string[]> {
  // Not bound by the page's own rules for scripts, as an extension is not.
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(async () => {
    const { axe: reader } = globalThis as unknown as { axe: typeof import('axe-core') }
    return reader.run(document, {
      resultTypes: ['violations'],
      // A tile's caption is no label to be spoken by voice: what it says, the name of the tile says in full words.
      rules: { 'label-content-name-mismatch': { enabled: false } },
    })
  })
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes
        .slice(0, 4)
        .map((node) => `  ${node.html.slice(0, 200)}\n  ${node.failureSummary ?? ''}`)
        .join('\n')}`,
  )
}

interface Screen {
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

const SCREENS: readonly Screen[] = [
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

describe.each(['dark', 'light'] as const)('in the %s theme', (colorScheme) => {
  it.each(SCREENS)('axe finds nothing wrong with $name', async ({ photos, show }) => {
    const opened = await pages.open(photos, photos > 0)
    onTestFinished(() => opened.close())
    await opened.page.emulateMedia({ colorScheme })
    await show(opened)
    expect(await faults(opened.page)).toEqual([])
    expect(opened.complaints).toEqual([])
  })
})
