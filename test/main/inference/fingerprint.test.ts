import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { beforeAll, expect, it, test } from 'vitest'
import { fingerprintOf } from '../../../main/inference/fingerprint.ts'

const pictures = fileURLToPath(new URL('../../../main/sample/pictures/', import.meta.url))
/** Bits of 64 up to which frames of one moment may differ. */
const SAME = 12
let files: string[]

beforeAll(async () => {
  files = (await readdir(pictures)).filter((name) => !name.startsWith('.')).toSorted()
})

async function printOf(picture: Sharp): Promise<bigint> {
  const { data, info } = await picture.flatten().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  const rgb = new Uint8Array(info.width * info.height * 3)
  for (let i = 0; i < rgb.length; i++)
    rgb[i] = data[Math.floor(i / 3) * info.channels + (info.channels < 3 ? 0 : i % 3)]!
  return BigInt(`0x${fingerprintOf({ data: rgb, width: info.width, height: info.height })}`)
}

function distance(a: bigint, b: bigint): number {
  return (a ^ b).toString(2).replaceAll('0', '').length
}

/** Bits up to which this share of the pictures differ from what becomes of them. */
async function differing(
  share: number,
  change: (picture: Sharp, width: number, height: number) => Sharp,
): Promise<number> {
  const distances: number[] = []
  for (const name of files.slice(0, 24)) {
    const bytes = await sharp(join(pictures, name)).resize({ width: 400 }).png().toBuffer()
    const { width, height } = await sharp(bytes).metadata()
    const changed = await change(sharp(bytes), width, height).png().toBuffer()
    distances.push(distance(await printOf(sharp(bytes)), await printOf(sharp(changed))))
  }
  return distances.toSorted((a, b) => a - b)[Math.floor(share * distances.length)] ?? 64
}

test.each<[string, number, (picture: Sharp, width: number, height: number) => Sharp]>([
  ['two stops brighter, with all that turns white', 0.7, (picture) => picture.linear(2, 0)],
  ['two stops darker', 0.9, (picture) => picture.linear(0.5, 0)],
  ['half the size', 0.9, (picture, width) => picture.resize({ width: Math.round(width / 2) })],
  ['compressed hard', 0.9, (picture) => picture.jpeg({ quality: 30 })],
  [
    'cropped by 2 %',
    0.9,
    (picture, width, height) => {
      const [x, y] = [Math.ceil(width / 100), Math.ceil(height / 100)]
      return picture.extract({ left: x, top: y, width: width - 2 * x, height: height - 2 * y })
    },
  ],
  ['less colourful', 0.9, (picture) => picture.modulate({ saturation: 0.4 })],
])('a picture is still recognised %s, at least in a share of %d', async (_, share, change) => {
  expect(await differing(share, change)).toBeLessThanOrEqual(SAME)
})

it('tells different pictures apart', async () => {
  const prints = await Promise.all(files.map((name) => printOf(sharp(join(pictures, name)))))
  const pairs = prints.flatMap((a, i) => prints.slice(i + 1).map((b) => distance(a, b)))
  const alike = pairs.filter((bits) => bits <= SAME).length
  expect(alike / pairs.length).toBeLessThan(0.01)
})

it('has an answer for pictures of one pixel, of one colour and of any shape', async () => {
  for (const [width, height] of [
    [1, 1],
    [5, 700],
    [31, 33],
  ] as const) {
    const data = new Uint8Array(width * height * 3).fill(128)
    expect(fingerprintOf({ data, width, height })).toMatch(/^[0-9a-f]{16}$/u)
  }
})
