import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { History } from '../../../renderer/state/history.ts'
import { Judging } from '../../../renderer/state/judging.svelte.ts'
import { Ranking } from '../../../renderer/state/ranking.svelte.ts'
import { createFakeRankingCore, type FakeRankingCore } from '../../support/fake-ranking-core.ts'

let core: FakeRankingCore
let photoIds: number[]
let ranking: Ranking
let judging: Judging
beforeEach(async () => {
  photoIds = Array.from({ length: 1_500 }, (_, i) => i)
  core = createFakeRankingCore(() => photoIds)
  ranking = new Ranking(core.client)
  judging = new Judging(core.client, ranking, new History(), () => undefined)
  await ranking.ask('sharpest')
})
afterEach(() => {
  ranking.stop()
})

it('selects what was seen when it was chosen, though the library changes while that is read', async () => {
  const seen = [...photoIds]
  const release = core.hold('page', 'sharpest')
  const chosen = judging.all()
  const reads = core.pageCalls
  await vi.waitFor(() => {
    expect(core.pageCalls).toBeGreaterThan(reads)
  })
  photoIds = [7_000, ...photoIds.toReversed()]
  const before = ranking.order
  await ranking.renew()
  expect(ranking.order).not.toBe(before)
  release()
  await chosen
  expect([...judging.selected]).toEqual(seen)
})

it('selects what was chosen last, however late the answer to what was chosen before', async () => {
  const release = core.hold('page', 'sharpest')
  const chosen = judging.all()
  judging.choose(new Set([3]), 3)
  release()
  await chosen
  expect([...judging.selected]).toEqual([3])
})
