/** From the key to the next picture in full, beside a plain page that loads and decodes it when it is asked for. */
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { preparePages } from '../support/page-under-test.ts'
import { writeJpeg } from '../support/picture-maker.ts'

const WIDTH = 6_000
const HEIGHT = 4_000
const FILES = 12
const PHOTOS = 48
/** Each time the next five neighbours, after the hand has rested. */
const ROUNDS = 4
const NEIGHBOURS = 5

function summary(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
  return { medianMs: at(0.5), p95Ms: at(0.95), most: at(1) }
}

/** From the key press to the frame after the one in which the picture in full is drawn. */
async function keyToPicture(page: Page): Promise<number> {
  // Listened for before the key is pressed: input may overtake what is evaluated.
  const result = await page.evaluateHandle(() => {
    const before = document.querySelector('.full')?.getAttribute('data-photo')
    const measured = new Promise<number>((resolve) => {
      const start = ({ timeStamp }: Event): void => {
        const look = (): void => {
          const image = document.querySelector('.full')
          if (image !== null && image.getAttribute('data-photo') !== before)
            requestAnimationFrame((now) => {
              resolve(now - timeStamp)
            })
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      }
      document.addEventListener('keydown', start, { capture: true, once: true })
    })
    return { measured }
  })
  await page.keyboard.press('ArrowRight')
  return result.evaluate(({ measured }) => measured)
}

/** The same files one after the other in an element that is told of each only when it is asked for. */
function plainPictures(page: Page, addresses: readonly string[]): Promise<number[]> {
  return page.evaluate(async (all) => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
    document.body.innerHTML = '<img style="width:1000px;height:700px;object-fit:contain" alt="">'
    const image = document.querySelector('img')
    const times: number[] = []
    for (const address of all) {
      const from = performance.now()
      if (image === null) break
      image.src = address
      await image.decode()
      await frame()
      times.push((await frame()) - from)
    }
    return times
  }, addresses)
}

export async function benchLoupe(base: string): Promise<unknown> {
  const views = join(base, 'loupe')
  await mkdir(views)
  for (let i = 0; i < FILES; i += 1)
    await writeJpeg(join(views, `${String(i).padStart(2, '0')}.jpg`), WIDTH, HEIGHT, i + 1)
  const bytes = (await stat(join(views, '00.jpg'))).size
  const pages = await preparePages()
  const opened = await pages.open(PHOTOS, true, views)
  const { page } = opened
  await opened.ask('most colourful')
  await opened.shows('Most colourful first')
  await page.getByRole('gridcell').first().dblclick()
  await page.getByRole('dialog').waitFor()
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    // A person looks at a picture this long before the hand moves.
    await page.waitForTimeout(5_000)
    for (let step = 0; step < NEIGHBOURS; step += 1) times.push(await keyToPicture(page))
  }
  await opened.close()

  const plain = await pages.open(PHOTOS, true, views)
  const origin = await plain.page.evaluate(() => location.origin)
  const addresses = Array.from(
    { length: ROUNDS * NEIGHBOURS },
    (_, i) => `${origin}/assets/view/${String(i)}?v=plain-${String(i)}`,
  )
  const list = await plainPictures(plain.page, addresses)
  await plain.close()
  await pages.close()
  return {
    pictures: { width: WIDTH, height: HEIGHT, bytes },
    steps: times.length,
    keyToPicture: summary(times),
    baseline: { plainImage: summary(list) },
    ratioOfMedians: summary(list).medianMs / summary(times).medianMs,
  }
}
