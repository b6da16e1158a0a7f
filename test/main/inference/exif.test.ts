import { expect, it } from 'vitest'
import { cameraName, offsetMinutes, readExif, wallTime } from '../../../main/inference/exif.ts'

it.each([
  ['2019:07:14 18:22:05', '2019-07-14T18:22:05'],
  ['2019-07-14T18:22:05.123', '2019-07-14T18:22:05'],
  ['0000:00:00 00:00:00', null],
  ['2019:13:40 18:22:05', null],
  ['2019:02:30 10:00:00', null],
  ['1700:01:01 00:00:00', null],
  ['9999:01:01 00:00:00', null],
  ['1970:01:01 00:00:00', null],
  ['1904:01:01 00:00:00', null],
  ['1980:01:01 00:00:01', '1980-01-01T00:00:01'],
  ['    :  :     :  :  ', null],
  [12, null],
])('reads the date %s as %s', (value, expected) => {
  expect(wallTime(value)).toBe(expected)
})

it.each([
  ['+02:00', 120],
  ['-05:30', -330],
  ['Z', 0],
  ['+99:00', null],
  [undefined, null],
])('reads the offset %s as %s', (value, expected) => {
  expect(offsetMinutes(value)).toBe(expected)
})

it.each([
  ['Canon', 'Canon EOS 5D', 'Canon EOS 5D'],
  ['FUJIFILM', 'X-T3', 'FUJIFILM X-T3'],
  ['NIKON CORPORATION', 'NIKON D90', 'NIKON D90'],
  ['', 'iPhone 8\0', 'iPhone 8'],
  [undefined, undefined, null],
])('names the camera of %s and %s', (make, model, expected) => {
  expect(cameraName(make, model)).toBe(expected)
})

it('takes broken metadata for none', async () => {
  expect((await readExif(Buffer.from('Exif\0\0MM nonsense'))).takenAt).toBeNull()
  expect((await readExif(undefined)).camera).toBeNull()
})

it.each([
  ['2/1', 2],
  ['-1/3', -1 / 3],
  ['0/1', 0],
  // A numerator without a denominator, and what no camera can be asked for.
  ['0/0', null],
  ['4000/1', null],
])('reads the exposure compensation %s as %s', async (written, expected) => {
  const { exposureBias } = await readExif(exposureBlock(written))
  if (expected === null) expect(exposureBias).toBeNull()
  else expect(exposureBias).toBeCloseTo(expected, 6)
})

/** One directory with one signed fraction, as it stands in the EXIF of a JPEG. */
function exposureBlock(fraction: string): Buffer {
  const [above = 0, below = 0] = fraction.split('/').map(Number)
  const block = Buffer.alloc(52)
  block.write('II', 0, 'latin1')
  block.writeUInt16LE(42, 2)
  block.writeUInt32LE(8, 4)
  block.writeUInt16LE(1, 8)
  // ExifIFD at 26.
  block.writeUInt16LE(34_665, 10)
  block.writeUInt16LE(4, 12)
  block.writeUInt32LE(1, 14)
  block.writeUInt32LE(26, 18)
  block.writeUInt16LE(1, 26)
  // ExposureBiasValue, one signed fraction, at 44.
  block.writeUInt16LE(37_380, 28)
  block.writeUInt16LE(10, 30)
  block.writeUInt32LE(1, 32)
  block.writeUInt32LE(44, 36)
  block.writeInt32LE(above, 44)
  block.writeInt32LE(below, 48)
  return block
}
