/** A folder of many small pictures, of which some share their bytes: a large library that is read in seconds. */
import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { mapPixels, seeded } from './picture-maker.ts'

const WIDTH = 96
const HEIGHT = 72
const DAY_S = 86_400
/** Noon of 1 January 2020. */
const FIRST_S = Date.UTC(2020, 0, 1, 12) / 1_000

/**
 * Photo `i` is called `0000.jpg` and so on, is dated one day after the one before, and shares its bytes with every
 * `different`th photo.
 *
 * @returns the path of each, in that order
 */
export async function writePictures(folder: string, count: number, different: number): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const made: Buffer[] = []
  for (let i = 0; i < different; i += 1) made.push(await drawn(i))
  const paths: string[] = []
  for (let i = 0; i < count; i += 1) {
    const path = join(folder, `${String(i).padStart(4, '0')}.jpg`)
    await writeFile(path, made[i % different] ?? Buffer.of())
    await utimes(path, FIRST_S + i * DAY_S, FIRST_S + i * DAY_S)
    paths.push(path)
  }
  return paths
}

/** A disk of one colour on a slope of another; no two alike. */
function drawn(seed: number): Promise<Buffer> {
  const random = seeded(seed + 1)
  const colour = (): [number, number, number] => [255 * random(), 255 * random(), 255 * random()]
  const [from, to, disk] = [colour(), colour(), colour()]
  const [x0, y0, radius] = [WIDTH * random(), HEIGHT * random(), 8 + 24 * random()]
  const { data, width, height } = mapPixels(WIDTH, HEIGHT, (x, y) => {
    if (Math.hypot(x - x0, y - y0) < radius) return disk
    const share = x / WIDTH
    return [0, 1, 2].map((i) => (from[i] ?? 0) * (1 - share) + (to[i] ?? 0) * share) as [number, number, number]
  })
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer()
}
