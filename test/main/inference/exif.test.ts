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
