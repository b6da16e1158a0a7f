import { expect, it } from 'vitest'
import { batched, mapAhead } from '../../../main/indexing/flow.ts'

async function* numbers(count: number, onPull: () => void = () => {}): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) {
    onPull()
    yield i
  }
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}

it('cuts a stream into batches and keeps the rest', async () => {
  expect(await collect(batched(numbers(7), 3))).toEqual([[0, 1, 2], [3, 4, 5], [6]])
})

it('keeps the order, and never has more under way than asked', async () => {
  let running = 0
  let most = 0
  const results = mapAhead(numbers(20), 3, async (value) => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
    return value * 2
  })
  expect(await collect(results)).toEqual(Array.from({ length: 20 }, (_, i) => i * 2))
  expect(most).toBe(3)
})

it('pulls nothing beyond the window while the consumer is slow', async () => {
  let pulled = 0
  const results = mapAhead(
    numbers(100, () => {
      pulled += 1
    }),
    2,
    (value) => Promise.resolve(value),
  )
  await results.next()
  await new Promise((resolve) => setImmediate(resolve))
  expect(pulled).toBeLessThanOrEqual(3)
  await results.return(undefined)
})

it('throws what the work threw, in its turn', async () => {
  const results = mapAhead(numbers(5), 3, (value) =>
    value === 1 ? Promise.reject(new Error('one')) : Promise.resolve(value),
  )
  expect((await results.next()).value).toBe(0)
  await expect(results.next()).rejects.toThrow('one')
})

it('hands out a finished result while the source is slow to give the next', async () => {
  const never = new Promise<never>(() => {})
  async function* slow(): AsyncGenerator<number> {
    yield 1
    await never
  }
  const results = mapAhead(slow(), 3, (value) => Promise.resolve(value * 2))
  expect(await results.next()).toEqual({ value: 2, done: false })
})

it('throws what the source threw, after the results before it', async () => {
  async function* broken(): AsyncGenerator<number> {
    yield 1
    throw new Error('source')
  }
  const results = mapAhead(broken(), 3, (value) => Promise.resolve(value))
  await expect(collect(results)).rejects.toThrow('source')
})
