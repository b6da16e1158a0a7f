import { copyFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp, { type Sharp } from 'sharp'
import { beforeAll, expect, it, test } from 'vitest'
import { fingerprintOf, readFingerprint } from '../../../main/inference/fingerprint.ts'
import { decodePicture, thumbnailPath, writeThumbnail } from '../../../main/inference/images.ts'
import type { RgbPicture } from '../../../main/inference/measure.ts'
import { temporaryFolder } from '../../support/picture-folder.ts'
import { drawScene, toRgb } from '../../support/picture-maker.ts'

const pictures = fileURLToPath(new URL('../../../main/sample/pictures/', import.meta.url))
const white = [255, 255, 255] as const
/** Bits of 64 up to which frames of one moment may differ. */
const SAME = 12
let photos: RgbPicture[]

beforeAll(async () => {
  const files = (await readdir(pictures)).filter((name) => !name.startsWith('.')).toSorted()
  photos = await Promise.all(files.map((name) => pixelsOf(sharp(join(pictures, name)).resize({ width: 400 }))))
})

async function pixelsOf(picture: Sharp): Promise<RgbPicture> {
  const { data, info } = await picture.flatten().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  expect(info.channels).toBe(3)
  return { data: new Uint8Array(data), width: info.width, height: info.height }
}

function open({ data, width, height }: RgbPicture): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } })
}

function distance(a: string, b: string): number {
  return (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll('0', '').length
}

type Change = (picture: Sharp, size: RgbPicture) => Sharp

async function distanceAfter(change: Change, photo: RgbPicture): Promise<number> {
  const changed = await change(open(photo), photo).toBuffer({ resolveWithObject: true })
  const { width, height, format } = changed.info
  const again = format === 'raw' ? open({ data: changed.data, width, height }) : sharp(changed.data)
  return distance(fingerprintOf(photo), fingerprintOf(await pixelsOf(again)))
}

/** The part of a picture that a camera turned by so many of its widths still sees. */
function shifted(share: number): Change {
  return (picture, { width, height }) => {
    const left = Math.round(width * share)
    return picture.extract({ left, top: 0, width: width - left, height })
  }
}

test.each<[string, number, Change]>([
  ['two stops brighter, with all that turns white', 0.85, (picture) => picture.linear(2, 0)],
  ['two stops darker', 0.95, (picture) => picture.linear(0.5, 0)],
  ['half the size', 0.95, (picture, { width }) => picture.resize({ width: Math.round(width / 2) })],
  ['stretched', 0.95, (picture) => picture.resize({ width: 300, height: 300, fit: 'fill' })],
  ['compressed hard', 0.95, (picture) => picture.jpeg({ quality: 30 })],
  ['out of focus', 0.95, (picture) => picture.blur(3)],
  ['less colourful', 0.95, (picture) => picture.modulate({ saturation: 0.4 })],
  [
    'cropped by 4 %',
    0.9,
    (picture, { width, height }) => {
      const [left, top] = [Math.round(width / 50), Math.round(height / 50)]
      return picture.extract({ left, top, width: width - 2 * left, height: height - 2 * top })
    },
  ],
  ['of a hand that moved by 2 %', 0.95, shifted(0.02)],
  ['turned by a degree', 0.9, (picture) => picture.rotate(1, { background: '#808080' })],
])('a photo is still recognised %s, at least in a share of %d', async (_, share, change) => {
  const distances = await Promise.all(photos.map((photo) => distanceAfter(change, photo)))
  expect(distances.filter((bits) => bits <= SAME).length / photos.length).toBeGreaterThanOrEqual(share)
})

it('tells different photos apart, all of them', () => {
  const prints = photos.map(fingerprintOf)
  const pairs = prints.flatMap((a, i) => prints.slice(i + 1).map((b) => distance(a, b)))
  expect(pairs.length).toBeGreaterThan(1_000)
  expect(Math.min(...pairs)).toBeGreaterThan(SAME)
})

it('tells a panorama from a burst: a third of the picture further it is another', async () => {
  const distances = await Promise.all(photos.map((photo) => distanceAfter(shifted(1 / 3), photo)))
  expect(Math.min(...distances)).toBeGreaterThan(SAME)
})

it('is stable for a drawn scene that moves, gets lighter and comes smaller', async () => {
  const scene = toRgb(drawScene(480, 320, 5))
  for (const change of [
    shifted(0.01),
    (picture: Sharp) => picture.linear(1.2, 0),
    (picture: Sharp) => picture.resize(200),
  ])
    expect(await distanceAfter(change, scene)).toBeLessThanOrEqual(SAME)
  expect(distance(fingerprintOf(scene), fingerprintOf(toRgb(drawScene(480, 320, 6))))).toBeGreaterThan(SAME)
})

it('has an answer for pictures of one pixel, of one colour and of any shape', () => {
  for (const [width, height] of [
    [1, 1],
    [5, 700],
    [31, 33],
  ] as const) {
    const data = new Uint8Array(width * height * 3).fill(128)
    expect(fingerprintOf({ data, width, height })).toMatch(/^[0-9a-f]{16}$/u)
  }
})

async function storedPhoto() {
  const folder = await temporaryFolder()
  const path = join(folder, 'a.jpg')
  await open(photos[0]!)
    .withExif({ IFD2: { ExposureBiasValue: '-4/3' } })
    .jpeg()
    .toFile(path)
  const { small } = await decodePicture(path, white)
  const contentHash = 'ab'.repeat(16)
  await writeThumbnail(small, folder, contentHash)
  const never = (): never => {
    throw new Error('This is a JPEG.')
  }
  const read = () => readFingerprint({ path, contentHash }, folder, white, { heic: never, raw: never })
  return { folder, path, contentHash, analysed: fingerprintOf(small), read }
}

it('makes of a stored thumbnail what it makes of the photo, and reads the exposure from the file', async () => {
  const { path, analysed, read } = await storedPhoto()
  const { exposureBias, fingerprint } = await read()
  expect(exposureBias).toBeCloseTo(-4 / 3, 5)
  expect(distance(fingerprint, analysed)).toBeLessThanOrEqual(4)
  // The picture is not decoded: of another one, only the metadata are seen.
  await open(photos[1]!)
    .withExif({ IFD2: { ExposureBiasValue: '1/3' } })
    .jpeg()
    .toFile(`${path}.other`)
  await copyFile(`${path}.other`, path)
  const other = await read()
  expect(other.fingerprint).toBe(fingerprint)
  expect(other.exposureBias).toBeCloseTo(1 / 3, 5)
})

it('decodes the photo where its thumbnail was thrown away, and gives up where the photo is gone', async () => {
  const { folder, path, contentHash, analysed, read } = await storedPhoto()
  await rm(thumbnailPath(folder, contentHash, '512.webp'))
  expect((await read()).fingerprint).toBe(analysed)
  await rm(path)
  await expect(read()).rejects.toThrow()
})
