import { copyFile, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import exifr from 'exifr'
import sharp from 'sharp'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Rendered, RenderRequest } from '../../../main/inference/api.ts'
import { CONTAINERS_HERE } from '../../../main/inference/containers.ts'
import { readExif } from '../../../main/inference/exif.ts'
import { removePlace } from '../../../main/inference/exif-block.ts'
import { forkInference } from '../../../main/inference/link.ts'
import { renderPicture } from '../../../main/inference/render.ts'
import { createRenderer } from '../../../main/inference/renderer.ts'
import { openRenders } from '../../../main/inference/renders.ts'
import { scannedTiff } from '../../support/picture-maker.ts'
import { temporaryFolder } from '../../support/picture-folder.ts'

function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))
}

async function render(path: string, wanted: Partial<RenderRequest> = {}): Promise<{ made: Rendered; target: string }> {
  const target = join(await temporaryFolder(), 'made')
  const request = { longSide: null, format: 'jpeg', quality: 90, metadata: 'all', ...wanted, path, target } as const
  return { made: await renderPicture(request, CONTAINERS_HERE), target }
}

/** Colours of the corners, by which one sees which way is up. */
async function corners(file: string): Promise<string[]> {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const inset = Math.round(Math.max(width, height) / 32)
  const spots = [
    [inset, inset],
    [width - inset, inset],
    [inset, height - inset],
    [width - inset, height - inset],
  ] as const
  return spots.map(([x, y]) => {
    const at = (y * width + x) * 3
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3)
    return red > 150 && green > 150 ? 'yellow' : red > 150 ? 'red' : green > blue ? 'green' : 'blue'
  })
}

async function factsOf(file: string) {
  const { exif, orientation } = await sharp(file).metadata()
  return { ...(await readExif(exif)), orientation: orientation ?? 1 }
}

const UPRIGHT = ['red', 'green', 'blue', 'yellow']

it.each([
  ['house.jpg', 'jpeg'],
  ['orientation-6.jpg', 'jpeg'],
  ['house.heic', 'jpeg'],
  ['rotated.heic', 'webp'],
  ['exif-orientation-only.heic', 'png'],
  ['house.avif', 'avif'],
  ['orientation-6.jpg', 'webp'],
  ['orientation-6.jpg', 'png'],
  ['orientation-6.jpg', 'avif'],
] as const)('makes %s upright as %s, smaller, with its date and camera', async (name, format) => {
  const { made, target } = await render(fixture(name), { longSide: 320, format })
  const metadata = await sharp(target).metadata()
  expect(metadata.format).toBe(format === 'avif' ? 'heif' : format)
  expect(Math.max(metadata.width, metadata.height)).toBe(320)
  expect(made).toEqual({ bytes: (await readFile(target)).length, width: metadata.width, height: metadata.height })
  expect(await corners(target)).toEqual(UPRIGHT)
  const original = await factsOf(fixture(name))
  expect(await factsOf(target)).toEqual({ ...original, orientation: 1 })
  expect(original.latitude).not.toBeNull()
})

it.each(['house.jpg', 'orientation-6.jpg', 'house.heic', 'house.avif'])(
  'takes the place out of %s and leaves date and camera',
  async (name) => {
    const { target } = await render(fixture(name), { metadata: 'no-place' })
    const original = await factsOf(fixture(name))
    expect(await factsOf(target)).toEqual({ ...original, latitude: null, longitude: null, orientation: 1 })
    expect(original.takenAt).not.toBeNull()
    expect(await exifr.gps(await readFile(target)).catch(() => undefined)).toBeUndefined()
    expect(await corners(target)).toEqual(UPRIGHT)
  },
)

it('takes the place out of PNG and WebP, and out of XMP by leaving that out', async () => {
  const folder = await temporaryFolder()
  const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><r exif:GPSLatitude="46,35N"/></x:xmpmeta>'
  for (const format of ['png', 'webp'] as const) {
    const source = join(folder, `placed.${format}`)
    await sharp(fixture('house.jpg')).keepExif().withXmp(xmp).toFormat(format).toFile(source)
    expect((await factsOf(source)).latitude).not.toBeNull()
    const { target } = await render(source, { metadata: 'no-place', format })
    expect(await factsOf(target)).toMatchObject({ latitude: null, takenAt: '2023-07-14T18:30:05' })
    expect((await readFile(target)).includes('GPSLatitude')).toBe(false)
    const whole = await render(source, { metadata: 'all', format })
    expect((await sharp(whole.target).metadata()).xmpAsString).toContain('GPSLatitude')
  }
})

it('leaves no metadata but the colour profile where none are wanted', async () => {
  const source = join(await temporaryFolder(), 'wide.jpg')
  await sharp(fixture('house.jpg')).keepExif().withIccProfile('p3').jpeg().toFile(source)
  const { icc } = await sharp(source).metadata()
  for (const metadata of ['all', 'no-place', 'none'] as const) {
    const { target } = await render(source, { metadata })
    const made = await sharp(target).metadata()
    expect(made.icc).toEqual(icc)
    expect(made.exif === undefined).toBe(metadata === 'none')
    const [before, after] = await Promise.all([source, target].map((file) => sharp(file).stats()))
    // Attached, not converted: the numbers of the pixels mean the same.
    for (const [i, channel] of before!.channels.entries()) expect(after!.channels[i]!.mean).toBeCloseTo(channel.mean, 0)
  }
})

it('does not turn a picture again by what its XMP says', async () => {
  const source = join(await temporaryFolder(), 'turned.jpg')
  const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><r tiff:Orientation="6"/></x:xmpmeta>'
  await sharp(fixture('orientation-6.jpg')).keepMetadata().withXmp(xmp).jpeg().toFile(source)
  const { target } = await render(source)
  expect((await sharp(target).metadata()).xmpAsString).toContain('tiff:Orientation="1"')
})

it.each([
  'cmyk.jpg',
  'cmyk-profile.jpg',
  '16-bit.png',
  'grey-alpha.png',
  'animated.gif',
  'animated.webp',
  'pages.tiff',
  'truncated.jpg',
  '../screenshots/order.webp',
])('makes a JPEG that any browser shows of %s', async (name) => {
  for (const metadata of ['all', 'none', 'no-place'] as const) {
    const { target } = await render(fixture(name), { metadata })
    const made = await sharp(target).metadata()
    expect(made.format).toBe('jpeg')
    expect(made.space).toMatch(/^(?:srgb|b-w)$/u)
    expect(made.hasAlpha).toBe(false)
  }
})

it('keeps transparency where the format has it', async () => {
  const { target } = await render(fixture('grey-alpha.png'), { format: 'webp' })
  expect((await sharp(target).metadata()).hasAlpha).toBe(true)
})

it('gives the picture the dates of the photo', async () => {
  const photo = join(await temporaryFolder(), 'old.jpg')
  await copyFile(fixture('house.jpg'), photo)
  const time = new Date(2011, 5, 7, 8, 9, 10)
  await utimes(photo, time, time)
  const { target } = await render(photo, { longSide: 100 })
  expect((await stat(target)).mtime).toEqual(time)
})

it('never enlarges', async () => {
  const { made } = await render(fixture('house.jpg'), { longSide: 4_000 })
  expect(made).toMatchObject({ width: 640, height: 480 })
})

it('keeps date and camera of a scan', async () => {
  const source = join(await temporaryFolder(), 'scan.tif')
  await writeFile(source, scannedTiff('Scanner Works', 'Flat 2', '2001:02:03 04:05:06'))
  const { target } = await render(source)
  expect(await factsOf(target)).toMatchObject({ takenAt: '2001-02-03T04:05:06', camera: 'Scanner Works Flat 2' })
})

it.each([
  ['none.jpg', /gone/u],
  ['text.jpg', /not a picture/u],
  ['empty.jpg', /empty/u],
  ['truncated.heic', /damaged/u],
])('says why %s cannot be made, and leaves no file', async (name, words) => {
  const folder = await temporaryFolder()
  const request = {
    path: fixture(name),
    target: join(folder, 'made'),
    longSide: null,
    format: 'jpeg',
    quality: 80,
    metadata: 'all',
  } as const
  await expect(renderPicture(request, CONTAINERS_HERE)).rejects.toThrow(words)
  expect(await readdir(folder)).toEqual([])
})

it('writes neither over a file nor through a link', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'mine.txt'), 'mine')
  await symlink(join(folder, 'mine.txt'), join(folder, 'link'))
  for (const name of ['mine.txt', 'link']) {
    const request = {
      path: fixture('house.jpg'),
      target: join(folder, name),
      longSide: null,
      format: 'jpeg',
      quality: 80,
      metadata: 'all',
    } as const
    await expect(renderPicture(request, CONTAINERS_HERE)).rejects.toMatchObject({ code: 'target-unwritable' })
  }
  expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('mine')
})

it('makes the same bytes each time', async () => {
  const [first, second] = [await render(fixture('house.heic')), await render(fixture('house.heic'))]
  expect(await readFile(first.target)).toEqual(await readFile(second.target))
})

it('gives a broken block up instead of trusting half of it', () => {
  expect(removePlace(Buffer.from('II*\0\u00ff\u00ff\u00ff\u00ff', 'latin1'))).toBe(false)
  expect(removePlace(Buffer.from('nothing of the kind'))).toBe(false)
})

it('fails the picture that kills the process twice, and makes the others that were under way', async () => {
  const entry = fileURLToPath(new URL('../../support/dying-inference.ts', import.meta.url))
  const renderer = createRenderer(() => forkInference(entry), 2)
  onTestFinished(() => renderer.close())
  const folder = await temporaryFolder()
  const settings = { longSide: null, format: 'jpeg', quality: 80, metadata: 'all' } as const
  const results = await Promise.allSettled(
    ['a', 'poison', 'b', 'c'].map((name) =>
      renderer.render({ ...settings, path: `/${name}.jpg`, target: join(folder, name) }),
    ),
  )
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  expect(results[1]).toMatchObject({ reason: { code: 'not-available' } })
})

it('is asked for over the wire to the real process', async () => {
  const entry = fileURLToPath(new URL('../../../main/inference.ts', import.meta.url))
  const folder = await temporaryFolder()
  const purposes: string[] = []
  const renderer = createRenderer((purpose) => {
    purposes.push(purpose)
    return forkInference(entry, purpose)
  }, 2)
  onTestFinished(() => renderer.close())
  const settings = { longSide: 64, format: 'webp', quality: 80, metadata: 'none' } as const
  const ask = (name: string) => renderer.render({ ...settings, path: fixture(name), target: join(folder, name) })
  expect(await ask('house.heic')).toMatchObject({ width: 64, height: 48 })
  await expect(ask('none.jpg')).rejects.toMatchObject({ code: 'not-found' })
  await expect(ask('text.jpg')).rejects.toMatchObject({ code: 'not-available' })
  await expect(ask('house.heic')).rejects.toMatchObject({ code: 'target-unwritable' })
  expect(purposes).toEqual(['rendering'])
})

it('ends when nothing is asked for a while, not while a picture is made, and begins anew when it is asked again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  let ends = 0
  const perform = openRenders({ threads: 1 }, () => (ends += 1))
  const folder = await temporaryFolder()
  const request = { longSide: 64, format: 'webp', quality: 80, metadata: 'none' } as const
  const making = perform('render', { ...request, path: fixture('house.heic'), target: join(folder, 'a') })
  vi.advanceTimersByTime(60_000)
  expect(ends).toBe(0)
  expect(await making).toMatchObject({ width: 64 })
  vi.advanceTimersByTime(19_000)
  expect(ends).toBe(0)
  vi.advanceTimersByTime(2_000)
  expect(ends).toBe(1)
  await expect(perform('analyse', [])).rejects.toThrow('makes pictures')
})
