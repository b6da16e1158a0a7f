/** Pictures drawn by rule, with degradations of known strength. */
import sharp from 'sharp'
import type { Plane, RgbPicture } from '../../main/inference/measure.ts'

/** A small generator whose numbers are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

/** A grey scene of rectangles and slanted edges over a soft slope: sharp edges, flat places, no noise. */
export function drawScene(width: number, height: number, seed = 1): Plane {
  const random = seeded(seed)
  const shapes = Array.from({ length: 60 }, () => ({
    x: random() * width,
    y: random() * height,
    w: 20 + (random() * width) / 6,
    h: 20 + (random() * height) / 6,
    level: 40 + random() * 170,
    slant: random() - 0.5,
  }))
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let value = 90 + (60 * x) / width
      for (const shape of shapes) {
        const left = shape.x + shape.slant * (y - shape.y)
        if (x > left && x < left + shape.w && y > shape.y && y < shape.y + shape.h) value = shape.level
      }
      data[y * width + x] = Math.round(value)
    }
  }
  return { data, width, height }
}

export async function blur(plane: Plane, sigma: number): Promise<Plane> {
  if (sigma === 0) return plane
  const { width, height } = plane
  const data = await sharp(plane.data, { raw: { width, height, channels: 1 } })
    .blur(sigma)
    .extractChannel(0)
    .raw()
    .toBuffer()
  return { data, width, height }
}

export function addNoise({ data, width, height }: Plane, sigma: number, seed = 7): Plane {
  const random = seeded(seed)
  const noisy = data.map((value) => {
    // Box and Muller: one gaussian of the two.
    const gaussian = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return Math.min(255, Math.max(0, Math.round(value + sigma * gaussian)))
  })
  return { data: noisy, width, height }
}

export function uniform(
  width: number,
  height: number,
  [red, green, blue]: readonly [number, number, number],
): RgbPicture {
  return mapPixels(width, height, () => [red, green, blue])
}

export function mapPixels(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly [number, number, number],
): RgbPicture {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      data.set(
        colour(x, y).map((value) => Math.min(255, Math.max(0, Math.round(value)))),
        (y * width + x) * 3,
      )
  }
  return { data, width, height }
}

export function toRgb({ data, width, height }: Plane): RgbPicture {
  return mapPixels(width, height, (x, y) => {
    const value = data[y * width + x] ?? 0
    return [value, value, value]
  })
}

export async function writeJpeg(path: string, width: number, height: number, seed = 1): Promise<void> {
  const scene = drawScene(width, height, seed)
  await sharp(scene.data, { raw: { width, height, channels: 1 } })
    .toColourspace('srgb')
    .jpeg({ quality: 92 })
    .toFile(path)
}

/** A grey TIFF of 8 x 8, written by hand with the tags a scanner writes: camera in the first directory, date in the EXIF one. */
export function scannedTiff(make: string, model: string, taken: string): Buffer {
  const text = [make, model, taken].map((value) => Buffer.from(`${value}\0`, 'latin1'))
  const entries = 12
  const pixelsAt = 8 + 2 + entries * 12 + 4
  const exifAt = pixelsAt + 64
  const textAt = exifAt + 2 + 12 + 4
  const [makeAt, modelAt, takenAt] = [textAt, textAt + text[0]!.length, textAt + text[0]!.length + text[1]!.length]
  const tag = (id: number, type: number, count: number, value: number): Buffer => {
    const bytes = Buffer.alloc(12)
    bytes.writeUInt16LE(id, 0)
    bytes.writeUInt16LE(type, 2)
    bytes.writeUInt32LE(count, 4)
    if (type === 3) bytes.writeUInt16LE(value, 8)
    else bytes.writeUInt32LE(value, 8)
    return bytes
  }
  const [short, long, ascii] = [3, 4, 2]
  const directory = (tags: readonly Buffer[]): Buffer =>
    Buffer.concat([Buffer.of(tags.length, 0), ...tags, Buffer.alloc(4)])
  return Buffer.concat([
    Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]),
    directory([
      tag(256, short, 1, 8),
      tag(257, short, 1, 8),
      tag(258, short, 1, 8),
      tag(259, short, 1, 1),
      tag(262, short, 1, 1),
      tag(271, ascii, text[0]!.length, makeAt),
      tag(272, ascii, text[1]!.length, modelAt),
      tag(273, long, 1, pixelsAt),
      tag(277, short, 1, 1),
      tag(278, short, 1, 8),
      tag(279, long, 1, 64),
      tag(34_665, long, 1, exifAt),
    ]),
    Buffer.alloc(64, 128),
    directory([tag(36_867, ascii, text[2]!.length, takenAt)]),
    ...text,
  ])
}
