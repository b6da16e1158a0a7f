import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { containerThreads } from '../../../main/inference/containers.ts'
import { decodePicture, writePreview, type DecodedPicture } from '../../../main/inference/images.ts'
import { decodeRaw } from '../../../main/inference/raw.ts'
import { renderPicture } from '../../../main/inference/render.ts'
import { CONTAINERS_HERE } from '../../../main/inference/containers.ts'
import { temporaryFolder } from '../../support/picture-folder.ts'
import { makeRaw, type RawShape } from '../../support/raw-maker.ts'

const WHITE = [255, 255, 255] as const
const LIMIT = 10_000_000
const SHAPE: RawShape = { width: 600, height: 400, preview: 300 }

async function rawFile(shape: Partial<RawShape> = {}, name = 'one.dng'): Promise<string> {
  const path = join(await temporaryFolder(), name)
  await writeFile(path, await makeRaw({ ...SHAPE, ...shape }))
  return path
}

/** Which colour stands at the middle of a side, or in the middle of the picture: white, red or blue. */
function colourAt({ data, width, height }: DecodedPicture['small'], x: number, y: number): string {
  const at = 3 * (Math.floor(y * (height - 1)) * width + Math.floor(x * (width - 1)))
  const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3)
  if (green > 150 && green > red - 60) return 'white'
  return red > blue ? 'red' : 'blue'
}

function sides({ small }: DecodedPicture): Record<'top' | 'bottom' | 'left' | 'right', string> {
  return {
    top: colourAt(small, 0.25, 0.03),
    bottom: colourAt(small, 0.25, 0.97),
    left: colourAt(small, 0.03, 0.25),
    right: colourAt(small, 0.97, 0.25),
  }
}

it('shows a raw file by the picture the camera put inside, with its own date, camera and exposure', async () => {
  const picture = await decodePicture(await rawFile(), WHITE)
  expect(picture).toMatchObject({
    format: 'raw',
    width: 600,
    height: 400,
    damaged: false,
    takenAt: '2019-07-14T18:22:05',
    camera: 'Podium One',
  })
  expect(picture.exposureBias).toBeCloseTo(-2 / 3)
  expect([picture.small.width, picture.small.height]).toEqual([300, 200])
  expect(sides(picture)).toEqual({ top: 'white', bottom: 'red', left: 'red', right: 'blue' })
})

it.each([
  { orientation: 1, size: [600, 400], seen: { top: 'white', bottom: 'red', left: 'red', right: 'blue' } },
  { orientation: 3, size: [600, 400], seen: { top: 'blue', bottom: 'white', left: 'blue', right: 'red' } },
  { orientation: 6, size: [400, 600], seen: { top: 'red', bottom: 'blue', left: 'red', right: 'white' } },
  { orientation: 8, size: [400, 600], seen: { top: 'blue', bottom: 'red', left: 'white', right: 'blue' } },
])('turns it upright as the camera was held ($orientation), developed or not', async ({ orientation, size, seen }) => {
  for (const preview of [300, null]) {
    const picture = await decodePicture(await rawFile({ orientation, preview }), WHITE)
    expect([picture.width, picture.height]).toEqual(size)
    expect(sides(picture)).toEqual(seen)
    expect(picture.small.width < picture.small.height).toBe(orientation >= 5)
  }
})

it('turns a picture inside that says so where the raw file does not', async () => {
  const path = join(await temporaryFolder(), 'turned.dng')
  const { data } = await decodeRaw(await makeRaw(SHAPE), LIMIT)
  const inside = await sharp(data).withMetadata({ orientation: 6 }).jpeg().toBuffer()
  await writeFile(path, await makeRaw({ ...SHAPE, inside }))
  const picture = await decodePicture(path, WHITE)
  expect([picture.small.width, picture.small.height]).toEqual([200, 300])
  expect(sides(picture)).toEqual({ top: 'red', bottom: 'blue', left: 'red', right: 'white' })
})

it('does not turn a picture inside twice that is upright already, or that says itself how it lies', async () => {
  const bytes = await makeRaw({ ...SHAPE, orientation: 6 })
  const { data, turn } = await decodeRaw(bytes, LIMIT)
  expect(turn).toBe(90)
  const upright = await sharp(data).rotate(90).jpeg().toBuffer()
  const spoken = await sharp(data).withMetadata({ orientation: 6 }).jpeg().toBuffer()
  for (const inside of [upright, spoken]) {
    const path = join(await temporaryFolder(), 'turned.dng')
    await writeFile(path, await makeRaw({ ...SHAPE, orientation: 6, inside }))
    expect(sides(await decodePicture(path, WHITE))).toEqual({ top: 'red', bottom: 'blue', left: 'red', right: 'white' })
  }
})

it('develops what holds no picture or one the size of a stamp, and keeps dark pictures dark', async () => {
  const meanOf = async (shape: Partial<RawShape>): Promise<number> => {
    const { small } = await decodePicture(await rawFile(shape), WHITE)
    expect(small.width).toBe(300)
    return small.data.reduce((sum, value) => sum + value, 0) / small.data.length
  }
  const bright = await meanOf({ preview: null })
  const stamp = await meanOf({ preview: 40 })
  const dark = await meanOf({ preview: null, light: 0.1 })
  expect(stamp).toBeCloseTo(bright, 0)
  expect(dark).toBeLessThan(bright / 2)
})

it('is the same on its own thread as here', async () => {
  const path = await rawFile({ orientation: 6 })
  expect(await decodePicture(path, WHITE, containerThreads())).toEqual(await decodePicture(path, WHITE))
})

it('opens what only bears the name of a raw file as what it is', async () => {
  const path = join(await temporaryFolder(), 'really-a-jpeg.nef')
  await sharp({ create: { width: 80, height: 60, channels: 3, background: '#c04040' } })
    .jpeg()
    .toFile(path)
  expect(await decodePicture(path, WHITE)).toMatchObject({ format: 'jpeg', width: 80, height: 60 })
})

it('refuses damaged and unknown files with a reason, and reads the next', async () => {
  const folder = await temporaryFolder()
  const whole = await makeRaw(SHAPE)
  const broken = {
    'cut.dng': whole.subarray(0, 200),
    'noise.cr3': Buffer.alloc(5_000, 7),
    'empty.arw': Buffer.alloc(0),
  }
  for (const [name, bytes] of Object.entries(broken)) {
    const path = join(folder, name)
    await writeFile(path, bytes)
    await expect(decodePicture(path, WHITE)).rejects.toMatchObject({ kind: 'damaged', transient: false })
  }
  await expect(decodeRaw(whole, 1_000)).rejects.toThrow(/pixel limit/u)
  expect((await decodePicture(await rawFile(), WHITE)).format).toBe('raw')
})

it('gives a JPEG of it to the page and to exports, upright and with date and camera', async () => {
  const path = await rawFile({ orientation: 6 })
  const folder = await temporaryFolder()
  const preview = await sharp(await writePreview(path, folder, 'ab'.repeat(16))).metadata()
  expect([preview.format, preview.width, preview.height]).toEqual(['jpeg', 200, 300])
  const target = join(folder, 'made.jpg')
  const request = { path, target, longSide: 150, format: 'jpeg', quality: 80, metadata: 'all' } as const
  expect(await renderPicture(request, CONTAINERS_HERE)).toMatchObject({ width: 100, height: 150 })
  const made = await decodePicture(target, WHITE)
  expect(made).toMatchObject({ takenAt: '2019-07-14T18:22:05', camera: 'Podium One' })
})
