import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'

const MAIN = join(import.meta.dirname, '..', '..', 'main')

/** Stands in for npm: `ci` empties node_modules and writes what the lock file wants, its own record last. */
const NPM = `
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
console.log('npm speaks')
appendFileSync('npm-calls', process.argv[2] + '\\n')
rmSync('node_modules', { recursive: true, force: true })
if (process.env.NPM_FAILS) process.exit(7)
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
for (const path of Object.keys(lock.packages)) {
  if (path === '' || path === process.env.NPM_SKIPS) continue
  mkdirSync(path, { recursive: true })
  writeFileSync(path + '/package.json', '{}')
}
cpSync('stubs', 'node_modules', { recursive: true, force: true, errorOnExist: false, verbatimSymlinks: true })
writeFileSync('node_modules/.package-lock.json', JSON.stringify(lock))
`

/** Stands in for the command: says what reached it. */
const CLI = `
const input = process.argv.includes('--stdin') ? await Array.fromAsync(process.stdin) : []
if (process.argv.includes('--wait')) {
  process.on('SIGTERM', () => { console.log('closed cleanly'); process.exit(5) })
  console.log('waiting')
  setInterval(() => undefined, 1000)
} else {
  console.log(JSON.stringify({ words: process.argv.slice(2), input: input.join(''), folder: process.cwd(), path: process.env.PATH.split(':')[0], node: process.execPath }))
  process.exitCode = 3
}
`

/** Stands in for Vite: makes the folder it would fill, with what is started from there. */
export const VITE = `
import { appendFileSync, cpSync, mkdirSync } from 'node:fs'
appendFileSync('vite-calls', process.argv.slice(2).join(' ') + '\\n')
appendFileSync('vite-environments', process.env.NODE_ENV + '\\n')
const main = process.argv.includes('vite.main.config.ts')
mkdirSync(main ? 'out/main' : 'out/renderer', { recursive: true })
if (main) cpSync('main/serve.ts', 'out/main/serve.js')
`

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Launch {
  readonly input?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** A checkout of its own with the real launcher and stand-ins for all it starts. */
export async function makeProject() {
  const root = await mkdtemp(join(tmpdir(), 'podium-launch-'))
  await cp(join(MAIN, 'launch.js'), join(root, 'main', 'launch.js'))
  await cp(join(MAIN, 'launch'), join(root, 'main', 'launch'), { recursive: true })

  async function put(path: string, content: string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content, { mode: 0o755 })
  }

  /** The lock file: names and versions, and whole entries beside them. */
  async function lock(packages: Readonly<Record<string, string>>, extra: object = {}): Promise<void> {
    const entries = Object.entries(packages).map(([name, version]) => [`node_modules/${name}`, { version }] as const)
    await put('package-lock.json', JSON.stringify({ packages: { '': {}, ...Object.fromEntries(entries), ...extra } }))
  }

  function spawnLaunch(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    return spawn(process.execPath, [join(root, 'main', 'launch.js'), ...words], {
      cwd: root,
      env: { PATH: '/usr/bin:/bin', npm_execpath: join(root, 'npm-cli.js'), ...environment },
    })
  }

  await put('package.json', '{ "type": "module" }')
  await lock({ tiny: '1.0.0' })
  await mkdir(join(root, 'stubs'))
  await put('npm-cli.js', NPM)
  await put('main/cli.ts', CLI)
  await put('main/serve.ts', "console.log(`served ${process.argv.slice(2).join(' ')}`)")
  await put('renderer/page.svelte', 'a page')
  return {
    root,
    put,
    lock,
    spawnLaunch,
    read: (path: string) => readFile(join(root, path), 'utf8'),
    remove: (path: string) => rm(join(root, path), { recursive: true }),
    async launch(words: readonly string[], { input = '', environment = {} }: Launch = {}): Promise<Ended> {
      const child = spawnLaunch(words, environment)
      child.stdin.end(input)
      const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
      return { code: typeof code === 'number' ? code : null, out, err }
    },
    async npmCalls(): Promise<string[]> {
      const calls = await readFile(join(root, 'npm-calls'), 'utf8').catch(() => '')
      return calls.split('\n').filter((line) => line !== '')
    },
  }
}

export type Project = Awaited<ReturnType<typeof makeProject>>
