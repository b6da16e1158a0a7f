import { expect, it } from 'vitest'
import { PhotoFeatures } from '../../../main/inference/features.ts'

const SHAPE = { count: 2, dimension: 3, storage: 'int8-f16-scale', bytes: 10 } as const

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

function block(rows: number, firstRow: number): { tokens: Uint8Array; measures: Float32Array } {
  const tokens = new Uint8Array(rows * SHAPE.bytes)
  const measures = new Float32Array(rows)
  for (let i = 0; i < rows; i++) {
    tokens.set(
      packed(
        [firstRow + i, 1, 2, 3, 4, -5].map((value) => value % 128),
        [1, 0.5],
      ),
      i * SHAPE.bytes,
    )
    measures[i] = firstRow + i
  }
  return { tokens, measures }
}

it('gives each token with its own scale', () => {
  const features = new PhotoFeatures(SHAPE, 1)
  features.feed({
    firstRow: 0,
    reset: true,
    tokens: packed([1, -2, 127, -128, 0, 4], [0.5, 0.25]),
    measures: Float32Array.of(NaN),
  })
  const { tokens, scales, measures } = features.rows(0, 1)
  expect([...tokens]).toEqual([1, -2, 127, -128, 0, 4])
  expect([...scales]).toEqual([0.5, 0.25])
  expect([...measures]).toEqual([NaN])
})

it('keeps the rows of blocks that cross its chunks, and starts anew when told', () => {
  const features = new PhotoFeatures(SHAPE, 1)
  for (let row = 0; row < 9_000; row += 750) features.feed({ firstRow: row, reset: row === 0, ...block(750, row) })
  expect(features.length).toBe(9_000)
  for (const row of [0, 4_095, 4_096, 8_191, 8_192, 8_999]) {
    const { tokens, scales, measures } = features.rows(row, 1)
    expect([...tokens]).toEqual([row % 128, 1, 2, 3, 4, -5])
    expect([...scales]).toEqual([1, 0.5])
    expect(measures[0]).toBe(row)
  }
  features.feed({ firstRow: 0, reset: true, ...block(2, 0) })
  expect(features.length).toBe(2)
})

it('starts where it is told to, when nobody needs what lies before', () => {
  const features = new PhotoFeatures(SHAPE, 1)
  features.feed({ firstRow: 4_096, reset: true, ...block(10, 4_096) })
  expect(features.length).toBe(4_106)
  expect(features.rows(4_100, 1).measures[0]).toBe(4_100)
  expect(() => features.rows(0, 1)).toThrow('no row 0')
  expect(() => {
    features.feed({ firstRow: 5, reset: true, ...block(1, 5) })
  }).toThrow('does not continue')
})

it('refuses a block that does not follow, or whose facts do not fit', () => {
  const features = new PhotoFeatures(SHAPE, 1)
  expect(() => {
    features.feed({ firstRow: 5, reset: false, ...block(1, 5) })
  }).toThrow('does not continue')
  expect(() => {
    features.feed({ firstRow: 0, reset: true, tokens: block(2, 0).tokens, measures: new Float32Array(1) })
  }).toThrow('does not continue')
})

it('says how many rows follow one, and of what was let go that there are none', () => {
  const features = new PhotoFeatures(SHAPE, 1)
  expect(features.from(0)).toBe(0)
  features.feed({ firstRow: 0, reset: true, ...block(5, 0) })
  expect([0, 3, 5, 9].map((row) => features.from(row))).toEqual([5, 2, 0, 0])
  features.feed({ firstRow: 4_096, reset: true, ...block(3, 4_096) })
  expect([0, 4_095, 4_096, 4_098].map((row) => features.from(row))).toEqual([0, 0, 3, 1])
})
