import { createORPCClient, ORPCError, type ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { once } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { startLoopbackServer } from '../../../main/shell/loopback-server.ts'
import { portWire, type WirePort, type WireRouter } from '../../../main/shell/wires.ts'
import { ask } from './raw-request.ts'
import { smallRouter, type SmallClientContract, type SmallRouter } from './small-router.ts'

type Client = ContractRouterClient<SmallClientContract>

interface Wire {
  readonly client: Client
  readonly link: ClientLink<Record<string, never>>
  /** Sends what no client would. */
  sendRaw(data: unknown): void
  /** Cuts the wire from the server's side. */
  cut(): Promise<void>
}

async function overSocket(router: WireRouter): Promise<Wire> {
  const server = await startLoopbackServer({
    router,
    assets: { resolve: () => Promise.resolve(null) },
    rendererFolder: import.meta.dirname,
    port: 0,
    report: (error) => {
      throw error
    },
  })
  onTestFinished(() => server.close())
  const swap = await ask(server.port, { target: new URL(server.newAddress()).search.replace(/^/, '/') })
  const cookie = (swap.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const origin = `http://127.0.0.1:${server.port}`
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/wire`, { origin, headers: { cookie } })
  // The browser's socket gives text as text; only its shape is of interest here.
  const link = new SocketLink({ websocket: socket as unknown as globalThis.WebSocket })
  await once(socket, 'open')
  const sendRaw = (data: unknown): void => {
    socket.send(typeof data === 'string' || data instanceof Uint8Array ? data : JSON.stringify(data))
  }
  return { client: createORPCClient(link), link, sendRaw, cut: () => server.close() }
}

async function overPort(router: WireRouter): Promise<Wire> {
  const { port1, port2 } = new MessageChannel()
  portWire(router)(asElectronPort(port1))
  port1.start()
  const link = new PortLink({ port: port2 })
  port2.start()
  const cut = async (): Promise<void> => {
    port1.close()
    await once(port2, 'close')
  }
  onTestFinished(() => {
    port1.close()
  })
  const sendRaw = (data: unknown): void => {
    port2.postMessage(data)
  }
  return { client: createORPCClient(link), link, sendRaw, cut }
}

/** Electron's ports give an event where Node's give the data. */
function asElectronPort(port: MessagePort): WirePort {
  return {
    on: (type: 'message' | 'close', listener: (event: { readonly data: unknown }) => void) =>
      port.on(type, (data: unknown) => {
        listener({ data })
      }),
    postMessage: (message) => {
      port.postMessage(message)
    },
  }
}

describe.each([
  ['a socket', overSocket],
  ['a message port', overPort],
])('the contract over %s', (_name, connect) => {
  async function open(): Promise<Wire & Pick<SmallRouter, 'seen'>> {
    const { router, seen } = smallRouter()
    return { ...(await connect(router)), seen }
  }

  afterEach(() => {
    vi.restoreAllMocks()
  })

  test('answers a call', async () => {
    const { client } = await open()
    expect(await client.session.hello({ contract: 1 })).toEqual({ contract: 1, version: 'test', modelId: null })
  })

  test('keeps many answers apart', async () => {
    const { client } = await open()
    const numbers = Array.from({ length: 50 }, (_, index) => index)
    const answers = await Promise.all(numbers.map((contract) => client.session.hello({ contract })))
    expect(answers.map((answer) => answer.contract)).toEqual(numbers)
  })

  test('brings a declared error with its code and message', async () => {
    const { client } = await open()
    const error = await client.photos.get({ photoId: 0 }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ORPCError)
    expect(error).toMatchObject({ code: 'not-found', message: 'No photo 0.', defined: true })
  })

  test('hides the message of any other error', async () => {
    const { client } = await open()
    const error = await client.folders.list({}).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' })
    expect(String(error)).not.toContain('secret')
  })

  test('refuses input the contract does not allow', async () => {
    const { client } = await open()
    await expect(client.photos.get({ photoId: -1 })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(client.photos.get({ photoId: 0.5 })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  test.each([
    [['nobody', 'wrote']],
    [['constructor']],
    [['toString']],
    [['photos', '__proto__']],
    [['photos', 'get', 'call']],
  ])('knows no procedure %j', async (path) => {
    const { link } = await open()
    await expect(link.call(path, {}, { context: {} })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('goes on after messages that no client would send', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { client, sendRaw } = await open()
    const garbage = [
      '',
      'no json',
      '{}',
      '[]',
      '"x"',
      '{"i":1}',
      '{"i":"1","p":{"u":"::"}}',
      { i: 1 },
      { p: null },
      null,
      0,
      new Uint8Array([0xff, 0, 1]),
    ]
    for (const data of garbage) sendRaw(data)
    expect(await client.session.hello({ contract: 1 })).toMatchObject({ contract: 1 })
  })

  test('streams parts in their order, and leaving the stream ends it on the server', async () => {
    const { client, seen } = await open()
    const revisions: number[] = []
    for await (const event of await client.events.all({})) {
      if (event.kind === 'photos.changed') revisions.push(event.revision)
      if (revisions.length === 5) break
    }
    expect(revisions).toEqual([1, 2, 3, 4, 5])
    await vi.waitUntil(() => seen.ended === 1)
  })

  test('ends the stream on the server soon after the client aborts', async () => {
    const { client, seen } = await open()
    const abort = new AbortController()
    const stream = await client.events.all({}, { signal: abort.signal })
    const reading = (async () => {
      for await (const event of stream) if (event.kind === 'photos.changed' && event.revision === 3) abort.abort()
    })()
    await expect(reading).rejects.toBeDefined()
    await vi.waitUntil(() => seen.ended === 1)
    const given = seen.parts
    expect(await client.session.hello({ contract: 1 })).toBeDefined()
    expect(seen.parts).toBe(given)
  })

  test('fails what is in flight when the wire is lost, and ends its streams', async () => {
    const { client, cut, seen } = await open()
    const stream = await client.events.all({})
    await stream.next()
    const reading = (async () => {
      for await (const _event of stream) {
        // Only the end matters.
      }
    })()
    const lost = expect(reading).rejects.toBeDefined()
    await cut()
    await lost
    await vi.waitUntil(() => seen.ended === 1)
  })
})
