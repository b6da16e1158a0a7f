import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ExportOptions } from '../../../main/contract/exports.ts'
import { exportBench, hashes, type ExportBench } from '../../support/export-bench.ts'

async function photos(bench: ExportBench, count: number): Promise<number[]> {
  const ids: number[] = []
  for (let i = 0; i < count; i++) ids.push(await bench.add(`${String(i)}.jpg`))
  return ids
}

it.each(['EROFS', 'EACCES'])(
  'fails each sidecar that may not be written beside its photo (%s), and can try again',
  async (code) => {
    const bench = await exportBench()
    const ids = await photos(bench, 3)
    const before = await hashes(bench.photos)
    const { open } = bench.disk
    bench.disk.open = (path, flags, mode) =>
      flags === 'r' ? open(path, flags, mode) : Promise.reject(Object.assign(new Error(code), { code }))
    const options: ExportOptions = {
      kind: 'xmp',
      stars: [{ percent: 100, rating: 3 }],
      keywords: [],
      label: 'none',
      naming: 'full-name',
      overRatings: false,
    }
    const job = await bench.run(bench.request(ids, { options, target: null }))
    expect(job).toMatchObject({
      state: 'done',
      written: 0,
      failed: 3,
      message: expect.stringMatching(/3 of the files/u),
    })
    for (const { message } of bench.service.items(job.jobId, 0, 3)) expect(message).toMatch(/read-only|may not write/u)
    expect(await hashes(bench.photos)).toEqual(before)
    bench.disk.open = open
    bench.service.resume(job.jobId)
    expect(await bench.service.settled(job.jobId)).toMatchObject({ written: 3, failed: 0 })
    expect([...(await hashes(bench.photos)).keys()].filter((name) => name.endsWith('.xmp'))).toHaveLength(3)
  },
)

it('tells what went wrong however far back in a long job it lies, and which one file there is to open', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 12)
  const { planId } = await bench.service.plan(bench.request(ids))
  await rm(join(bench.photos, '11.jpg'))
  const { jobId } = await bench.service.start(planId)
  await bench.service.settled(jobId)
  expect(bench.service.items(jobId, 0, 1, true)).toMatchObject([{ name: '12_11.jpg', state: 'failed' }])
  expect(() => bench.service.result(jobId)).toThrow(/not one file/u)
  const table = await bench.run(bench.request(ids.slice(0, 2), { options: { kind: 'csv' }, title: 'Best' }))
  expect(bench.service.result(table.jobId)).toBe(join(bench.target, 'Best.csv'))
})
