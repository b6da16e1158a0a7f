import { expect, it } from 'vitest'
import { VectorMatrix } from '../../../main/inference/matrix.ts'

const WIDTH = 8

/** Row r holds r % 50 in its first place and 1 in its second. */
function block(firstRow: number, count: number, reset = false): Parameters<VectorMatrix['feed']>[0] {
  const values = new Float16Array(count * WIDTH)
  for (let i = 0; i < count; i++) {
    values[i * WIDTH] = (firstRow + i) % 50
    values[i * WIDTH + 1] = 1
  }
  return { firstRow, reset, vectors: new Uint16Array(values.buffer) }
}

const first = Float32Array.from({ length: WIDTH }, (_, i) => (i === 0 ? 1 : 0))
const second = Float32Array.from({ length: WIDTH }, (_, i) => (i === 1 ? 1 : 0))

it('gives every row its own product, across the joins of its blocks and chunks', async () => {
  const matrix = new VectorMatrix(WIDTH, 1)
  matrix.feed(block(0, 1, true))
  for (let row = 1; row < 40_000; row += 3_000) matrix.feed(block(row, Math.min(3_000, 40_000 - row)))
  expect(await matrix.scores(first)).toEqual(Float32Array.from({ length: 40_000 }, (_, row) => row % 50))
})

it('replaces rows in place and keeps the others', async () => {
  const matrix = new VectorMatrix(WIDTH, 1)
  matrix.feed(block(0, 10, true))
  matrix.feed({ firstRow: 4, reset: false, vectors: new Uint16Array(WIDTH) })
  expect([...(await matrix.scores(second))]).toEqual([1, 1, 1, 1, 0, 1, 1, 1, 1, 1])
})

it('starts anew with a reset: no row of before is left', async () => {
  const matrix = new VectorMatrix(WIDTH, 1)
  matrix.feed(block(0, 20_000, true))
  matrix.feed(block(0, 3, true))
  expect([...(await matrix.scores(second))]).toEqual([1, 1, 1])
})

it('answers an empty matrix with no scores', async () => {
  expect(await new VectorMatrix(WIDTH, 1).scores(first)).toHaveLength(0)
})

it('refuses a block that leaves a gap or holds half a row, and keeps what it had', async () => {
  const matrix = new VectorMatrix(WIDTH, 1)
  matrix.feed(block(0, 2, true))
  const refused = expect.objectContaining({ code: 'invalid-params' })
  expect(() => {
    matrix.feed(block(3, 1))
  }).toThrow(refused)
  expect(() => {
    matrix.feed({ firstRow: 0, reset: true, vectors: new Uint16Array(WIDTH + 1) })
  }).toThrow(refused)
  expect(await matrix.scores(second)).toHaveLength(2)
})
