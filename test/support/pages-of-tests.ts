/** The page under test with the life that a file of tests gives it; benches, which run without tests, make their own. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { preparePages, type OpenedPage, type PageMaker } from './page-under-test.ts'

/**
 * Pages for the tests of one file, in one browser. What a test opened is closed after it; one that met an error or
 * broke a rule of the page fails its test.
 */
export function pagesOfTests(prepare: () => Promise<PageMaker> = preparePages): Pick<PageMaker, 'open'> {
  let pages: PageMaker | undefined
  let opened: OpenedPage[] = []
  beforeAll(async () => {
    pages = await prepare()
  })
  afterEach(async () => {
    const all = opened
    opened = []
    for (const one of all) await one.close()
    expect(all.flatMap(({ complaints }) => complaints)).toEqual([])
  })
  afterAll(() => pages?.close())
  return {
    open: async (...what) => {
      if (pages === undefined) throw new Error('Pages are opened in tests, once the browser runs.')
      const one = await pages.open(...what)
      opened.push(one)
      return one
    },
  }
}
