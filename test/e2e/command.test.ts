import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { VERSION } from '../../main/version.ts'
import { blur, drawScene } from '../support/picture-maker.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const base = mkdtempSync(join(tmpdir(), 'podium-command-'))
const photos = join(base, 'photos')

interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function podium(...words: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'main/cli.ts'), ...words], {
      env: { ...process.env, PODIUM_DATA: join(base, 'data') },
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (data: Buffer) => (out += data.toString()))
    child.stderr.on('data', (data: Buffer) => (err += data.toString()))
    child.on('close', (code) => {
      resolve({ code, out, err })
    })
  })
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
  await writeFile(join(photos, 'broken.jpg'), 'no picture')
})

afterAll(() => rm(base, { recursive: true, force: true }))

it('indexes a folder and ranks it: position, score, percentile, reading and path as JSON', async () => {
  const { code, out } = await podium('rank', 'sharpest', photos, '--json')
  expect(code).toBe(0)
  const answer = JSON.parse(out)
  expect(answer).toMatchObject({
    sentence: 'sharpest',
    reading: 'measured',
    axis: 'sharpness',
    modelId: null,
    total: 5,
    notScored: 1,
  })
  expect(answer.rows.map((row: { path: string }) => row.path.slice(photos.length + 1))).toEqual([
    'blur-0.jpg',
    'blur-1.jpg',
    'blur-2.jpg',
    'blur-4.jpg',
    'broken.jpg',
  ])
  expect(answer.rows[0]).toMatchObject({ position: 1, percentile: 100, tieBand: 0 })
  expect(answer.rows[4]).toMatchObject({ score: null, percentile: null })
})

it('turns the order round, cuts it and prints CSV', async () => {
  const { code, out } = await podium('rank', 'sharpest', photos, '--reverse', '--top', '2', '--csv')
  expect(code).toBe(0)
  const lines = out.trim().split('\n')
  expect(lines[0]).toBe('position,score,percentile,tieBand,reading,path')
  expect(lines[1]).toMatch(/^1,.*,measured,.*blur-4\.jpg$/u)
  expect(lines).toHaveLength(3)
})

it('answers a file of sentences with one JSON object a line', async () => {
  const file = join(base, 'sentences.txt')
  await writeFile(file, 'sharpest\na street with houses\n\nbrightest\n')
  const { code, out } = await podium('rank', '--sentences', file, photos, '--top', '2', '--json')
  expect(code).toBe(0)
  const answers = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(answers.map(({ sentence, reading }) => [sentence, reading])).toEqual([
    ['sharpest', 'measured'],
    ['a street with houses', 'similarity'],
    ['brightest', 'measured'],
  ])
  expect(answers[1].modelId).toBe('podium-small-5')
  for (const { rows } of answers) {
    expect(rows).toHaveLength(2)
    expect(Object.keys(rows[0]).toSorted()).toEqual(['path', 'percentile', 'score', 'tieBand'])
  }
})

it('goes by photos instead of words, or beside them, and says of which it does not know', async () => {
  const like = ['--like', join(photos, 'blur-4.jpg')]
  const alone = JSON.parse((await podium('rank', '', photos, ...like, '--json')).out)
  expect(alone).toMatchObject({ reading: 'similarity', examples: { like: [{ name: 'blur-4.jpg' }], unlike: [] } })
  expect(alone.rows[0]).toMatchObject({ path: join(photos, 'blur-4.jpg') })
  expect(alone.rows[0].score).toBeCloseTo(1, 2)
  const bent = JSON.parse((await podium('rank', 'sharpest', photos, ...like, '--json')).out)
  expect(bent).toMatchObject({ reading: 'measured', axis: 'sharpness' })
  expect(bent.rows).toHaveLength(5)
  const kept = await podium('collections', 'create', 'Like it', photos, '--like', join(photos, 'blur-4.jpg'), '--json')
  expect(JSON.parse(kept.out)).toMatchObject({
    count: 5,
    rule: { sentence: '', examples: { unlike: [] } },
    problem: null,
  })
  const unknown = await podium('rank', '', photos, '--like', join(root, 'package.json'))
  expect(unknown.code).toBe(2)
  expect(unknown.err).toContain('is not in the library')
})

it('lists what was taught, and forgets nothing that is not named', async () => {
  const taste = await podium('taste', '--json')
  expect([taste.code, JSON.parse(taste.out)]).toEqual([0, []])
  expect(await podium('taste', 'forget')).toMatchObject({ code: 2, out: '' })
})

it('says what failed and why, and checks itself', async () => {
  const status = JSON.parse((await podium('status', '--json')).out)
  expect(status).toMatchObject({ total: 5, indexed: 4, failed: 1, waiting: 0 })
  expect(status.failures[0]).toMatchObject({ kind: 'unsupported', path: join(photos, 'broken.jpg') })
  const doctor = await podium('doctor', '--json')
  expect(doctor.code).toBe(0)
  expect(JSON.parse(doctor.out)).toMatchObject({ passed: true })
})

it.each([
  [['rank', 'sharpest'], 2],
  [['rank', 'sharpest', '/no/such/folder'], 5],
  [['rank', 'best quality', photos, '--reading', 'measured'], 2],
  [['rank', 'a dog', photos, '--reading', 'measured'], 2],
  [['rank', 'a dog', photos, '--top', 'many'], 2],
  [['rank', 'a dog', photos, '--json', '--csv'], 2],
  [['index'], 2],
  [['nonsense'], 2],
  [['status', '--library', join(base, 'photos', 'broken.jpg')], 3],
  [['--help'], 0],
  [['rank', '--help'], 0],
])('ends %j with code %i and words on the right stream', async (words, expected) => {
  const { code, out, err } = await podium(...words)
  expect(code).toBe(expected)
  if (expected === 0) expect(out).toContain('podium')
  else {
    expect(out).toBe('')
    expect(err).toMatch(/^podium/mu)
  }
})

it('has the version of the package', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  expect(VERSION).toBe(version)
})
