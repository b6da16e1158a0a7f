import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ExportFile } from '../../main/contract/export-file.ts'
import { blur, drawScene } from '../support/picture-maker.ts'

/** As it is in a package; the other test of the command runs the sources. */
const CLI = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url))
const base = mkdtempSync(join(tmpdir(), 'podium-export-'))
const photos = join(base, 'photos')
const ORDER = ['blur-0.jpg', 'blur-1.jpg', 'blur-2.jpg', 'blur-4.jpg']

interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface Started {
  readonly ended: Promise<Outcome>
  interrupt(): void
}

function start(...words: string[]): Started {
  const child = spawn(process.execPath, [CLI, 'export', ...words], {
    env: { ...process.env, PODIUM_DATA: join(base, 'data') },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (data: Buffer) => (out += data.toString()))
  child.stderr.on('data', (data: Buffer) => (err += data.toString()))
  const ended = new Promise<Outcome>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, out, err })
    })
  })
  return { ended, interrupt: () => child.kill('SIGINT') }
}

function podium(...words: string[]): Promise<Outcome> {
  return start(...words).ended
}

async function names(folder: string): Promise<string[]> {
  return (await readdir(join(base, folder)).catch(() => [])).toSorted()
}

async function sources(): Promise<string[]> {
  const files = (await readdir(photos)).toSorted()
  return Promise.all(
    files.map(async (file) =>
      createHash('sha256')
        .update(await readFile(join(photos, file)))
        .digest('hex'),
    ),
  )
}

beforeAll(async () => {
  await mkdir(photos)
  const scene = drawScene(700, 500)
  for (const sigma of [0, 1, 2, 4]) {
    const { data, width, height } = await blur(scene, sigma)
    await sharp(data, { raw: { width, height, channels: 1 } })
      .toColourspace('srgb')
      .jpeg({ quality: 95 })
      .toFile(join(photos, `blur-${String(sigma)}.jpg`))
  }
})

afterAll(() => rm(base, { recursive: true, force: true }))

it('turns one sentence into a numbered folder by one command, and the dry run says so before', async () => {
  const before = await sources()
  const words = ['--sentence', 'sharpest', '--top', '3', '--kind', 'copies', '--to', join(base, 'best'), photos]
  const dry = await podium(...words, '--dry-run')
  expect(dry.code).toBe(0)
  expect(dry.out).toContain('1_blur-0.jpg')
  expect(dry.out).toMatch(/3 files of 3 photos.*Nothing was written/u)
  expect(await names('best')).toEqual([])
  const { code, out, err } = await podium(...words)
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/^3 of 3 files written to /u)
  expect(await names('best')).toEqual(['1_blur-0.jpg', '2_blur-1.jpg', '3_blur-2.jpg'])
  expect(await sources()).toEqual(before)
})

it('refuses, renames or leaves a name that is taken, and never replaces', async () => {
  await mkdir(join(base, 'taken'))
  await writeFile(join(base, 'taken', '1_blur-0.jpg'), 'mine')
  const words = ['--sentence', 'sharpest', '--top', '1', '--to', join(base, 'taken'), photos]
  const refused = await podium(...words)
  expect(refused).toMatchObject({ code: 6, out: '', err: expect.stringMatching(/1 file of these names is in/u) })
  expect((await podium(...words, '--clash', 'rename')).code).toBe(0)
  expect(await names('taken')).toEqual(['1_blur-0 (2).jpg', '1_blur-0.jpg'])
  expect(await readFile(join(base, 'taken', '1_blur-0.jpg'), 'utf8')).toBe('mine')
})

it('reports as JSON what was planned and what became of each file', async () => {
  const { code, out } = await podium(
    '--sentence',
    'sharpest',
    '--reverse',
    '--kind',
    'json',
    '--to',
    join(base, 'table'),
    '--json',
    photos,
  )
  expect(code).toBe(0)
  const report = JSON.parse(out)
  expect(report).toMatchObject({
    plan: { kind: 'json', photos: 4, files: 1, problems: [] },
    job: { state: 'done', written: 1, failed: 0 },
    items: [{ name: 'sharpest.json', state: 'written' }],
  })
  const file = ExportFile.parse(JSON.parse(await readFile(join(base, 'table', 'sharpest.json'), 'utf8')))
  expect(file.rows.map(({ relativePath }) => relativePath)).toEqual(ORDER.toReversed())
})

it('makes smaller pictures in another format, in a ZIP, through the inference process', async () => {
  const words = ['--sentence', 'sharpest', '--top', '2', '--kind', 'zip', '--long-side', '100', '--format', 'webp']
  const { code, err } = await podium(...words, '--to', join(base, 'zipped'), '--title', 'Small', photos)
  expect([code, err]).toEqual([0, ''])
  expect(await names('zipped')).toEqual(['Small.zip'])
  const loose = await podium(
    ...words.map((word) => (word === 'zip' ? 'copies' : word)),
    '--to',
    join(base, 'small'),
    photos,
  )
  expect(loose.code).toBe(0)
  expect(await names('small')).toEqual(['1_blur-0.webp', '2_blur-1.webp'])
  expect(await sharp(join(base, 'small', '1_blur-0.webp')).metadata()).toMatchObject({ format: 'webp', width: 100 })
})

it('writes stars beside the photos by cut points', async () => {
  const { code } = await podium(
    '--sentence',
    'sharpest',
    '--kind',
    'xmp',
    '--stars',
    '5:25,3:50',
    '--keywords',
    'best,sharp',
    photos,
  )
  expect(code).toBe(0)
  const sidecars = (await readdir(photos)).filter((name) => name.endsWith('.xmp')).toSorted()
  for (const name of sidecars) await rm(join(photos, name))
  expect(sidecars).toEqual(ORDER.map((name) => `${name}.xmp`))
})

it('stops cleanly at Ctrl-C and goes on when resumed', async () => {
  const many = join(base, 'many')
  await mkdir(many)
  const picture = await readFile(join(photos, 'blur-0.jpg'))
  const count = 20
  // Bytes behind a JPEG's end leave its picture alone and make it another content.
  for (let i = 0; i < count; i++)
    await writeFile(join(many, `${String(i)}.jpg`), Buffer.concat([picture, Buffer.from(String(i))]))
  const words = ['--sentence', 'sharpest', '--format', 'avif', '--quality', '80', '--to', join(base, 'slow')]
  const running = start(...words, many)
  await expect
    .poll(async () => (await names('slow')).filter((name) => !name.startsWith('.')).length, {
      timeout: 100_000,
      interval: 20,
    })
    .toBeGreaterThan(2)
  running.interrupt()
  const { code, err } = await running.ended
  expect(code).toBe(130)
  const number = /--resume (\d+)/u.exec(err)?.[1] ?? ''
  const there = await names('slow')
  expect(there.every((name) => name.endsWith('.avif') && !name.startsWith('.'))).toBe(true)
  expect(there.length).toBeLessThan(count)
  const listed = JSON.parse((await podium('--resume', '--dry-run', '--json')).out)
  expect(listed.jobs).toMatchObject([{ state: 'cancelled', written: there.length, total: count }])
  expect(await podium('--resume', number)).toMatchObject({
    code: 0,
    out: expect.stringContaining(`${String(count)} of ${String(count)} files`),
  })
  expect(await names('slow')).toHaveLength(count)
  expect((await podium('--resume')).out).toMatch(/No export was interrupted/u)
})

it.each([
  [['--sentence', 'sharpest', photos], 2],
  [['--sentence', 'sharpest', '--to', base], 2],
  [['--to', base, photos], 2],
  [['--sentence', 's', '--to', base, '--kind', 'nonsense', photos], 2],
  [['--sentence', 's', '--to', base, '--quality', '101', photos], 2],
  [['--sentence', 's', '--to', base, '--quality', 'good', photos], 2],
  [['--sentence', 's', '--to', base, '--kind', 'csv', '--format', 'webp', photos], 2],
  [['--sentence', 's', '--to', base, '--kind', 'xmp', '--stars', 'five', photos], 2],
  [['--sentence', 's', '--to', base, '--clash', 'replace', photos], 2],
  [['--sentence', 'sharpest', '--to', join(photos, 'blur-0.jpg'), photos], 6],
  [['--sentence', 'sharpest', '--to', join(base, 'x'), '--filter', 'rating>=5', photos], 6],
  [['--collection', 'none of that name', '--to', base], 2],
  [['--resume', '99'], 2],
  [['--help'], 0],
])('ends %j with code %i and words on the right stream', async (words, expected) => {
  const { code, out, err } = await podium(...words)
  expect(code).toBe(expected)
  if (expected === 0) expect(out).toContain('podium export')
  else {
    expect(out).toBe('')
    expect(err).toMatch(/^podium export/mu)
  }
})
