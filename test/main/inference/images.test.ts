import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp, { type Sharp } from 'sharp'
import { expect, it } from 'vitest'
import { decodePicture, thumbnailPath, writePreview, writeThumbnail } from '../../../main/inference/images.ts'
import { temporaryFolder } from '../../support/picture-folder.ts'
import { scannedTiff, writeJpeg } from '../../support/picture-maker.ts'

const WHITE = [255, 255, 255] as const

function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))
}

function decode(path: string): ReturnType<typeof decodePicture> {
  return decodePicture(path, WHITE)
}

it.each([
  ['house.jpg', 'jpeg', 'EXIF'],
  ['house.heic', 'heic', 'EXIF'],
  ['orientation-6.jpg', 'jpeg', 'EXIF'],
])('reads %s with its date, place and camera', async (name, format) => {
  const picture = await decode(fixture(name))
  expect(picture.format).toBe(format)
  expect(picture.takenAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/u)
  expect(picture.takenOffsetMinutes).not.toBeNull()
  expect(picture.camera).not.toBeNull()
  expect(picture.latitude).not.toBeNull()
})

it.each(['rotated.heic', 'exif-orientation-only.heic'])('does not turn %s twice', async (name) => {
  const { width, height, small } = await decode(fixture(name))
  expect([width, height]).toEqual([640, 480])
  expect(small.width / small.height).toBeCloseTo(4 / 3, 1)
})

it.each([
  '16-bit.png',
  'grey-alpha.png',
  'animated.gif',
  'animated.webp',
  'pages.tiff',
  'house.avif',
  'cmyk.jpg',
  'cmyk-profile.jpg',
  'png-inside.jpg',
  'zero-date.jpg',
  'broken-exif.jpg',
])('reads %s as three colours of at most 512 pixels', async (name) => {
  const { small, detail, damaged, width, height } = await decode(fixture(name))
  expect(small.data).toHaveLength(small.width * small.height * 3)
  expect(detail.data).toHaveLength(detail.width * detail.height)
  expect(Math.max(small.width, small.height)).toBeLessThanOrEqual(512)
  expect(width * height).toBe(detail.width * detail.height)
  expect(damaged).toBe(false)
})

it('reads the facts of a TIFF from its own directories', async () => {
  const path = join(await temporaryFolder(), 'scan.tif')
  await writeFile(path, scannedTiff('Example Works', 'Flatbed', '1987:06:05 04:03:02'))
  expect(await decode(path)).toMatchObject({
    format: 'tiff',
    takenAt: '1987-06-05T04:03:02',
    camera: 'Example Works Flatbed',
    damaged: false,
  })
})

it('takes no date from a camera that had none', async () => {
  expect((await decode(fixture('zero-date.jpg'))).takenAt).toBeNull()
})

it.each([
  ['empty.jpg', 'damaged'],
  ['text.jpg', 'unsupported'],
  ['truncated.heic', 'damaged'],
  ['too-many-pixels.png', 'too-large'],
  ['not-there.jpg', 'vanished'],
])('refuses %s as %s, with a reason', async (name, kind) => {
  await expect(decode(fixture(name))).rejects.toMatchObject({ kind, message: expect.stringMatching(/\w{3}/u) })
})

it('uses what is left of a truncated JPEG and marks it damaged', async () => {
  expect((await decode(fixture('truncated.jpg'))).damaged).toBe(true)
})

it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns orientation %i upright', async (orientation) => {
  const folder = await temporaryFolder()
  const upright = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'blue' } })
    .composite([{ input: { create: { width: 20, height: 20, channels: 3, background: 'red' } }, left: 0, top: 0 }])
    .png()
    .toBuffer()
  // What a camera would have stored so that this orientation tag shows the upright picture.
  const undo: Record<number, (picture: Sharp) => Sharp> = {
    1: (p) => p,
    2: (p) => p.flop(),
    3: (p) => p.rotate(180),
    4: (p) => p.flip(),
    5: (p) => p.flop().rotate(270),
    6: (p) => p.rotate(270),
    7: (p) => p.flop().rotate(90),
    8: (p) => p.rotate(90),
  }
  const path = join(folder, 'turned.jpg')
  await undo[orientation]!(sharp(upright)).withMetadata({ orientation }).jpeg({ quality: 100 }).toFile(path)
  const { small, width, height } = await decode(path)
  expect([width, height]).toEqual([60, 40])
  const at = (x: number, y: number): number => small.data[(y * small.width + x) * 3]!
  expect([at(5, 5) > 150, at(50, 5) > 150, at(5, 35) > 150]).toEqual([true, false, false])
})

it('shows the background through what is transparent, not the colour hidden there', async () => {
  const path = join(await temporaryFolder(), 'clear.png')
  await sharp({ create: { width: 10, height: 10, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } })
    .png()
    .toFile(path)
  expect([...(await decode(path)).small.data.subarray(0, 3)]).toEqual([255, 255, 255])
})

it('writes thumbnails and previews whole, under the hash of the content', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'a.jpg')
  await writeJpeg(path, 1_200, 800)
  const thumbnails = join(folder, 'thumbnails')
  await mkdir(thumbnails)
  const { small } = await decode(path)
  await Promise.all([1, 2, 3].map(() => writeThumbnail(small, thumbnails, 'abcd')))
  const { format, width } = await sharp(thumbnailPath(thumbnails, 'abcd', '512.webp')).metadata()
  expect([format, width]).toEqual(['webp', 512])
  const preview = await writePreview(fixture('house.heic'), thumbnails, 'abcd')
  expect((await sharp(preview).metadata()).format).toBe('jpeg')
  expect((await readdir(join(thumbnails, 'ab'))).toSorted()).toEqual(['abcd-2048.jpg', 'abcd-512.webp'])
})

it('reads a long panorama and a single pixel', async () => {
  const folder = await temporaryFolder()
  for (const [width, height] of [
    [6_000, 300],
    [1, 1],
    [2, 900],
  ] as const) {
    const path = join(folder, `${String(width)}.png`)
    await sharp({ create: { width, height, channels: 3, background: 'green' } })
      .png()
      .toFile(path)
    const { small } = await decode(path)
    expect(Math.min(small.width, small.height)).toBeGreaterThan(0)
  }
})

it('reads what garbage it can in the middle of a JPEG, or says why not', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'a.jpg')
  await writeJpeg(path, 800, 600)
  const bytes = Buffer.from(await sharp(path).jpeg().toBuffer())
  bytes.fill(0x5a, bytes.length >> 1, (bytes.length >> 1) + 400)
  await writeFile(path, bytes)
  const outcome = await decode(path).then(
    () => 'read',
    (error: unknown) => (error instanceof Error ? error.name : ''),
  )
  expect(['read', 'Error']).toContain(outcome)
})
