/** The page built with a language that does not exist: whatever is not of the catalogue stands out. */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { SCREENS } from '../support/page-screens.ts'
import { preparePagesSaying } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests(() => preparePagesSaying(join(import.meta.dirname, '../support/pseudo-messages.ts')))

/** Texts and names of things on the screen that did not go through the catalogue. */
function foreign(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement
      // Keys are called what is printed on them.
      if (parent === null || parent.closest('kbd, script, style, noscript') !== null) continue
      // One text may be cut into several nodes: its element says whether it is one.
      if (!(parent.textContent.includes('⟦') || (parent.parentElement?.textContent.includes('⟦') ?? false)))
        found.push(node.nodeValue?.trim() ?? '')
    }
    for (const element of document.body.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        const value = element.getAttribute(name) ?? ''
        if (!value.includes('⟦')) found.push(value)
      }
    // Numbers and signs are the same everywhere; the sentence and names of files and folders are the person's own.
    return found.filter(
      (text) =>
        /\p{L}{2}/u.test(text) &&
        !/^(most colourful|dog in the snow)$|DSCF|Summer 2019|\/pictures|\.jpg|fake maker/u.test(text),
    )
  })
}

it.each(SCREENS)('$name shows no text that is not of the catalogue', async ({ photos, show }) => {
  const opened = await pages.open(photos, photos > 0)
  await show(opened)
  expect(await foreign(opened.page)).toEqual([])
  expect(await opened.page.getByText('⟦').count()).toBeGreaterThan(0)
})
