import { chmod, lstat, mkdir, readFile, readlink, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { CopyOptions } from '../../../main/contract/exports.ts'
import { COPIES, exportBench, hashes, texts } from '../../support/export-bench.ts'
import { writePhoto } from '../../support/picture-folder.ts'

const changed = (more: Partial<CopyOptions>): { options: CopyOptions } => ({ options: { ...COPIES, ...more } })

it('copies photos in the order given, numbered as wide as the set needs, with their dates', async () => {
  const bench = await exportBench()
  const ids: number[] = []
  for (let i = 0; i < 12; i++) ids.push(await bench.add(`IMG_${String(i)}.jpg`))
  const time = new Date('2011-02-03T04:05:06.789Z')
  await utimes(join(bench.photos, 'IMG_11.jpg'), time, time)
  const before = await hashes(bench.photos)
  const job = await bench.run(bench.request(ids.toReversed()))
  expect(job).toMatchObject({ state: 'done', total: 12, written: 12, failed: 0, skipped: 0, message: null })
  const made = await texts(bench.target)
  expect(Object.keys(made).slice(0, 3)).toEqual(['01_IMG_11.jpg', '02_IMG_10.jpg', '03_IMG_9.jpg'])
  expect(made['12_IMG_0.jpg']).toBe('IMG_0.jpg')
  expect(Object.keys(made)).toHaveLength(12)
  expect(Math.floor((await stat(join(bench.target, '01_IMG_11.jpg'))).mtimeMs)).toBe(time.getTime())
  expect(await hashes(bench.photos)).toEqual(before)
})

it('fills the name from what is known of the photo, and says what is not', async () => {
  const bench = await exportBench()
  const id = await bench.add('IMG_1.JPG')
  const name = '{date} {time} {camera} {score} {name} {position}'
  const source = { kind: 'set' as const, set: { sentence: 'best of summer', scope: {} } }
  expect((await bench.planned({ ...bench.request([id], changed({ name })), source })).names).toEqual([
    '2019-07-01 18-30-05 Camera One 1 IMG_1 1.JPG',
  ])
  expect((await bench.planned(bench.request([id], changed({ name })))).names).toEqual([
    '2019-07-01 18-30-05 Camera One no-score IMG_1 1.JPG',
  ])
  const { plan } = await bench.planned(bench.request([id], changed({ name: '{nmae}' })))
  expect(plan.problems).toEqual([expect.stringContaining('{nmae}')])
})

it('gives photos of one name different names, by the rules of every file system', async () => {
  const bench = await exportBench()
  const ids = [await bench.add('a/IMG.jpg'), await bench.add('b/img.jpg'), await bench.add('c/IMG.jpg')]
  const { names } = await bench.planned(bench.request(ids, changed({ name: '{name}' })))
  expect(names).toEqual(['IMG.jpg', 'img (2).jpg', 'IMG (3).jpg'])
})

it('takes sidecars along under the new name, in both ways of naming them', async () => {
  const bench = await exportBench()
  const ids = [await bench.add('one.jpg'), await bench.add('two.jpg'), await bench.add('three.jpg')]
  await writePhoto(bench.photos, 'one.jpg.xmp', 'sidecar of one')
  await writePhoto(bench.photos, 'two.xmp', 'sidecar of two')
  await writePhoto(bench.photos, 'one.txt', 'no sidecar')
  await bench.run(bench.request(ids))
  expect(await texts(bench.target)).toEqual({
    '1_one.jpg': 'one.jpg',
    '1_one.jpg.xmp': 'sidecar of one',
    '2_two.jpg': 'two.jpg',
    '2_two.xmp': 'sidecar of two',
    '3_three.jpg': 'three.jpg',
  })
  expect((await bench.planned(bench.request(ids, changed({ sidecars: false })))).names).toHaveLength(3)
})

it('leaves sidecars behind where metadata are to be taken out, and says so', async () => {
  const bench = await exportBench()
  const id = await bench.add('one.jpg')
  await writePhoto(bench.photos, 'one.xmp', '<place/>')
  const { plan, names } = await bench.planned(bench.request([id], changed({ metadata: 'no-place' })))
  expect(names).toEqual(['1_one.jpg'])
  expect(plan.warnings.join(' ')).toMatch(/encoded again at quality 90.*Sidecar files stay behind/u)
  await bench.service.settled((await bench.service.start(plan.planId)).jobId)
  expect(await texts(bench.target)).toEqual({ '1_one.jpg': 'jpeg null 90 no-place of one.jpg' })
})

it('links instead of copying where that is wished, but never a sidecar', async () => {
  const bench = await exportBench()
  const id = await bench.add('one.jpg')
  await writePhoto(bench.photos, 'one.xmp', 'sidecar')
  const source = join(bench.photos, 'one.jpg')
  const hard = join(bench.root, 'hard')
  expect(await bench.run(bench.request([id], { ...changed({ method: 'hardlink' }), target: hard }))).toMatchObject({
    state: 'done',
    written: 2,
  })
  expect((await stat(join(hard, '1_one.jpg'))).ino).toBe((await stat(source)).ino)
  const soft = join(bench.root, 'soft')
  await bench.run(bench.request([id], { ...changed({ method: 'symlink' }), target: soft }))
  expect(await readlink(join(soft, '1_one.jpg'))).toBe(source)
  for (const folder of [hard, soft]) {
    const sidecar = await lstat(join(folder, '1_one.xmp'))
    expect(sidecar.isFile()).toBe(true)
    expect(sidecar.nlink).toBe(1)
  }
})

it('advises copies where a hard link would cross drives, one entry each', async () => {
  const bench = await exportBench()
  const ids = [await bench.add('one.jpg'), await bench.add('two.jpg')]
  bench.disk.link = () => Promise.reject(Object.assign(new Error('EXDEV'), { code: 'EXDEV' }))
  const job = await bench.run(bench.request(ids, changed({ method: 'hardlink' })))
  expect(job).toMatchObject({ state: 'done', written: 0, failed: 2 })
  expect(bench.service.items(job.jobId, 0, 10)[0]?.message).toMatch(/another drive.*Choose copies/u)
})

it.each([
  [{ method: 'symlink', format: 'webp' }, false, /shows the original as it is/u],
  [{ method: 'hardlink', longSide: 1_000 }, false, /shows the original as it is/u],
  [{ method: 'symlink', metadata: 'none' }, false, /shows the original as it is/u],
  [{ method: 'symlink' }, true, /holds copies, not links/u],
] as const)('refuses %j in a ZIP: %j', async (more, zip, words) => {
  const bench = await exportBench()
  const { plan } = await bench.planned(bench.request([await bench.add('one.jpg')], { ...changed(more), zip }))
  expect(plan.problems.join(' ')).toMatch(words)
  await expect(bench.service.start(plan.planId)).rejects.toMatchObject({ code: 'invalid-params' })
})

it.each([
  ['one.jpg', { format: 'webp', longSide: 800 }, '1_one.webp', 'webp 800 90 all'],
  ['one.JPEG', { format: 'jpeg' }, '1_one.JPEG', 'jpeg null 90 all'],
  ['one.heic', { longSide: 1_000 }, '1_one.jpg', 'jpeg 1000 90 all'],
  ['one.png', { longSide: 1_000, quality: 70 }, '1_one.png', 'png 1000 70 all'],
  ['one.tif', { metadata: 'none' }, '1_one.jpg', 'jpeg null 90 none'],
  ['one.avif', { format: 'png' }, '1_one.png', 'png null 90 all'],
  ['one.heic', {}, '1_one.heic', null],
  // As long as is wished already: nothing is lost by making it again.
  ['one.jpg', { longSide: 4_000 }, '1_one.jpg', null],
] as const)('makes of %s with %j the file %s', async (name, more, made, header) => {
  const bench = await exportBench()
  const id = await bench.add(name)
  expect(await bench.run(bench.request([id], changed(more)))).toMatchObject({ state: 'done', written: 1 })
  expect(await texts(bench.target)).toEqual({ [made]: header === null ? name : `${header} of ${name}` })
  const [original, copy] = await Promise.all([stat(join(bench.photos, name)), stat(join(bench.target, made))])
  expect(Math.floor(copy.mtimeMs)).toBe(Math.floor(original.mtimeMs))
})

it('copies a write-protected photo into a file that can be deleted', async () => {
  const bench = await exportBench()
  const id = await bench.add('one.jpg')
  await chmod(join(bench.photos, 'one.jpg'), 0o444)
  expect(await bench.run(bench.request([id]))).toMatchObject({ state: 'done', written: 1 })
  expect((await stat(join(bench.target, '1_one.jpg'))).mode & 0o200).toBe(0o200)
})

it('keeps every name below the target, whatever the template says', async () => {
  const bench = await exportBench()
  const ids = [await bench.add('one.jpg')]
  await mkdir(bench.target)
  await writeFile(join(bench.root, 'victim.jpg'), 'untouched')
  for (const name of ['../victim', '/etc/passwd', 'a/../../b', 'NUL', 'C:\\x', '..', '\0']) {
    const { names } = await bench.planned(bench.request(ids, changed({ name })))
    expect(names[0]).not.toMatch(/[/\\:\0]/u)
    expect(await bench.run(bench.request(ids, { ...changed({ name }), clash: 'rename' }))).toMatchObject({ written: 1 })
  }
  expect(await readFile(join(bench.root, 'victim.jpg'), 'utf8')).toBe('untouched')
  expect([...(await hashes(bench.target)).keys()]).toHaveLength(7)
})
