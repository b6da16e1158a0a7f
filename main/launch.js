/**
 * Starts everything: installs what is missing and continues under Node 24. Plain JavaScript for Node 20, because it
 * is the first thing that runs on a fresh clone. What it says goes to stderr; stdout belongs to the command.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildMain, buildRenderer } from './launch/build.js'
import { prepare } from './launch/install.js'
import { MODULES, readText, ROOT, run, say, tool } from './launch/run.js'

/** The longest first: it takes as long as all others together. */
const CHECKS = [
  { name: 'eslint', words: [tool('eslint', 'bin/eslint.js'), '.', '--max-warnings', '0'] },
  ...['main/contract', 'main', 'renderer', 'test'].map((project) => ({
    name: `types of ${project}`,
    words: [tool('typescript', 'bin/tsc'), '-p', project],
  })),
  {
    name: 'svelte-check',
    words: [tool('svelte-check', 'bin/svelte-check'), '--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings'],
  },
  { name: 'prettier', words: [tool('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
]

/** @type {Record<string, (node: string, words: string[]) => Promise<number>>} */
const COMMANDS = {
  start,
  test,
  check: async (node) => ((await startChecks(node).ended).failed === 0 ? 0 : 1),
  bench: async (node, words) => (await buildAll(node)) || run(node, [join(ROOT, 'test/bench/run.ts'), ...words]),
  screenshots: async (node) => (await buildAll(node)) || run(node, [join(ROOT, 'test/screenshots/make.ts')]),
  podium: (node, words) => run(node, [join(ROOT, 'main/cli.ts'), ...words], { fromCaller: true }),
  build,
}

const [name = '', ...words] = process.argv.slice(2)
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
if (command === undefined) {
  say(`Use one of: ${Object.keys(COMMANDS).join(', ')}.`)
  process.exitCode = 2
} else {
  process.exitCode = await command(await prepare(), words)
}

/** @type {(node: string, words: string[]) => Promise<number>} */
async function start(node, words) {
  // Built for the browser too: each thread that runs TypeScript as it stands holds its own compiler.
  const built = await buildAll(node)
  if (built !== 0) return built
  const electron = findElectron()
  const wantsBrowser = words.some((word) => /^--(?:port|no-open|browser)(?:=|$)/.test(word))
  if (electron !== null && hasDisplay() && !wantsBrowser) return run(electron, [ROOT, ...words], { fromCaller: true })
  const passed = words.filter((word) => word !== '--browser')
  return run(node, [join(ROOT, 'out/main/serve.js'), ...passed], { fromCaller: true })
}

/** Only looks: asking the package itself for its path would start a download of a hundred megabytes. */
function findElectron() {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(MODULES, 'electron', 'dist')
  const mac = 'Electron.app/Contents/MacOS/Electron'
  const file = process.platform === 'darwin' ? mac : process.platform === 'win32' ? 'electron.exe' : 'electron'
  const path = join(folder, file)
  return existsSync(path) ? path : null
}

function hasDisplay() {
  if (process.platform === 'darwin' || process.platform === 'win32') return true
  return Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY'])
}

/** With words, packages too: they go to electron-builder. @type {(node: string, words: string[]) => Promise<number>} */
async function build(node, words) {
  const built = await buildAll(node)
  if (built !== 0 || words.length === 0) return built
  return run(node, [tool('electron-builder', 'cli.js'), ...words])
}

/** @param {string} node */
async function buildAll(node) {
  return (await buildRenderer(node)) || (await buildMain(node))
}

/**
 * Two at a time: each is one thread. `free` resolves when only one is still at work, `ended` after all.
 * @param {string} node
 */
function startChecks(node) {
  const queue = [...CHECKS]
  let failed = 0
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      const code = await run(node, item.words)
      say(`${code === 0 ? 'ok    ' : 'FAILED'} ${item.name}`)
      if (code !== 0) failed += 1
    }
  }
  const lanes = [lane(), lane()]
  const ended = Promise.all(lanes).then(() => ({ passed: CHECKS.length - failed, failed }))
  return { free: Promise.race(lanes), ended }
}

/** @type {(node: string, words: string[]) => Promise<number>} */
async function test(node, words) {
  // Words name the tests to run: whoever is at work on these runs the checks at the end.
  const checks = words.length === 0 ? startChecks(node) : null
  // The tests begin beside the last check: they wait often enough to leave it a core.
  await checks?.free
  const built = await buildAll(node)
  const folder = mkdtempSync(join(tmpdir(), 'podium-test-'))
  const report = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await run(node, [tool('vitest', 'vitest.mjs'), 'run', ...reporters, ...words])
  const counted = countTests(readText(report))
  rmSync(folder, { recursive: true, force: true })
  const checked = (await checks?.ended) ?? { passed: 0, failed: 0 }
  // An error outside every test leaves the counts clean; the exit code does not.
  const unexplained = code !== 0 && counted.failed === 0 ? 1 : 0
  const failed = checked.failed + (built === 0 ? 0 : 1) + counted.failed + unexplained
  if (counted.skipped > 0) process.stdout.write(`${String(counted.skipped)} skipped\n`)
  process.stdout.write(`${String(checked.passed + counted.passed)} passed, ${String(failed)} failed\n`)
  return failed === 0 ? 0 : 1
}

/**
 * The part of vitest's report that is counted.
 * @typedef {object} Report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 */

/** A file that could not be loaded has no tests to fail, so it counts as one. @param {string} text */
function countTests(text) {
  if (text === '') return { passed: 0, failed: 1, skipped: 0 }
  /** @type {unknown} */
  const parsed = JSON.parse(text)
  const report = /** @type {Report} */ (parsed)
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests,
  }
}
