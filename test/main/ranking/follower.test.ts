import { expect, it, vi } from 'vitest'
import { createFollower } from '../../../main/ranking/follower.ts'
import { createFakeClock } from '../../support/fake-clock.ts'

function stand() {
  const clock = createFakeClock()
  const runs: PromiseWithResolvers<undefined>[] = []
  const follower = createFollower(() => {
    const run = Promise.withResolvers<undefined>()
    runs.push(run)
    return run.promise.then(() => undefined)
  }, clock)
  return { clock, runs, follower }
}

it('gathers what comes, and looks once', () => {
  const { clock, runs, follower } = stand()
  for (let i = 0; i < 50; i++) follower.follow()
  expect(runs).toHaveLength(0)
  clock.advance(2_000)
  expect(runs).toHaveLength(1)
  expect(clock.pending()).toBe(0)
})

it('looks again at what came meanwhile, also after a failure', async () => {
  const { clock, runs, follower } = stand()
  follower.follow()
  clock.advance(2_000)
  follower.follow()
  clock.advance(60_000)
  expect(runs).toHaveLength(1)
  runs[0]?.reject(new Error('ended'))
  await vi.waitFor(() => {
    expect(clock.pending()).toBe(1)
  })
  clock.advance(2_000)
  expect(runs).toHaveLength(2)
  runs[1]?.resolve(undefined)
  await new Promise((resolve) => setImmediate(resolve))
  expect(clock.pending()).toBe(0)
})

it('ends with what is under way, and begins nothing afterwards', async () => {
  const { clock, runs, follower } = stand()
  follower.follow()
  clock.advance(2_000)
  follower.follow()
  let ended = false
  const closing = follower.close().then(() => (ended = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(ended).toBe(false)
  runs[0]?.resolve(undefined)
  await closing
  follower.follow()
  clock.advance(60_000)
  expect(runs).toHaveLength(1)
  const other = stand()
  other.follower.follow()
  await other.follower.close()
  other.clock.advance(60_000)
  expect(other.runs).toHaveLength(0)
})
