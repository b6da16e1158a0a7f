import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sourceSet } from '../../../main/export/set.ts'
import { ExportService } from '../../../main/export/service.ts'
import { openLibrary } from '../../../main/library/open.ts'
import { byId, COPIES, exportBench, hashes, type ExportBench } from '../../support/export-bench.ts'

async function photos(bench: ExportBench, count: number): Promise<number[]> {
  const ids: number[] = []
  for (let i = 0; i < count; i++) ids.push(await bench.add(`${String(i)}.jpg`))
  return ids
}

function sourcesOf({ library }: ExportBench) {
  return { library, ranking: { evaluate: () => Promise.resolve(byId(library)) }, now: () => 5 }
}

it('exports a rule in the order of its sentence, with the scores, under the sentence as its title', async () => {
  const bench = await exportBench()
  await photos(bench, 3)
  const source = { kind: 'set' as const, set: { sentence: 'best: of summer', scope: {} } }
  const request = { ...bench.request([]), source, options: { kind: 'json' as const } }
  const { set } = await sourceSet(request, sourcesOf(bench))
  expect(set).toMatchObject({ title: 'best_ of summer', evaluatedAt: 5, fadesAt: null, rule: source.set })
  expect(set.rows.map(({ name, position, score }) => [name, position, score])).toEqual([
    ['0.jpg', 1, 3],
    ['1.jpg', 2, 2],
    ['2.jpg', 3, 1],
  ])
  await bench.run(request)
  const file = JSON.parse(await readFile(join(bench.target, 'best_ of summer.json'), 'utf8'))
  expect(file).toMatchObject({ total: 3, sentence: 'best of summer', modelId: 'fake-1' })
})

it('counts the fade line from 1, and leaves one out that lies behind the end', async () => {
  const bench = await exportBench()
  await photos(bench, 3)
  const request = { ...bench.request([]), source: { kind: 'set' as const, set: { sentence: 's', scope: {} } } }
  const fading = async (fadesAt: number | null) => {
    const ranking = { evaluate: () => Promise.resolve({ ...byId(bench.library), fadesAt }) }
    return (await sourceSet(request, { ...sourcesOf(bench), ranking })).set.fadesAt
  }
  expect([await fading(0), await fading(2), await fading(3), await fading(null)]).toEqual([1, 3, null, null])
})

it('exports a collection as it stands: a fixed one in its order, a ranked one with scores', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 4)
  const { collections } = bench.library
  const fixed = collections.create({ name: 'Chosen', parentId: null, kind: 'fixed', rule: null }, 0)
  collections.setMembers(fixed, [ids[2]!, ids[0]!], 0, false)
  const rule = { sentence: 'best', scope: {} }
  const ranked = collections.create({ name: 'Best', parentId: null, kind: 'ranked', rule }, 0)
  collections.setMembers(ranked, [ids[1]!, ids[3]!], 0, false)
  const group = collections.create({ name: 'Group', parentId: null, kind: 'group', rule: null }, 0)
  const of = async (collectionId: number) => {
    const source = { kind: 'collection' as const, collectionId }
    return (await sourceSet({ ...bench.request([]), source }, sourcesOf(bench))).set
  }
  const chosen = await of(fixed)
  expect(chosen).toMatchObject({ title: 'Chosen', rule: null, header: null })
  expect(chosen.rows.map(({ photoId, score }) => [photoId, score])).toEqual([
    [ids[2], null],
    [ids[0], null],
  ])
  const best = await of(ranked)
  expect(best).toMatchObject({ title: 'Best', rule })
  expect(best.rows.map(({ photoId, score }) => [photoId, score])).toEqual([
    [ids[1], 3],
    [ids[3], 1],
  ])
  await expect(of(group)).rejects.toMatchObject({ code: 'invalid-params' })
  await expect(of(99)).rejects.toMatchObject({ code: 'not-found' })
})

it('exports chosen photos with the scores and the sentence of the order they were chosen from', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 4)
  const of = async (photoIds: number[], fadesAt: number | null) => {
    const ranking = { evaluate: () => Promise.resolve({ ...byId(bench.library), fadesAt }) }
    const source = { kind: 'photos' as const, photoIds, set: { sentence: 'best of summer', scope: {} } }
    return (await sourceSet({ ...bench.request([]), source }, { ...sourcesOf(bench), ranking })).set
  }
  const set = await of([ids[3]!, ids[1]!], null)
  expect(set).toMatchObject({
    title: 'best of summer',
    rule: null,
    header: { sentence: 'best of summer' },
    fadesAt: null,
  })
  expect(set.rows.map(({ photoId, position, score, tieBand }) => [photoId, position, score, tieBand])).toEqual([
    [ids[3], 1, 1, 3],
    [ids[1], 2, 3, 1],
  ])
  expect((await of([ids[0]!, ids[2]!, ids[3]!], 2)).fadesAt).toBe(2)
  expect((await of([ids[0]!, ids[1]!], 2)).fadesAt).toBeNull()
})

it('names an export of a collection that is looked at in part after the collection', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 2)
  const collectionId = bench.library.collections.create({ name: 'Ada', parentId: null, kind: 'fixed', rule: null }, 0)
  bench.library.collections.setMembers(collectionId, ids, 0, false)
  const ranking = {
    evaluate: () => {
      const evaluated = byId(bench.library)
      return Promise.resolve({ ...evaluated, header: { ...evaluated.header, sentence: '' } })
    },
  }
  const source = { kind: 'set' as const, set: { sentence: '', scope: { collectionId }, reversed: true } }
  expect((await sourceSet({ ...bench.request([]), source }, { ...sourcesOf(bench), ranking })).set.title).toBe('Ada')
})

it('gives a photo named twice one place', async () => {
  const bench = await exportBench()
  const [a = 0, b = 0] = await photos(bench, 2)
  const { set } = await sourceSet(bench.request([b, a, b]), sourcesOf(bench))
  expect(set.rows.map(({ photoId }) => photoId)).toEqual([b, a])
})

it('keeps what was planned, whatever the library does until the job is done', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 3)
  const { planId } = await bench.service.plan(bench.request(ids, { options: { kind: 'csv' } }))
  bench.library.marks.change({ photoIds: ids, rating: 5 }, 1)
  bench.library.folders.remove(1)
  const job = await bench.service.settled((await bench.service.start(planId)).jobId)
  expect(job).toMatchObject({ state: 'done', written: 1 })
  const text = await readFile(join(bench.target, 'Chosen photos.csv'), 'utf8')
  expect(text.trim().split('\r\n')).toHaveLength(4)
})

it('keeps the latest twenty plans, and starts each once', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 1)
  const plans: string[] = []
  for (let i = 0; i < 21; i++) plans.push((await bench.service.plan(bench.request(ids))).planId)
  expect(() => bench.service.files(plans[0]!, 0, 1)).toThrow(/no longer kept/u)
  expect(bench.service.files(plans[1]!, 0, 1)).toHaveLength(1)
  const { jobId } = await bench.service.start(plans[1]!)
  await expect(bench.service.start(plans[1]!)).rejects.toMatchObject({ code: 'not-found' })
  await bench.service.settled(jobId)
})

it('runs one job after the other, tells each change, and cancels one that waits without delay', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 3)
  const go = Promise.withResolvers<null>()
  bench.inference.gate = () => go.promise.then(() => undefined)
  const options = { ...COPIES, format: 'webp', longSide: 100 } as const
  const begin = async (name: string) => {
    const { planId } = await bench.service.plan(bench.request(ids, { options, target: join(bench.root, name) }))
    return bench.service.start(planId)
  }
  const [first, second, third] = [await begin('one'), await begin('two'), await begin('three')]
  expect(bench.service.list().map(({ jobId, state }) => [jobId, state])).toEqual([
    [third.jobId, 'waiting'],
    [second.jobId, 'waiting'],
    [first.jobId, 'running'],
  ])
  await expect(bench.service.remove(first.jobId)).rejects.toThrow(/running/u)
  expect(() => bench.service.resume(first.jobId)).toThrow(/running/u)
  await bench.service.cancel(second.jobId)
  expect(bench.service.job(second.jobId)).toMatchObject({ state: 'cancelled', written: 0 })
  go.resolve(null)
  expect(await bench.service.settled(first.jobId)).toMatchObject({ state: 'done', written: 3 })
  expect(await bench.service.settled(third.jobId)).toMatchObject({ state: 'done', written: 3 })
  const told = new Set(bench.events.map((event) => (event.kind === 'jobs.changed' ? event.jobId : null)))
  expect(told).toEqual(new Set([first.jobId, second.jobId, third.jobId]))
})

it('leaves a running job interrupted when it closes, and the next start can finish it', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 10)
  const reached = Promise.withResolvers<null>()
  const go = Promise.withResolvers<null>()
  let made = 0
  bench.inference.gate = async () => {
    if (++made < 5) return
    reached.resolve(null)
    await go.promise
  }
  const options = { ...COPIES, format: 'webp', longSide: 100 } as const
  const { planId } = await bench.service.plan(bench.request(ids, { options }))
  const { jobId } = await bench.service.start(planId)
  await reached.promise
  const closed = bench.service.close()
  go.resolve(null)
  await closed
  expect(bench.library.jobs.get(jobId)).toMatchObject({ state: 'interrupted', failed: 0 })
  const service = new ExportService({
    library: bench.library,
    renderer: bench.inference,
    ranking: { evaluate: () => Promise.reject(new Error('not asked')) },
    thumbnailFolder: bench.root,
    scratchFolder: join(bench.root, 'scratch'),
    emit: () => undefined,
  })
  service.resume(jobId)
  expect(await service.settled(jobId)).toMatchObject({ state: 'done', written: 10 })
  expect([...(await hashes(bench.target)).keys()]).toHaveLength(10)
  await service.close()
})

it('calls a job interrupted that a process left running when it died', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 1)
  const job = await bench.run(bench.request(ids))
  bench.library.jobs.setState(job.jobId, 'running', null, null)
  const again = new ExportService({
    library: bench.library,
    renderer: bench.inference,
    ranking: { evaluate: () => Promise.reject(new Error('not asked')) },
    thumbnailFolder: bench.root,
    scratchFolder: join(bench.root, 'scratch'),
    emit: () => undefined,
  })
  expect(again.job(job.jobId).state).toBe('interrupted')
  await again.close()
})

it('writes again after a crash what the journal calls written and is not there', async () => {
  const bench = await exportBench()
  const ids = await photos(bench, 3)
  const job = await bench.run(bench.request(ids))
  await rm(join(bench.target, '1_0.jpg'))
  bench.library.jobs.setState(job.jobId, 'interrupted', null, null)
  const service = bench.service
  service.resume(job.jobId)
  expect(await service.settled(job.jobId)).toMatchObject({ state: 'done', written: 3 })
  expect((await stat(join(bench.target, '1_0.jpg'))).size).toBe(5)
})

it('removes with a job what it left unfinished', async () => {
  const bench = await exportBench()
  const job = await bench.run(bench.request(await photos(bench, 1)))
  const { key = '' } = bench.library.jobs.stored(job.jobId) ?? {}
  bench.library.jobs.setState(job.jobId, 'interrupted', null, null)
  for (const name of [`.podium-${key}-0.part`, '.podium-of-another-0.part'])
    await writeFile(join(bench.target, name), 'half')
  await bench.service.remove(job.jobId)
  expect([...(await hashes(bench.target)).keys()]).toEqual(['.podium-of-another-0.part', '1_0.jpg'])
})

it('plans a large set from the library in bulk', async () => {
  const root = (await exportBench()).root
  const library = openLibrary(join(root, 'large.db'))
  const { folderId } = library.folders.add('/nowhere', 0)
  const ids = library.transaction(() =>
    Array.from({ length: 30_000 }, (_, i) =>
      library.photos.add(folderId, `${String(i % 100)}/${String(i)}.jpg`, { size: i, mtimeMs: i }, 0),
    ),
  )
  const service = new ExportService({
    library,
    renderer: { render: () => Promise.reject(new Error('not asked')) },
    ranking: { evaluate: () => Promise.reject(new Error('not asked')) },
    thumbnailFolder: root,
    scratchFolder: join(root, 'scratch'),
    emit: () => undefined,
  })
  const request = { ...(await exportBench()).request(ids), target: join(root, 'far') }
  const plan = await service.plan(request)
  expect(plan).toMatchObject({ photos: 30_000, files: 30_000 })
  expect(service.files(plan.planId, 29_999, 10)).toMatchObject([{ name: '30000_29999.jpg', position: 30_000 }])
  await service.close()
  library.close()
})
