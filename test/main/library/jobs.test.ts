import { expect, test } from 'vitest'
import type { JobStore, NewItem, NewJob } from '../../../main/library/jobs.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

const job: NewJob = {
  key: 'abc',
  kind: 'copies',
  title: 'Best',
  target: '/link/out',
  realTarget: '/out',
  request: '{}',
  header: '{"title":"Best"}',
  createdAt: 7,
}

function item(number: number, more: Partial<NewItem> = {}): NewItem {
  const name = `${String(number)}.jpg`
  return {
    number,
    position: number + 1,
    photoId: number,
    name,
    note: null,
    detail: null,
    bytes: 10,
    state: 'waiting',
    message: null,
    ...more,
  }
}

function jobsWith(...items: NewItem[]): { jobs: JobStore; jobId: number } {
  const { jobs } = temporaryLibrary()
  return { jobs, jobId: jobs.add(job, items, ['[1]', '[2]']) }
}

test('a new job waits with its files, its rows and its request as they were given', () => {
  const { jobs, jobId } = jobsWith(item(0), item(1, { state: 'skipped', message: 'Gone.', note: 'gone', detail: 'x' }))
  expect(jobs.get(jobId)).toEqual({
    jobId,
    kind: 'copies',
    title: 'Best',
    target: '/link/out',
    state: 'waiting',
    total: 2,
    done: 1,
    written: 0,
    skipped: 1,
    failed: 0,
    bytes: 0,
    message: null,
    createdAt: 7,
    finishedAt: null,
  })
  expect(jobs.stored(jobId)).toEqual({ ...job, jobId, state: 'waiting', opened: false })
  jobs.setOpened(jobId)
  expect(jobs.stored(jobId)?.opened).toBe(true)
  expect([...jobs.blocks(jobId)]).toEqual(['[1]', '[2]'])
  expect(jobs.inState(jobId, 'skipped', -1, 10)).toEqual([
    { number: 1, position: 2, photoId: 1, name: '1.jpg', note: 'gone', detail: 'x', bytes: 10 },
  ])
})

test('written, skipped and failed add up to what is done, whatever happens to the files', () => {
  const { jobs, jobId } = jobsWith(...Array.from({ length: 5 }, (_, i) => item(i)))
  const sums = (): void => {
    const { done, written, skipped, failed, total, bytes } = jobs.get(jobId)!
    const states = jobs.items(jobId, 0, 10).map(({ state }) => state)
    expect(written + skipped + failed).toBe(done)
    expect([total, written, skipped, failed]).toEqual([
      5,
      ...(['written', 'skipped', 'failed'] as const).map((wanted) => states.filter((state) => state === wanted).length),
    ])
    expect(bytes).toBe(written * 3)
  }
  jobs.settle(jobId, 0, { state: 'written', bytes: 3, message: null })
  sums()
  jobs.settle(jobId, 1, { state: 'failed', message: 'Gone.' })
  jobs.settle(jobId, 2, { state: 'skipped', message: 'There.' })
  sums()
  // Told twice, it counts once.
  jobs.settle(jobId, 0, { state: 'failed', message: 'No.' })
  sums()
  expect(jobs.items(jobId, 0, 1)).toMatchObject([{ state: 'written', bytes: 3 }])
  jobs.reopen(jobId, 'failed')
  sums()
  expect(jobs.inState(jobId, 'waiting', -1, 10).map(({ number }) => number)).toEqual([1, 3, 4])
  jobs.reopen(jobId, 'written', [0])
  sums()
  expect(jobs.inState(jobId, 'waiting', 0, 2).map(({ number }) => number)).toEqual([1, 3])
  const twice = [0, 1, 3, 1].map((number) => ({ number, bytes: 3 }))
  jobs.settleWritten(jobId, twice)
  sums()
  expect(jobs.get(jobId)?.written).toBe(3)
})

test('what a process left unfinished is interrupted, and nothing else', () => {
  const { jobs } = temporaryLibrary()
  const states = ['waiting', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const
  const ids = states.map((state) => {
    const jobId = jobs.add({ ...job, key: state }, [item(0)], [])
    jobs.setState(jobId, state, state === 'failed' ? 'Full.' : null, state === 'done' ? 9 : null)
    return jobId
  })
  expect(jobs.interruptUnfinished()).toBe(2)
  expect(ids.map((jobId) => jobs.get(jobId)?.state)).toEqual(['interrupted', 'interrupted', ...states.slice(2)])
  expect(jobs.list().map(({ jobId }) => jobId)).toEqual(ids.toReversed())
  expect(jobs.get(ids[3]!)).toMatchObject({ message: 'Full.', finishedAt: null })
  expect(jobs.get(ids[2]!)).toMatchObject({ finishedAt: 9 })
})

test('a job is added whole or not at all', () => {
  const { jobs } = temporaryLibrary()
  expect(() => jobs.add(job, [item(0), item(0)], [])).toThrow()
  expect(jobs.list()).toEqual([])
})

test('a removed job leaves nothing, and its number is not given again', () => {
  const { jobs, jobId } = jobsWith(item(0))
  jobs.remove(jobId)
  expect([jobs.get(jobId), jobs.stored(jobId), jobs.items(jobId, 0, 1), [...jobs.blocks(jobId)]]).toEqual([
    null,
    null,
    [],
    [],
  ])
  expect(jobs.add(job, [], [])).toBeGreaterThan(jobId)
})
