import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { EventEmitter } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { AppError } from '../../../main/contract/errors.ts'
import { FromCore } from '../../../main/contract/shell.ts'
import { serveShell, type ShellApp, type ShellServices } from '../../../main/shell/core-shell.ts'
import type { PortStandIn } from '../../support/process-stand-in.ts'
import { ChannelStandIn } from '../../support/process-stand-in.ts'
import { smallRouter, type SmallClientContract } from './small-router.ts'

/** The shell's end of the internal wire, played by the test. */
class Shell extends EventEmitter {
  readonly heard: FromCore[] = []
  postMessage(message: unknown): void {
    this.heard.push(FromCore.parse(structuredClone(message)))
  }
  say(data: unknown, ...ports: PortStandIn[]): void {
    this.emit('message', { data: structuredClone(data), ports })
  }
  async hears<K extends FromCore['kind']>(kind: K): Promise<Extract<FromCore, { kind: K }>> {
    const found = (message: FromCore): message is Extract<FromCore, { kind: K }> => message.kind === kind
    return vi.waitUntil(() => this.heard.find(found))
  }
}

interface Core {
  readonly shell: Shell
  readonly services: ShellServices
  readonly served: Promise<void>
  readonly closed: { count: number }
}

async function startCore(opening: Promise<unknown> = Promise.resolve()): Promise<Core> {
  const shell = new Shell()
  const closed = { count: 0 }
  const given = Promise.withResolvers<ShellServices>()
  const app: ShellApp = {
    router: smallRouter().router,
    assets: {
      resolve: (kind, photoId) => {
        if (photoId === 1) return Promise.reject(new AppError('not-available', 'Cannot be decoded.'))
        return Promise.resolve({
          file: `/${kind}/${photoId}`,
          contentType: 'image/webp',
          cacheControl: '',
          version: '',
        })
      },
    },
    close: () => {
      closed.count += 1
      return Promise.resolve()
    },
  }
  const served = serveShell(shell, async (services) => {
    given.resolve(services)
    await opening
    return app
  })
  served.catch(() => undefined)
  return { shell, services: await given.promise, served, closed }
}

function client(port: PortStandIn): ContractRouterClient<SmallClientContract> {
  const link = new RPCLink({ port })
  port.start()
  return createORPCClient(link)
}

test('a page that connects while the library opens is served once it is open', async () => {
  const opening = Promise.withResolvers<undefined>()
  const { shell } = await startCore(opening.promise)
  const { port1, port2 } = new ChannelStandIn()
  shell.say({ kind: 'page' }, port1)
  const answer = client(port2).session.hello({ contract: 1 })
  expect(shell.heard).toEqual([])
  opening.resolve(undefined)
  expect(await answer).toMatchObject({ version: 'test' })
  await shell.hears('ready')
})

test('the shell learns which file shows a photo, and nothing where there is none to show', async () => {
  const { shell } = await startCore()
  shell.say({ kind: 'which-file', question: 7, asset: 'view', photoId: 0 })
  expect(await shell.hears('file')).toMatchObject({ question: 7, file: { file: '/view/0' } })
  shell.heard.length = 0
  shell.say({ kind: 'which-file', question: 8, asset: 'view', photoId: 1 })
  expect(await shell.hears('file')).toEqual({ kind: 'file', question: 8, file: null })
})

test('a page cannot ask which file: its port knows procedures only', async () => {
  const { shell } = await startCore()
  const { port1, port2 } = new ChannelStandIn()
  shell.say({ kind: 'page' }, port1)
  await shell.hears('ready')
  port2.start()
  port2.postMessage({ kind: 'which-file', question: 1, asset: 'view', photoId: 0 })
  await client(port2).session.hello({ contract: 1 })
  expect(shell.heard.map(({ kind }) => kind)).toEqual(['ready'])
})

test('closing closes the app and says so', async () => {
  const { shell, served, closed } = await startCore()
  shell.say({ kind: 'close' })
  await served
  expect(closed.count).toBe(1)
  expect(shell.heard.at(-1)).toEqual({ kind: 'closed' })
})

test('a library that cannot be opened is told to the shell in words for people', async () => {
  const { shell, served } = await startCore(Promise.reject(new AppError('library-in-use', 'It is open elsewhere.')))
  await expect(served).rejects.toMatchObject({ code: 'library-in-use' })
  expect(shell.heard).toEqual([{ kind: 'failed', error: { code: 'library-in-use', message: 'It is open elsewhere.' } }])
})

test('another failure to open is told without its message', async () => {
  const { shell, served } = await startCore(Promise.reject(new Error('a secret path')))
  await expect(served).rejects.toThrow()
  expect(JSON.stringify(shell.heard)).not.toContain('secret')
})

test('the dialog, the file manager and other programs are asked of the shell, each answer to its question', async () => {
  const { shell, services } = await startCore()
  const chosen = [services.host.chooseFolder(), services.host.chooseFolder()]
  const asked = shell.heard.filter((message) => message.kind === 'choose-folder')
  shell.say({ kind: 'folder-chosen', question: asked[1]?.question, path: '/second' })
  shell.say({ kind: 'folder-chosen', question: asked[0]?.question, path: null })
  expect(await Promise.all(chosen)).toEqual([null, '/second'])
  const revealed = services.host.reveal('/a.jpg')
  const { question, path } = await shell.hears('reveal')
  expect(path).toBe('/a.jpg')
  shell.say({ kind: 'done', question, error: { code: 'not-found', message: 'It is gone.' } })
  await expect(revealed).rejects.toMatchObject({ code: 'not-found', message: 'It is gone.' })
  const [opened, dragged] = [services.host.open(['/a.jpg', '/b.jpg']), services.host.drag(['/a.jpg'])]
  const wanted = await shell.hears('open')
  const drag = await shell.hears('drag')
  expect([wanted.paths, drag.paths]).toEqual([['/a.jpg', '/b.jpg'], ['/a.jpg']])
  shell.say({ kind: 'done', question: drag.question, error: null })
  shell.say({ kind: 'done', question: wanted.question, error: { code: 'not-available', message: 'No program.' } })
  await expect(opened).rejects.toMatchObject({ code: 'not-available', message: 'No program.' })
  await dragged
  expect(services.host.capabilities()).toEqual({
    kind: 'desktop',
    folderDialog: true,
    reveal: true,
    open: true,
    drag: true,
  })
})

test('what no shell would say is ignored', async () => {
  const { shell } = await startCore()
  await shell.hears('ready')
  const bad = [
    null,
    'close',
    { kind: 'which-file', question: 1, asset: 'original', photoId: 1 },
    { kind: 'which-file', question: 1, asset: 'view', photoId: -1 },
    { kind: 'page' },
  ]
  for (const data of bad) shell.say(data)
  expect(shell.heard.map(({ kind }) => kind)).toEqual(['ready'])
})

describe('an inference process', () => {
  test('hears what was said before its port arrived, in order, and answers', async () => {
    const { shell, services } = await startCore()
    const link = services.startInference('reading')
    const answers: unknown[] = []
    link.onMessage((message) => answers.push(message))
    link.send('first')
    link.send('second')
    const { inference } = await shell.hears('start-inference')
    const { port1, port2 } = new ChannelStandIn()
    const heard: unknown[] = []
    port2.on('message', ({ data }) => {
      heard.push(data)
      port2.postMessage(`re: ${data}`)
    })
    port2.start()
    shell.say({ kind: 'inference', inference }, port1)
    link.send('third')
    await vi.waitUntil(() => answers.length === 3)
    expect([heard, answers]).toEqual([
      ['first', 'second', 'third'],
      ['re: first', 're: second', 're: third'],
    ])
  })

  test('is ended through the shell, and its end is heard once by all, also by who asks later', async () => {
    const { shell, services } = await startCore()
    const link = services.startInference('rendering')
    const { inference } = await shell.hears('start-inference')
    const reasons: string[] = []
    link.onExit((reason) => reasons.push(reason))
    link.kill()
    expect(await shell.hears('end-inference')).toEqual({ kind: 'end-inference', inference })
    shell.say({ kind: 'inference-ended', inference, reason: 'killed' })
    shell.say({ kind: 'inference-ended', inference, reason: 'again' })
    link.onExit((reason) => reasons.push(reason))
    expect(reasons).toEqual(['killed', 'killed'])
  })
})
