/** Every screen is read by axe, dark and light: names, roles, contrast, order. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { SCREENS } from '../support/page-screens.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()

/** What axe finds wrong: rule, and the first places. */
async function faults(page: Page): Promise<string[]> {
  // Not bound by the page's own rules for scripts, as an extension is not.
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(async () => {
    const { axe: reader } = globalThis as unknown as { axe: typeof axe }
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

describe.each(['dark', 'light'] as const)('in the %s theme', (colorScheme) => {
  it.each(SCREENS)('axe finds nothing wrong with $name', async ({ photos, show }) => {
    const opened = await pages.open(photos, photos > 0)
    await opened.page.emulateMedia({ colorScheme })
    await show(opened)
    expect(await faults(opened.page)).toEqual([])
  })
})
