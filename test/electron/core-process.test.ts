import { afterEach, expect, test, vi } from 'vitest'
import type { ErrorCode } from '../../main/contract/errors.ts'
import type { CoreProcess, CoreProcessOptions } from '../../main/shell/electron-core.ts'
import { createElectronStandIn, type ElectronStandIn } from '../support/electron-stand-in.ts'
import { PortStandIn, type ProcessStandIn } from '../support/process-stand-in.ts'

afterEach(() => {
  vi.doUnmock('electron')
})

interface Started {
  readonly core: CoreProcess
  readonly electron: ElectronStandIn
  /** The newest process of an entry. */
  process(entry: string): ProcessStandIn
  readonly givenUp: string[]
  readonly clock: { now: number }
}

async function startCore(host: Partial<CoreProcessOptions['host']> = {}): Promise<Started> {
  const electron = createElectronStandIn()
  vi.resetModules()
  vi.doMock('electron', () => electron.module)
  const { CoreProcess } = await import('../../main/shell/electron-core.ts')
  const givenUp: string[] = []
  const clock = { now: 0 }
  const core = new CoreProcess({
    coreEntry: 'core.js',
    inferenceEntry: 'inference.js',
    words: ['/photos'],
    host: {
      chooseFolder: () => Promise.resolve(null),
      reveal: () => Promise.resolve(),
      open: () => Promise.resolve(),
      drag: () => Promise.resolve(),
      trash: () => Promise.resolve(),
      ...host,
    },
    onGivenUp: (message) => givenUp.push(message),
    now: () => clock.now,
  })
  const process = (entry: string): ProcessStandIn => {
    const child = electron.processes.findLast((candidate) => candidate.entry === entry)
    if (child === undefined) throw new Error(`Nothing forked ${entry}.`)
    return child
  }
  return { core, electron, process, givenUp, clock }
}

test('the core gets the words Podium was started with', async () => {
  const { process } = await startCore()
  expect(process('core.js').words).toEqual(['/photos'])
})

test('a core that dies is started again, and what waited for it is answered with nothing', async () => {
  const { core, electron, process } = await startCore()
  const first = process('core.js')
  const asked = core.whichFile('view', 1)
  first.die(139)
  expect(await asked).toBeNull()
  expect(electron.processes).toHaveLength(2)
  const port = new PortStandIn()
  core.connectPage(port)
  expect(process('core.js').ofKind('page')[0]?.ports).toEqual([port])
  expect(first.ofKind('page')).toEqual([])
})

test('its inference processes end with it, and a new core is not told of theirs', async () => {
  const { process } = await startCore()
  process('core.js').say({ kind: 'start-inference', inference: 1, purpose: 'reading' })
  const inference = process('inference.js')
  process('core.js').die(1)
  expect(inference.killed).toBe(true)
  expect(process('core.js').ofKind('inference-ended')).toEqual([])
})

test('three deaths within a minute end the attempts, deaths further apart do not', async () => {
  const { electron, process, givenUp, clock } = await startCore()
  for (let death = 0; death < 10; death += 1) {
    clock.now += 31_000
    process('core.js').die(1)
  }
  expect([electron.processes.length, givenUp]).toEqual([11, []])
  clock.now += 1
  process('core.js').die(1)
  expect(electron.processes).toHaveLength(11)
  expect(givenUp).toHaveLength(1)
})

test('a library that cannot be opened is said once and not tried again', async () => {
  const { electron, process, givenUp } = await startCore()
  process('core.js').say({ kind: 'failed', error: { code: 'library-from-future', message: 'Made by a newer Podium.' } })
  process('core.js').die(1)
  expect(givenUp).toEqual(['Made by a newer Podium.'])
  expect(electron.processes).toHaveLength(1)
})

test('inference is forked when the core asks, joined to it by a port, and its end is told', async () => {
  const { process } = await startCore()
  const child = process('core.js')
  child.say({ kind: 'start-inference', inference: 4, purpose: 'rendering' })
  const inference = process('inference.js')
  const [toInference] = inference.received
  const [toCore] = child.ofKind('inference')
  expect(toCore?.data).toEqual({ kind: 'inference', inference: 4 })
  expect(toInference?.ports[0]?.other).toBe(toCore?.ports[0])
  child.say({ kind: 'end-inference', inference: 4 })
  expect(inference.killed).toBe(true)
  expect(child.ofKind('inference-ended')[0]?.data).toMatchObject({ inference: 4 })
})

test('each process is started with the rules of memory of its purpose', async () => {
  const { process } = await startCore()
  const kept = (['reading', 'rendering'] as const).map((purpose, inference) => {
    process('core.js').say({ kind: 'start-inference', inference, purpose })
    return process('inference.js').env['MALLOC_TRIM_THRESHOLD_']
  })
  expect(kept).toEqual(['8388608', '134217728'])
})

test('answers reach the question they belong to, whatever their order', async () => {
  const { core, process } = await startCore()
  const answers = [core.whichFile('view', 0), core.whichFile('thumbnail', 0)]
  const questions = process('core.js')
    .ofKind('which-file')
    .map(({ data }) => data)
  expect(questions).toMatchObject([
    { asset: 'view', photoId: 0 },
    { asset: 'thumbnail', photoId: 0 },
  ])
  const file = { file: '/a.jpg', contentType: 'image/jpeg', cacheControl: '', version: '' }
  process('core.js').say({ kind: 'file', question: 2, file: null })
  process('core.js').say({ kind: 'file', question: 1, file })
  expect(await Promise.all(answers)).toEqual([file, null])
})

test('what no core would say is ignored', async () => {
  const { process, electron, givenUp } = await startCore()
  for (const said of [
    null,
    'ready',
    { kind: 'failed' },
    { kind: 'reveal', question: 1 },
    { kind: 'drag', question: 1, paths: '/photos/a.jpg' },
    { kind: 'start-inference', inference: '1', purpose: 'reading' },
    { kind: 'start-inference', inference: 1, purpose: 'anything' },
  ]) {
    process('core.js').say(said)
  }
  expect([electron.processes.length, givenUp]).toEqual([1, []])
})

test('the folder dialog, the file manager and other programs answer the core, with their errors typed', async () => {
  // The class of the module that the code under test loads.
  const refuse = async (code: ErrorCode, message: string): Promise<never> => {
    const { AppError } = await import('../../main/contract/errors.ts')
    throw new AppError(code, message)
  }
  const { process } = await startCore({
    chooseFolder: () => Promise.resolve('/photos/trip'),
    reveal: (path) => refuse('not-found', `${path} is gone.`),
    open: (paths) => refuse('not-available', `No program for ${paths.join()}.`),
  })
  const child = process('core.js')
  child.say({ kind: 'choose-folder', question: 1 })
  child.say({ kind: 'reveal', question: 2, path: '/photos/a.jpg' })
  child.say({ kind: 'open', question: 3, paths: ['/photos/a.jpg'] })
  child.say({ kind: 'drag', question: 4, paths: ['/photos/a.jpg'] })
  await vi.waitFor(() => {
    expect(child.ofKind('folder-chosen')[0]?.data).toEqual({ kind: 'folder-chosen', question: 1, path: '/photos/trip' })
    const done = child.ofKind('done').map(({ data }) => data)
    expect(done).toHaveLength(3)
    expect(done).toEqual(
      expect.arrayContaining([
        { kind: 'done', question: 2, error: { code: 'not-found', message: '/photos/a.jpg is gone.' } },
        { kind: 'done', question: 3, error: { code: 'not-available', message: 'No program for /photos/a.jpg.' } },
        { kind: 'done', question: 4, error: null },
      ]),
    )
  })
})
