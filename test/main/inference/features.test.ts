import { expect, it } from 'vitest'
import { unpackTokens } from '../../../main/inference/features.ts'
import { rowOf, rowsOf } from '../../../main/inference/ranker.ts'

const SHAPE = { count: 2, dimension: 3, storage: 'int8-f16-scale', bytes: 10 } as const
const MODEL = { tokens: SHAPE, vector: { dimension: 2 } }

/** Two tokens of three numbers, each with its own scale. */
function packed(numbers: readonly number[], scales: readonly [number, number]): Uint8Array {
  const bytes = new Uint8Array(SHAPE.bytes)
  new Int8Array(bytes.buffer).set(numbers)
  const view = new DataView(bytes.buffer)
  scales.forEach((scale, i) => {
    view.setFloat16(6 + 2 * i, scale, true)
  })
  return bytes
}

const TWO = Uint8Array.of(...packed([1, -2, 127, -128, 0, 4], [0.5, 0.25]), ...packed([7, 8, 9, 10, 11, 12], [1, 2]))

it('gives each token with its own scale', () => {
  const { numbers, scales } = unpackTokens(TWO, SHAPE)
  expect([...numbers]).toEqual([1, -2, 127, -128, 0, 4, 7, 8, 9, 10, 11, 12])
  expect([...scales]).toEqual([0.5, 0.25, 1, 2])
})

it('reads from the middle of a larger block of memory', () => {
  const { numbers, scales } = unpackTokens(TWO.subarray(10), SHAPE)
  expect([...numbers]).toEqual([7, 8, 9, 10, 11, 12])
  expect([...scales]).toEqual([1, 2])
})

it('refuses part of a photo, and numbers of different photos', () => {
  expect(() => unpackTokens(TWO.subarray(3), SHAPE)).toThrow('not those of this model')
  const vectors = new Uint16Array(new Float16Array([1, 2, 3, 4]).buffer)
  expect(() => rowsOf({ vectors, tokens: TWO, measures: new Float32Array(3) }, MODEL, 1)).toThrow('different numbers')
  expect(() => rowsOf({ vectors: vectors.subarray(2), tokens: TWO, measures: new Float32Array(2) }, MODEL, 1)).toThrow(
    'different numbers',
  )
})

it('gives one photo of many with all that belongs to them', () => {
  const vectors = new Uint16Array(new Float16Array([1, 2, 3, 4]).buffer)
  const rows = rowsOf({ vectors, tokens: TWO, measures: Float32Array.of(5, NaN) }, MODEL, 1)
  const last = rowOf(rows, 1, 2)
  expect([...last.vectors]).toEqual([3, 4])
  expect([...last.tokens]).toEqual([7, 8, 9, 10, 11, 12])
  expect([...last.scales]).toEqual([1, 2])
  expect([...last.measures]).toEqual([NaN])
})
