import { createRouterClient, EventPublisher, implement, ORPCError } from '@orpc/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { api } from '../../../main/contract/api.ts'
import { CONTRACT_VERSION, type AppEvent } from '../../../main/contract/entities.ts'
import type { Connector, Wire } from '../../../renderer/connect.ts'
import { Connection } from '../../../renderer/state/connection.svelte.ts'

/** A core behind wires that open or not, and can be cut. */
function createFakeConnector() {
  const publisher = new EventPublisher<{ event: AppEvent }>()
  const fake = {
    contract: CONTRACT_VERSION,
    refusal: null as 'library-in-use' | null,
    reachable: true,
    openings: 0,
    cut: (): void => undefined,
    say: (event: AppEvent) => {
      publisher.publish('event', event)
    },
  }
  const os = implement(api)
  const router = {
    session: {
      hello: os.session.hello.handler(() => {
        if (fake.refusal !== null) throw new ORPCError(fake.refusal, { message: 'Close the other Podium first.' })
        return { contract: fake.contract, version: '1.2.3', modelId: null }
      }),
    },
    events: {
      all: os.events.all.handler(async function* ({ signal }) {
        yield* publisher.subscribe('event', signal === undefined ? {} : { signal })
      }),
    },
  }
  const connector: Connector = {
    assets: { thumbnail: () => '', view: () => '' },
    open: async (): Promise<Wire> => {
      fake.openings += 1
      if (!fake.reachable) throw new Error('refused')
      const closed = Promise.withResolvers<undefined>()
      const cutting = new AbortController()
      const close = () => {
        cutting.abort(new Error('The wire was cut.'))
        closed.resolve(undefined)
      }
      fake.cut = close
      return {
        link: {
          call: async (path, input, options) => {
            const own = options.signal === undefined ? [] : [options.signal]
            const signal = AbortSignal.any([cutting.signal, ...own])
            const client = createRouterClient(router)
            if (path.join('.') === 'events.all') return client.events.all({}, { signal })
            return client.session.hello(input as { contract: number }, { signal })
          },
        },
        closed: closed.promise,
        close,
      }
    },
  }
  return { fake, connector }
}

afterEach(() => {
  vi.useRealTimers()
})

function start() {
  const { fake, connector } = createFakeConnector()
  const connection = new Connection(connector)
  const opened = vi.fn()
  const events: string[] = []
  connection.onOpen(opened)
  connection.onEvent((event) => events.push(event.kind))
  vi.useFakeTimers()
  const ending = new AbortController()
  const run = connection.run(ending.signal)
  return { fake, connection, opened, events, ending, run }
}

describe('the connection', () => {
  it('greets, tells that it is open, and hands events on', async () => {
    const { fake, connection, opened, events, ending, run } = start()
    await vi.advanceTimersByTimeAsync(1)
    expect(connection.status).toEqual({ kind: 'open', version: '1.2.3', modelId: null })
    expect(opened).toHaveBeenCalledTimes(1)
    fake.say({ kind: 'folders.changed' })
    await vi.advanceTimersByTimeAsync(1)
    expect(events).toEqual(['folders.changed'])
    ending.abort()
    await vi.advanceTimersByTimeAsync(1)
    await run
  })

  it('opens again after a loss and says so, so that everything is fetched again', async () => {
    const { fake, connection, opened, ending } = start()
    await vi.advanceTimersByTimeAsync(1)
    fake.cut()
    await vi.advanceTimersByTimeAsync(1)
    expect(connection.status.kind).toBe('lost')
    await vi.advanceTimersByTimeAsync(300)
    expect(connection.status.kind).toBe('open')
    expect(opened).toHaveBeenCalledTimes(2)
    ending.abort()
  })

  it('tries more and more rarely while nobody answers, and never gives up', async () => {
    const { fake, connection, ending } = start()
    await vi.advanceTimersByTimeAsync(1)
    fake.reachable = false
    fake.cut()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(fake.openings).toBeGreaterThan(6)
    expect(fake.openings).toBeLessThan(16)
    expect(connection.status.kind).toBe('lost')
    fake.reachable = true
    await vi.advanceTimersByTimeAsync(8_100)
    expect(connection.status.kind).toBe('open')
    ending.abort()
  })

  it('opens at once when a person does not want to wait', async () => {
    const { fake, connection, ending } = start()
    await vi.advanceTimersByTimeAsync(1)
    fake.reachable = false
    fake.cut()
    await vi.advanceTimersByTimeAsync(60_000)
    fake.reachable = true
    connection.hurry()
    await vi.advanceTimersByTimeAsync(1)
    expect(connection.status.kind).toBe('open')
    ending.abort()
  })

  it('stops at a core that speaks another contract', async () => {
    const { fake, connection, opened, run } = start()
    fake.contract = CONTRACT_VERSION + 1
    await vi.advanceTimersByTimeAsync(60_000)
    await run
    expect(connection.status).toEqual({ kind: 'mismatch', theirs: CONTRACT_VERSION + 1 })
    expect(fake.openings).toBe(1)
    expect(opened).not.toHaveBeenCalled()
  })

  it('tells why the core refuses, and opens once it no longer does', async () => {
    const { fake, connection, ending } = start()
    fake.refusal = 'library-in-use'
    await vi.advanceTimersByTimeAsync(10)
    expect(connection.status).toEqual({
      kind: 'refused',
      failure: { code: 'library-in-use', message: 'Close the other Podium first.' },
    })
    fake.refusal = null
    await vi.advanceTimersByTimeAsync(1_000)
    expect(connection.status.kind).toBe('open')
    ending.abort()
  })
})
