import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { AppError } from '../../../main/contract/errors.ts'
import type { Job } from '../../../main/contract/exports.ts'
import { COPIES, exportBench, hashes, texts, type ExportBench } from '../../support/export-bench.ts'

const RENDERED = { ...COPIES, format: 'webp', longSide: 100 } as const

async function photos(bench: ExportBench, count: number): Promise<number[]> {
  const ids: number[] = []
  for (let i = 0; i < count; i++) ids.push(await bench.add(`${String(i)}.jpg`, `photo ${String(i)}`))
  return ids
}

function fail(code: string): Error {
  return Object.assign(new Error(code), { code })
}

function messages(bench: ExportBench, { jobId }: Job): unknown[] {
  return bench.service
    .items(jobId, 0, 100)
    .filter(({ state }) => state !== 'written')
    .map(({ name, state, message }) => [name, state, message])
}

async function leftovers(bench: ExportBench): Promise<string[]> {
  return (await readdir(bench.target)).filter((name) => name.startsWith('.podium-'))
}

it('costs one entry for a photo that is gone, and makes it when it is back', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 5)
  const { planId } = await bench.service.plan(bench.request(ids))
  await rename(join(bench.photos, '2.jpg'), join(bench.root, 'away.jpg'))
  const { jobId } = await bench.service.start(planId)
  const job = await bench.service.settled(jobId)
  expect(job).toMatchObject({ state: 'done', written: 4, failed: 1, done: 5, total: 5 })
  expect(messages(bench, job)).toEqual([['3_2.jpg', 'failed', expect.stringMatching(/gone/u)]])
  await rename(join(bench.root, 'away.jpg'), join(bench.photos, '2.jpg'))
  bench.service.resume(jobId)
  expect(await bench.service.settled(jobId)).toMatchObject({ state: 'done', written: 5, failed: 0, message: null })
  expect((await texts(bench.target))['3_2.jpg']).toBe('photo 2')
  expect(() => bench.service.resume(jobId)).toThrow(/written/u)
})

it.each(['ENOSPC', 'EDQUOT', 'EROFS'])('stops at %s, leaves no half file, and finishes when resumed', async (code) => {
  const bench = await exportBench()
  const ids = await photos(bench, 30)
  const before = await hashes(bench.photos)
  const { copyWhole } = bench.disk
  let copies = 0
  bench.disk.copyWhole = async (task) => {
    if (++copies < 6) return copyWhole(task)
    // A full disk takes the first half.
    await writeFile(task.target, 'pho')
    throw fail(code)
  }
  const job = await bench.run(bench.request(ids))
  expect(job.state).toBe('failed')
  expect(job.message).toMatch(/no room left|read-only/u)
  expect(job.failed).toBe(0)
  expect(await leftovers(bench)).toEqual([])
  const made = await texts(bench.target)
  expect(Object.keys(made)).toHaveLength(job.written)
  expect(Object.values(made).every((text) => text.startsWith('photo '))).toBe(true)
  bench.disk.copyWhole = copyWhole
  bench.service.resume(job.jobId)
  expect(await bench.service.settled(job.jobId)).toMatchObject({ state: 'done', written: 30, failed: 0 })
  expect(Object.keys(await texts(bench.target))).toHaveLength(30)
  expect(await hashes(bench.photos)).toEqual(before)
})

it('stops when the disk is full in the middle of a table', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 3)
  const { open } = bench.disk
  bench.disk.open = async (path, flags, mode) => {
    const file = await open(path, flags, mode)
    if (String(path).includes('proof')) return file
    file.writeFile = () => Promise.reject(fail('ENOSPC'))
    return file
  }
  const job = await bench.run(bench.request(ids, { options: { kind: 'csv' } }))
  expect(job).toMatchObject({ state: 'failed', written: 0, message: expect.stringMatching(/no room/u) })
  expect(await readdir(bench.target)).toEqual([])
})

it('stops when its target is gone, makes no folder in its place, and goes on when it is back', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 40)
  const { copyWhole } = bench.disk
  let copies = 0
  bench.disk.copyWhole = async (task) => {
    if (++copies === 5) await rename(bench.target, join(bench.root, 'unplugged'))
    return copyWhole(task)
  }
  const job = await bench.run(bench.request(ids))
  expect(job).toMatchObject({ state: 'failed', message: expect.stringMatching(/gone.*resume/u) })
  bench.service.resume(job.jobId)
  expect(await bench.service.settled(job.jobId)).toMatchObject({ state: 'failed' })
  expect(await readdir(bench.root)).not.toContain('target')
  await rename(join(bench.root, 'unplugged'), bench.target)
  bench.service.resume(job.jobId)
  expect(await bench.service.settled(job.jobId)).toMatchObject({ state: 'done', written: 40, failed: 0 })
  expect(Object.keys(await texts(bench.target))).toHaveLength(40)
})

it('stops when another folder lies where the target was: an empty one stays of an unplugged drive', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 40)
  const { copyWhole } = bench.disk
  let copies = 0
  bench.disk.copyWhole = async (task) => {
    if (++copies === 5) {
      await rename(bench.target, join(bench.root, 'unplugged'))
      await mkdir(bench.target)
    }
    return copyWhole(task)
  }
  const job = await bench.run(bench.request(ids))
  expect(job).toMatchObject({ state: 'failed', message: expect.stringMatching(/gone/u) })
  expect(job.written).toBeLessThan(40)
})

it('says that a target takes no files before it tries a photo', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 2)
  const { open } = bench.disk
  bench.disk.open = (path, flags, mode) => (flags === 'r' ? open(path, flags, mode) : Promise.reject(fail('EROFS')))
  const job = await bench.run(bench.request(ids))
  expect(job).toMatchObject({ state: 'failed', done: 0, message: expect.stringMatching(/read-only drive/u) })
})

it('never replaces a file that comes into the target after the plan', async () => {
  for (const clash of ['refuse', 'rename', 'skip'] as const) {
    const bench = await exportBench()
    const ids = await photos(bench, 3)
    const { copyWhole } = bench.disk
    bench.disk.copyWhole = async (task) => {
      if (task.source.endsWith('1.jpg')) await writeFile(join(bench.target, '2_1.jpg'), 'photo 1')
      return copyWhole(task)
    }
    const job = await bench.run(bench.request(ids, { clash }))
    // The same bytes, but not ours: nobody promised them.
    expect(messages(bench, job)).toEqual([
      ['2_1.jpg', clash === 'skip' ? 'skipped' : 'failed', expect.stringMatching(/there already/u)],
    ])
    expect(await texts(bench.target)).toMatchObject({
      '1_0.jpg': 'photo 0',
      '2_1.jpg': 'photo 1',
      '3_2.jpg': 'photo 2',
    })
    expect(await leftovers(bench)).toEqual([])
  }
})

it('places files where a file system has no second names', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 4)
  bench.disk.link = () => Promise.reject(fail('EPERM'))
  const { copyWhole } = bench.disk
  // The thread that copies meets the same refusal, and leaves the name to who asked.
  bench.disk.copyWhole = async ({ source, target }) => {
    const copied = await copyWhole({ source, target })
    if (source.endsWith('1.jpg')) await writeFile(join(bench.target, '2_1.jpg'), 'of another')
    return copied
  }
  expect(await bench.run(bench.request(ids))).toMatchObject({ written: 3, failed: 1 })
  expect(await texts(bench.target)).toEqual({
    '1_0.jpg': 'photo 0',
    '2_1.jpg': 'of another',
    '3_2.jpg': 'photo 2',
    '4_3.jpg': 'photo 3',
  })
})

it('cancels in the middle: what is written is whole, and resuming writes the rest', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 40)
  const reached = Promise.withResolvers<null>()
  const go = Promise.withResolvers<null>()
  let made = 0
  bench.inference.gate = async () => {
    if (++made < 15) return
    reached.resolve(null)
    await go.promise
  }
  const { planId } = await bench.service.plan(bench.request(ids, { options: RENDERED }))
  const { jobId } = await bench.service.start(planId)
  await reached.promise
  const cancelled = bench.service.cancel(jobId)
  go.resolve(null)
  await cancelled
  const job = bench.service.job(jobId)
  expect(job).toMatchObject({ state: 'cancelled', failed: 0 })
  expect(job.written).toBeGreaterThan(0)
  expect(job.written).toBeLessThan(40)
  const there = await texts(bench.target)
  expect(Object.keys(there)).toHaveLength(job.written)
  bench.service.resume(jobId)
  expect(await bench.service.settled(jobId)).toMatchObject({ state: 'done', written: 40 })
  expect(await texts(bench.target)).toMatchObject(there)
  expect(Object.keys(await texts(bench.target))).toHaveLength(40)
})

it('fails one picture that cannot be made, and stops where nothing can make pictures', async () => {
  const bench = await exportBench()
  const ids = [await bench.add('a.jpg', 'fine'), await bench.add('b.jpg', 'bad'), await bench.add('c.jpg', 'fine too')]
  const job = await bench.run(bench.request(ids, { options: RENDERED }))
  expect(job).toMatchObject({ state: 'done', written: 2, failed: 1 })
  expect(messages(bench, job)).toEqual([['2_b.webp', 'failed', 'Not a picture.']])
  await rm(bench.target, { recursive: true })
  bench.inference.unavailable = new AppError('inference-unavailable', 'It ends as soon as it starts.')
  const stopped = await bench.run(bench.request(ids, { options: RENDERED }))
  expect(stopped).toMatchObject({ state: 'failed', done: 0, message: 'It ends as soon as it starts.' })
  bench.inference.unavailable = null
  bench.service.resume(stopped.jobId)
  expect(await bench.service.settled(stopped.jobId)).toMatchObject({ state: 'done', written: 2, failed: 1 })
})

it('fails a photo that changes while it is copied', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 2)
  const { copyWhole } = bench.disk
  bench.disk.copyWhole = async ({ source, target }) => {
    const copied = await copyWhole({ source, target })
    if (source.endsWith('0.jpg')) await writeFile(source, 'written anew')
    return copied
  }
  const job = await bench.run(bench.request(ids))
  expect(messages(bench, job)).toEqual([['1_0.jpg', 'failed', expect.stringMatching(/changed while/u)]])
  bench.disk.copyWhole = copyWhole
  bench.service.resume(job.jobId)
  await bench.service.settled(job.jobId)
  expect(await texts(bench.target)).toEqual({ '1_0.jpg': 'written anew', '2_1.jpg': 'photo 1' })
})

it('takes out of the library nothing but the job when it is removed', async () => {
  const bench = await exportBench()
  const job = await bench.run(bench.request(await photos(bench, 2)))
  await bench.service.remove(job.jobId)
  expect(bench.service.list()).toEqual([])
  expect(() => bench.service.items(job.jobId, 0, 1)).toThrow(AppError)
  expect(Object.keys(await texts(bench.target))).toHaveLength(2)
})

it('writes a table that says when its job began, so that making it again gives the same bytes', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 3)
  const job = await bench.run(bench.request(ids, { options: { kind: 'json' }, title: 'Best' }))
  const text = await readFile(join(bench.target, 'Best.json'), 'utf8')
  expect(JSON.parse(text)).toMatchObject({ title: 'Best', total: 3, createdAt: new Date(job.createdAt).toISOString() })
  expect((await stat(join(bench.target, 'Best.json'))).size).toBe(job.bytes)
})
