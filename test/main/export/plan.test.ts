import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ExportOptions, ExportRequest } from '../../../main/contract/exports.ts'
import type { ExportItem, Writer } from '../../../main/export/writer.ts'
import { WRITERS } from '../../../main/export/writers.ts'
import { COPIES, exportBench, hashes, texts, type ExportBench } from '../../support/export-bench.ts'

async function three(bench: ExportBench): Promise<number[]> {
  return [await bench.add('a.jpg', 'one'), await bench.add('b.jpg', 'photo two'), await bench.add('c.jpg', 'three')]
}

function notes(bench: ExportBench, planId: string): unknown[] {
  return bench.service.files(planId, 0, 100).map(({ name, note }) => [name, note])
}

const KINDS: readonly ExportOptions[] = [
  COPIES,
  { ...COPIES, format: 'webp', longSide: 100 },
  { kind: 'csv' },
  { kind: 'json' },
  {
    kind: 'xmp',
    stars: [{ percent: 100, rating: 4 }],
    keywords: ['one'],
    label: 'none',
    naming: 'full-name',
    overRatings: false,
  },
]

it.each(KINDS.flatMap((options) => [[options.kind, false, options] as const, [options.kind, true, options] as const]))(
  'writes of %s (ZIP: %j) what the dry run lists, and nothing before',
  async (_kind, zip, options) => {
    const bench = await exportBench()
    const ids = await three(bench)
    const { plan, names } = await bench.planned(bench.request(ids, { options, zip }))
    expect(plan.problems).toEqual([])
    expect(plan.files).toBe(names.length)
    expect(plan.first.map(({ name }) => name)).toEqual(names)
    expect(await readdir(bench.root)).not.toContain('target')
    const job = await bench.service.start(plan.planId)
    expect(await bench.service.settled(job.jobId)).toMatchObject({ state: 'done', written: names.length, failed: 0 })
    const expected = zip ? names.filter((name) => !name.includes('/')) : names
    expect([...(await hashes(bench.target)).keys()]).toEqual(expected.toSorted())
  },
)

it('counts bytes, free space and photos that cannot be read', async () => {
  const bench = await exportBench()
  const ids = await three(bench)
  bench.library.photos.setMissing([ids[1]!], 1)
  const { plan } = await bench.planned(bench.request([...ids, 9_999]))
  expect(plan).toMatchObject({ kind: 'copies', photos: 2, files: 2, bytes: 8, unavailable: 2, clashes: 0 })
  expect(plan.freeBytes).toBeGreaterThan(0)
  expect(notes(bench, plan.planId)).toEqual([
    ['1_a.jpg', null],
    ['2_c.jpg', null],
    ['b.jpg', 'gone'],
    ['a photo that left the library', 'gone'],
  ])
  const job = await bench.service.start(plan.planId)
  expect(await bench.service.settled(job.jobId)).toMatchObject({
    total: 4,
    written: 2,
    skipped: 2,
    done: 4,
    state: 'done',
  })
  expect(bench.service.items(job.jobId, 2, 1)[0]).toMatchObject({
    state: 'skipped',
    message: expect.stringMatching(/gone/u),
  })
})

it('leaves out copies of photos whose drive is offline, keeps their positions, and still lists them in a table', async () => {
  const bench = await exportBench()
  const ids = await three(bench)
  bench.library.folders.setUnreachable(1, 5)
  const copies = await bench.planned(bench.request(ids))
  expect(copies.plan).toMatchObject({ files: 0, unavailable: 3 })
  expect(copies.plan.problems).toEqual([expect.stringMatching(/Nothing would be written/u)])
  const table = await bench.planned(bench.request(ids, { options: { kind: 'csv' } }))
  expect(table.plan).toMatchObject({ files: 1, photos: 3, problems: [] })
})

it('says that an empty set is empty, and never takes it for everything', async () => {
  const bench = await exportBench()
  const { plan } = await bench.planned(bench.request([9_999]))
  expect(plan.problems[0]).toMatch(/set is empty/u)
  await expect(bench.service.start(plan.planId)).rejects.toMatchObject({ code: 'invalid-params' })
})

it.each([
  [
    'refuse',
    [
      ['1_a.jpg', null],
      ['2_b.jpg', 'clash'],
      ['3_c.jpg', null],
    ],
    /1 file of these names is in .* already/u,
  ],
  [
    'rename',
    [
      ['1_a.jpg', null],
      ['2_b (2).jpg', 'renamed'],
      ['3_c.jpg', null],
    ],
    null,
  ],
  [
    'skip',
    [
      ['1_a.jpg', null],
      ['2_b.jpg', 'skipped'],
      ['3_c.jpg', null],
    ],
    null,
  ],
] as const)(
  'shows a name that is taken, by any file system\'s rules, and with "%s" never replaces it',
  async (clash, files, problem) => {
    const bench = await exportBench()
    const ids = await three(bench)
    await mkdir(bench.target)
    await writeFile(join(bench.target, '2_B.JPG'), 'mine')
    const { plan } = await bench.planned(bench.request(ids, { clash }))
    expect(notes(bench, plan.planId)).toEqual(files)
    expect(plan.clashes).toBe(1)
    if (problem !== null) {
      expect(plan.problems).toEqual([expect.stringMatching(problem)])
      await expect(bench.service.start(plan.planId)).rejects.toMatchObject({ code: 'invalid-params' })
      expect(await texts(bench.target)).toEqual({ '2_B.JPG': 'mine' })
      return
    }
    const job = await bench.service.settled((await bench.service.start(plan.planId)).jobId)
    expect(job).toMatchObject({ state: 'done', failed: 0, written: clash === 'skip' ? 2 : 3 })
    expect(await texts(bench.target)).toMatchObject({ '2_B.JPG': 'mine', '1_a.jpg': 'one', '3_c.jpg': 'three' })
    expect((await texts(bench.target))['2_b (2).jpg']).toBe(clash === 'skip' ? undefined : 'photo two')
  },
)

it('renames a photo and its sidecar together', async () => {
  const bench = await exportBench()
  const id = await bench.add('a.jpg')
  await writeFile(join(bench.photos, 'a.jpg.xmp'), 'sidecar')
  await mkdir(bench.target)
  await writeFile(join(bench.target, '1_a.jpg.xmp'), 'of another')
  const { names } = await bench.planned(bench.request([id], { clash: 'rename' }))
  expect(names).toEqual(['1_a (2).jpg', '1_a (2).jpg.xmp'])
})

/** Files in folders of their own, as a writer may make them, with names as bad as they can be. */
function folderWriter(names: readonly string[]): Writer {
  const items = names.map((name): ExportItem => ({
    number: 0,
    position: null,
    photoId: null,
    name,
    bytes: 1,
    note: null,
    detail: name,
  }))
  return {
    items: () => Promise.resolve(items),
    make: (item) =>
      Promise.resolve({
        kind: 'stream',
        bytes: (async function* () {
          yield await Promise.resolve(Buffer.from(String(item.detail)))
        })(),
      }),
  }
}

it('renames a folder as a whole, since its files may name each other', async () => {
  const bench = await exportBench({
    writers: { ...WRITERS, csv: () => Promise.resolve(folderWriter(['Album/index.html', 'Album/pictures/1.jpg'])) },
  })
  const ids = await three(bench)
  await mkdir(join(bench.target, 'album'), { recursive: true })
  const request = bench.request(ids, { options: { kind: 'csv' }, clash: 'rename' })
  expect((await bench.planned(request)).names).toEqual(['Album (2)/index.html', 'Album (2)/pictures/1.jpg'])
  expect(await bench.run(request)).toMatchObject({ state: 'done', written: 2 })
  expect(await texts(bench.target)).toEqual({
    'Album (2)/index.html': 'Album/index.html',
    'Album (2)/pictures/1.jpg': 'Album/pictures/1.jpg',
  })
})

it('keeps the names of any writer inside the target', async () => {
  const hostile = [
    '../up.txt',
    '/abs.txt',
    'a/../../up.txt',
    'con/aux.txt',
    'C:\\win.txt',
    'dots/...',
    'same.txt',
    'SAME.txt',
  ]
  const bench = await exportBench({ writers: { ...WRITERS, csv: () => Promise.resolve(folderWriter(hostile)) } })
  const ids = await three(bench)
  const outside = await readdir(bench.root)
  const { names } = await bench.planned(bench.request(ids, { options: { kind: 'csv' } }))
  expect(names).toEqual([
    '_/up.txt',
    'abs.txt',
    'a/_/_/up.txt',
    'con_/aux_.txt',
    'C__win.txt',
    'dots/_',
    'same.txt',
    'SAME (2).txt',
  ])
  expect(await bench.run(bench.request(ids, { options: { kind: 'csv' } }))).toMatchObject({ written: 8, failed: 0 })
  expect((await readdir(bench.root)).filter((name) => !outside.includes(name))).toEqual(['target'])
})

it('writes through no link that lies in the target, neither a folder nor a file', async () => {
  const bench = await exportBench({
    writers: { ...WRITERS, csv: () => Promise.resolve(folderWriter(['sub/file.txt', 'other.txt'])) },
  })
  const ids = await three(bench)
  await mkdir(bench.target)
  await mkdir(join(bench.root, 'elsewhere'))
  await symlink(join(bench.root, 'elsewhere'), join(bench.target, 'sub'))
  await symlink(join(bench.root, 'elsewhere', 'made.txt'), join(bench.target, 'other.txt'))
  const { plan } = await bench.planned(bench.request(ids, { options: { kind: 'csv' } }))
  expect(plan.clashes).toBeGreaterThan(0)
  const skipped = await bench.run(bench.request(ids, { options: { kind: 'csv' }, clash: 'rename' }))
  expect(skipped).toMatchObject({ written: 2 })
  expect(await readdir(join(bench.root, 'elsewhere'))).toEqual([])
})

it('names what stands in the way of the target, before anything is written', async () => {
  const bench = await exportBench()
  const ids = await three(bench)
  await writeFile(join(bench.root, 'file'), '')
  const problem = async (more: Partial<ExportRequest>): Promise<string> =>
    (await bench.planned(bench.request(ids, more))).plan.problems.join(' ')
  expect(await problem({ target: join(bench.root, 'file') })).toMatch(/is a file/u)
  expect(await problem({ target: join(bench.root, 'file', 'below') })).toMatch(/is a file/u)
  bench.disk.statfs = () => Promise.resolve({ bavail: 1, bsize: 2 }) as never
  expect(await problem({})).toMatch(/needed and 0 MB are free/u)
  bench.disk.access = () => Promise.reject(Object.assign(new Error('EACCES'), { code: 'EACCES' }))
  expect(await problem({})).toMatch(/may not write/u)
  await expect(bench.service.plan(bench.request(ids, { target: 'relative' }))).rejects.toMatchObject({
    code: 'invalid-params',
  })
  await expect(bench.service.plan(bench.request(ids, { target: null }))).rejects.toMatchObject({
    code: 'invalid-params',
  })
})

it('says when copies would come into the library themselves, and lets them', async () => {
  const bench = await exportBench()
  const ids = await three(bench)
  await mkdir(join(bench.photos, 'best'))
  const { plan } = await bench.planned(bench.request(ids, { target: join(bench.photos, 'best') }))
  expect(plan.problems).toEqual([])
  expect(plan.warnings).toEqual([expect.stringMatching(/in the library/u)])
  expect((await bench.planned(bench.request(ids))).plan.warnings).toEqual([])
})

it('looks again before it starts: a folder that changed since needs a new plan', async () => {
  const bench = await exportBench()
  const ids = await three(bench)
  const rename = await bench.planned(bench.request(ids, { clash: 'rename' }))
  const refuse = await bench.planned(bench.request(ids))
  await mkdir(bench.target)
  await writeFile(join(bench.target, '1_a.jpg'), 'mine')
  for (const { plan } of [rename, refuse])
    await expect(bench.service.start(plan.planId)).rejects.toMatchObject({ code: 'invalid-params' })
  expect(await texts(bench.target)).toEqual({ '1_a.jpg': 'mine' })
})

it('notices that the target leads elsewhere than when it was planned', async () => {
  const bench = await exportBench()
  const ids = await three(bench)
  for (const name of ['one', 'two']) await mkdir(join(bench.root, name))
  const link = join(bench.root, 'link')
  await symlink(join(bench.root, 'one'), link)
  const { plan } = await bench.planned(bench.request(ids, { target: link }))
  await rm(link)
  await symlink(join(bench.root, 'two'), link)
  await expect(bench.service.start(plan.planId)).rejects.toMatchObject({ code: 'invalid-params' })
  expect(await readdir(join(bench.root, 'two'))).toEqual([])
})

it('counts the stars that would be given', async () => {
  const bench = await exportBench()
  const ids = await three(bench)
  const stars = [
    { percent: 30, rating: 5 },
    { percent: 50, rating: 3 },
  ]
  const options: ExportOptions = {
    kind: 'xmp',
    stars,
    keywords: [],
    label: 'none',
    naming: 'full-name',
    overRatings: false,
  } as const
  const { plan } = await bench.planned(bench.request(ids, { options, target: null }))
  expect(plan.stars).toEqual([
    { rating: 5, photos: 1 },
    { rating: 3, photos: 2 },
  ])
  expect(plan).toMatchObject({ target: null, freeBytes: null })
  for (const zip of [false, true]) {
    const nothing = await bench.planned(bench.request(ids, { options: { ...options, stars: [] }, zip }))
    expect(nothing.plan.problems).toEqual(['No photo would get anything: set stars, keywords or a label.'])
  }
})
