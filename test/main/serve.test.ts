import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { findDataFolder } from '../../main/places.ts'
import { ask } from './shell/raw-request.ts'

const SERVE = join(import.meta.dirname, '..', '..', 'main', 'serve.ts')

let data: string

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'podium-serve-'))
})

afterEach(async () => {
  await rm(data, { recursive: true, force: true })
})

function spawnServe(...words: string[]): ChildProcessByStdio<null, Readable, Readable> {
  const child = spawn(process.execPath, [SERVE, '--no-open', ...words], {
    env: { ...process.env, PODIUM_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

async function firstAddress(child: ChildProcessByStdio<null, Readable, Readable>): Promise<URL> {
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^Podium runs at (\S+)$/.exec(line)?.[1]
    if (address !== undefined) return new URL(address)
  }
  throw new Error(`It ended without an address: ${await text(child.stderr)}`)
}

async function refused(...words: string[]): Promise<{ code: unknown; err: string }> {
  const child = spawnServe(...words)
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  return { code, err }
}

test('a second start on the same library says that it is open already; Ctrl+C lets it go', async () => {
  const first = spawnServe()
  const address = await firstAddress(first)
  expect((await ask(Number(address.port), { target: `/${address.search}` })).status).toBe(303)
  const second = await refused()
  expect(second.code).toBe(1)
  expect(second.err).toMatch(/open/i)
  expect(second.err).not.toContain('    at ')

  first.kill('SIGINT')
  first.kill('SIGINT')
  expect(await once(first, 'close')).toEqual([0, null])
  const third = spawnServe()
  await firstAddress(third)
  third.kill('SIGTERM')
  expect(await once(third, 'close')).toEqual([0, null])
})

test('a port that is taken is said in words, and the library is let go', async () => {
  const first = spawnServe()
  const { port } = await firstAddress(first)
  const second = await refused('--library', join(data, 'other.db'), '--port', port)
  expect(second).toEqual({ code: 1, err: 'This port is in use. Leave --port out and the system chooses a free one.\n' })
})

test.each([[['--nonsense']], [['--port', 'x']], [['--port', '70000']], [['--port', '1.5']]])(
  'the words %j are refused with the usage',
  async (words) => {
    const { code, err } = await refused(...words)
    expect(code).toBe(2)
    expect(err).toContain('Usage: npm start')
    expect(err).not.toContain('    at ')
  },
)

describe("the user's data", () => {
  test.each<[NodeJS.Platform, NodeJS.ProcessEnv, string]>([
    ['linux', {}, '/home/a/.local/share/podium'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/podium'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/a/.local/share/podium'],
    ['darwin', {}, '/home/a/Library/Application Support/Podium'],
    ['win32', { APPDATA: '/roaming' }, '/roaming/Podium'],
    ['linux', { PODIUM_DATA: '/chosen' }, '/chosen'],
    ['linux', { PODIUM_DATA: '', XDG_DATA_HOME: '/data' }, '/data/podium'],
  ])('on %s with %j lies in %s', (platform, environment, folder) => {
    expect(findDataFolder(environment, platform, '/home/a')).toBe(folder)
  })
})
