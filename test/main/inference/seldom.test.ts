import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Seldom } from '../../../main/inference/seldom.ts'

const IDLE_MS = 1_000

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

function counted(open: () => Promise<string> = () => Promise.resolve('open')) {
  const events: string[] = []
  const seldom = new Seldom(
    IDLE_MS,
    () => {
      events.push('opened')
      return open()
    },
    (resource) => {
      events.push(`closed ${resource}`)
      return Promise.resolve()
    },
  )
  return { seldom, events }
}

it('opens with the first question, once for those that come together, and closes after a while without any', async () => {
  const { seldom, events } = counted()
  expect(events).toEqual([])
  expect(await Promise.all([1, 2].map((n) => seldom.use((resource) => Promise.resolve(`${resource} ${n}`))))).toEqual([
    'open 1',
    'open 2',
  ])
  await vi.advanceTimersByTimeAsync(IDLE_MS - 1)
  await seldom.use(() => Promise.resolve())
  await vi.advanceTimersByTimeAsync(IDLE_MS - 1)
  expect(events).toEqual(['opened'])
  await vi.advanceTimersByTimeAsync(1)
  expect(events).toEqual(['opened', 'closed open'])
  await seldom.use(() => Promise.resolve())
  expect(events).toEqual(['opened', 'closed open', 'opened'])
})

it('stays open for as long as somebody works with it', async () => {
  const { seldom, events } = counted()
  const working = Promise.withResolvers<null>()
  const long = seldom.use(() => working.promise)
  await seldom.use(() => Promise.resolve())
  await vi.advanceTimersByTimeAsync(10 * IDLE_MS)
  expect(events).toEqual(['opened'])
  working.resolve(null)
  await long
  await vi.advanceTimersByTimeAsync(IDLE_MS)
  expect(events).toEqual(['opened', 'closed open'])
})

it('passes on why it cannot be opened, closes nothing then, and tries again the next time', async () => {
  let works = false
  const { seldom, events } = counted(() => (works ? Promise.resolve('open') : Promise.reject(new Error('damaged'))))
  await expect(seldom.use(() => Promise.resolve())).rejects.toThrow('damaged')
  await vi.advanceTimersByTimeAsync(IDLE_MS)
  expect(events).toEqual(['opened'])
  works = true
  expect(await seldom.use((resource) => Promise.resolve(resource))).toBe('open')
})
