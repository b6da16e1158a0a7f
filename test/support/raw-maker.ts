/** Camera raw files as cameras lay them out, small and made by code: DNG, whose parts CR2, NEF and ARW share. */
import sharp from 'sharp'

type Value = readonly number[] | string | Buffer | Directory | readonly Directory[]
type Directory = readonly (readonly [tag: number, type: number, value: Value])[]

const [BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, SIGNED_RATIONAL] = [1, 2, 3, 4, 5, 7, 10]
const SIZES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 10: 8 }

export interface RawShape {
  /** Of the sensor; even. */
  readonly width: number
  readonly height: number
  /** Long side of the embedded JPEG; null for none. */
  readonly preview: number | null
  /** As EXIF says it, 1 to 8: how the camera was held. */
  readonly orientation?: number
  /** 0 to 1: the light of the sensor's values. */
  readonly light?: number
  readonly taken?: string
  /** A JPEG to put inside instead. */
  readonly inside?: Buffer
}

/** Left half red, right half blue, a white stripe at the top: tells colours and which way is up. */
function colourAt(x: number, y: number, width: number, height: number): readonly [number, number, number] {
  if (y < height / 8) return [255, 255, 255]
  return x < width / 2 ? [220, 30, 30] : [30, 30, 220]
}

async function previewOf(shape: RawShape, longSide: number): Promise<{ jpeg: Buffer; width: number; height: number }> {
  if (shape.inside !== undefined) {
    const { width, height } = await sharp(shape.inside).metadata()
    return { jpeg: shape.inside, width, height }
  }
  const scale = longSide / Math.max(shape.width, shape.height)
  const [width, height] = [Math.round(shape.width * scale), Math.round(shape.height * scale)]
  const data = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.set(colourAt(x, y, width, height), (y * width + x) * 3)
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer()
  return { jpeg, width, height }
}

/** 16 bits a value, red and green, green and blue. */
function sensorOf({ width, height, light = 1 }: RawShape): Buffer {
  const data = Buffer.alloc(width * height * 2)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const channel = (y % 2) + (x % 2)
      const value = (colourAt(x, y, width, height)[channel] ?? 0) / 255
      data.writeUInt16LE(Math.round(60_000 * light * value ** 2.2), (y * width + x) * 2)
    }
  return data
}

/** Bytes of a DNG. */
export async function makeRaw(shape: RawShape): Promise<Buffer> {
  const { width, height, preview: longSide, orientation = 1, taken = '2019:07:14 18:22:05' } = shape
  const preview = longSide === null ? null : await previewOf(shape, longSide)
  const smaller: Directory[] =
    preview === null
      ? []
      : [
          [
            [0x00fe, LONG, [1]],
            [0x0100, LONG, [preview.width]],
            [0x0101, LONG, [preview.height]],
            [0x0102, SHORT, [8, 8, 8]],
            [0x0103, SHORT, [7]],
            [0x0106, SHORT, [6]],
            [0x0111, LONG, preview.jpeg],
            [0x0115, SHORT, [3]],
            [0x0116, LONG, [preview.height]],
            [0x0117, LONG, [preview.jpeg.length]],
          ],
        ]
  const sensor = sensorOf(shape)
  const exif: Directory = [
    [0x9003, ASCII, taken],
    [0x9204, SIGNED_RATIONAL, [-2, 3]],
  ]
  return tiffOf([
    [0x00fe, LONG, [0]],
    [0x0100, LONG, [width]],
    [0x0101, LONG, [height]],
    [0x0102, SHORT, [16]],
    [0x0103, SHORT, [1]],
    [0x0106, SHORT, [32_803]],
    [0x010f, ASCII, 'Podium'],
    [0x0110, ASCII, 'Podium One'],
    [0x0111, LONG, sensor],
    [0x0112, SHORT, [orientation]],
    [0x0115, SHORT, [1]],
    [0x0116, LONG, [height]],
    [0x0117, LONG, [sensor.length]],
    ...(smaller.length === 0 ? [] : [[0x014a, LONG, smaller] as const]),
    [0x828d, SHORT, [2, 2]],
    [0x828e, BYTE, [0, 1, 1, 2]],
    [0x8769, LONG, exif],
    [0xc612, BYTE, [1, 4, 0, 0]],
    [0xc614, ASCII, 'Podium One'],
    [0xc61d, LONG, [60_000]],
    [0xc621, SIGNED_RATIONAL, [1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1]],
    [0xc628, RATIONAL, [1, 1, 1, 1, 1, 1]],
    [0xc65a, SHORT, [21]],
  ])
}

/** Little endian, directories first and what they point to behind them. */
function tiffOf(first: Directory): Buffer {
  const parts: Buffer[] = [Buffer.from('49492a0008000000', 'hex')]
  let length = 8
  const append = (bytes: Buffer): number => {
    const at = length
    const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)])
    parts.push(even)
    length += even.length
    return at
  }
  const write = (directory: Directory): number => {
    const table = Buffer.alloc(2 + directory.length * 12 + 4)
    const at = append(table)
    table.writeUInt16LE(directory.length, 0)
    directory.forEach(([tag, type, value], i) => {
      const place = 2 + i * 12
      table.writeUInt16LE(tag, place)
      table.writeUInt16LE(type, place + 2)
      const bytes = bytesOf(type, value, append, write)
      table.writeUInt32LE(bytes.length / (SIZES[type] ?? 1), place + 4)
      if (bytes.length <= 4) bytes.copy(table, place + 8)
      else table.writeUInt32LE(append(bytes), place + 8)
    })
    return at
  }
  write(first)
  return Buffer.concat(parts)
}

function bytesOf(
  type: number,
  value: Value,
  append: (bytes: Buffer) => number,
  write: (directory: Directory) => number,
): Buffer {
  if (typeof value === 'string') return Buffer.from(`${value}\0`, 'latin1')
  if (Buffer.isBuffer(value)) return long(append(value))
  if (value.length > 0 && Array.isArray(value[0])) {
    const directories = Array.isArray(value[0][0]) ? (value as readonly Directory[]) : [value as Directory]
    return Buffer.concat(directories.map((directory) => long(write(directory))))
  }
  const numbers = value as readonly number[]
  const width = type === SHORT ? 2 : type === BYTE || type === UNDEFINED ? 1 : 4
  const bytes = Buffer.alloc(numbers.length * width)
  numbers.forEach((number, i) => {
    if (width === 2) bytes.writeUInt16LE(number, i * 2)
    else if (width === 1) bytes.writeUInt8(number, i)
    else bytes.writeInt32LE(number, i * 4)
  })
  return bytes
}

function long(number: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(number)
  return bytes
}
