/** Frames while the grid of 100,000 photos is scrolled, beside a plain list of as many rows in the same browser. */
import type { Page } from 'playwright-core'
import { layoutGrid } from '../../renderer/grid-layout.ts'
import { launchBrowser } from '../support/browser.ts'
import { preparePages } from '../support/page-under-test.ts'

const PHOTOS = 100_000
const STEPS = 120
const STEP_PX = 300
/** Slow enough for pictures to be seen: all that come into view are drawn. */
const SLOW_STEP_PX = 80

interface Frames {
  readonly medianMs: number
  readonly p95Ms: number
  readonly most: number
}

/** One step a frame, as a wheel that is turned. */
async function scroll(page: Page, selector: string, stepPx = STEP_PX): Promise<Frames> {
  const frames = await page.evaluate(
    async ({ steps, px, name }) => {
      const scroller = document.querySelector(name) ?? document.documentElement
      const next = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
      const times: number[] = []
      let before = await next()
      for (let step = 0; step < steps; step++) {
        scroller.scrollTop += px
        const now = await next()
        times.push(now - before)
        before = now
      }
      return times
    },
    { steps: STEPS, px: stepPx, name: selector },
  )
  const sorted = frames.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
  return { medianMs: at(0.5), p95Ms: at(0.95), most: at(1) }
}

/** Milliseconds in which the places of all photos are reckoned, the least of seven times. */
function layoutMs(): number {
  const aspects = Int32Array.from({ length: PHOTOS }, (_, index) => [67, 75, 133, 150, 178, 300, 20][index % 7] ?? 150)
  const times = Array.from({ length: 7 }, () => {
    const before = performance.now()
    layoutGrid({ aspects, width: 1_400, rowHeight: 170, gap: 5, breakAt: 61_234, breakHeight: 36 })
    return performance.now() - before
  })
  return Math.min(...times)
}

export async function benchScrolling(): Promise<unknown> {
  const pages = await preparePages()
  const opened = await pages.open(PHOTOS)
  const { page } = opened
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await scroll(page, '.scroller')
  const grid = await scroll(page, '.scroller')
  const slowGrid = await scroll(page, '.scroller', SLOW_STEP_PX)
  await opened.close()
  await pages.close()

  const browser = await launchBrowser()
  const plain = await browser.newPage({ viewport: { width: 1_280, height: 800 } })
  const items = Array.from({ length: PHOTOS }, (_, i) => `<li>DSCF${String(i)}.jpg</li>`).join('')
  await plain.setContent(`<div id="list" style="height:700px;overflow-y:auto"><ol>${items}</ol></div>`)
  await scroll(plain, '#list')
  const list = await scroll(plain, '#list')
  const slowList = await scroll(plain, '#list', SLOW_STEP_PX)
  await browser.close()
  return {
    photos: PHOTOS,
    steps: STEPS,
    stepPx: STEP_PX,
    layoutMs: layoutMs(),
    grid,
    baseline: { plainList: list },
    ratioOfP95: list.p95Ms / grid.p95Ms,
    slowly: {
      stepPx: SLOW_STEP_PX,
      grid: slowGrid,
      baseline: { plainList: slowList },
      ratioOfP95: slowList.p95Ms / slowGrid.p95Ms,
    },
  }
}
