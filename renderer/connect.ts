/**
 * The only file that knows which form of Podium this is: it opens the wire to the core and says where pictures come
 * from. In a browser the wire is a WebSocket on the page's own address; on the desktop it is a MessagePort which the
 * preload script passes on.
 */
import { createORPCClient, DynamicLink, type ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { Api } from '../main/contract/api.ts'

export type Client = ContractRouterClient<Api>
/** No call carries a context of its own. */
type Link = ClientLink<Record<string, never>>

/** An open wire. `closed` settles once, when the other end is gone or `close` was called. */
export interface Wire {
  readonly link: Link
  readonly closed: Promise<void>
  close(): void
}

export interface AssetAddresses {
  thumbnail(photoId: number, version: string): string
  view(photoId: number, version: string): string
}

export interface Connector {
  readonly assets: AssetAddresses
  /** Rejects when the wire cannot be opened or `signal` aborts. */
  open(signal: AbortSignal): Promise<Wire>
}

declare global {
  interface Window {
    /** Set by the preload script of the desktop form, and nothing else with it. */
    readonly podium?: { readonly desktop: boolean }
  }
}

/** A client whose calls go over whichever wire is open now; without one they fail at once. */
export function createClient(current: () => Wire | null): Client {
  return createORPCClient<Client>(
    new DynamicLink(() => {
      const wire = current()
      if (wire === null) throw new Error('No wire to the core is open.')
      return wire.link
    }),
  )
}

export function pickConnector(page: Window): Connector {
  return page.podium?.desktop === true ? desktopConnector(page) : browserConnector(page.location)
}

export function browserConnector(location: Pick<Location, 'protocol' | 'host'>): Connector {
  return {
    assets: addresses('/assets'),
    open: (signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/wire`)
        const closed = new Promise<void>((done) => {
          socket.addEventListener('close', () => {
            done()
          })
        })
        const close = (): void => {
          socket.close()
        }
        signal.addEventListener('abort', close, { once: true })
        socket.addEventListener('close', () => {
          signal.removeEventListener('abort', close)
          reject(new Error('The wire to the core could not be opened.'))
        })
        socket.addEventListener('open', () => {
          resolve({ link: new SocketLink({ websocket: socket }), closed, close })
        })
      }),
  }
}

/**
 * The preload script forwards the port as a window message. Only a message of this very window and origin counts: a
 * frame or another page could post one too. A request goes out first, so a port sent before the page was listening is
 * sent again.
 */
export function desktopConnector(page: Window): Connector {
  return {
    assets: addresses('photo://library'),
    open: (signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const receive = (event: MessageEvent<unknown>): void => {
          const port = event.ports[0]
          if (event.source !== page || event.origin !== page.location.origin) return
          if (!isPortMessage(event.data) || port === undefined) return
          page.removeEventListener('message', receive)
          signal.removeEventListener('abort', give)
          resolve(portWire(port))
        }
        const give = (): void => {
          page.removeEventListener('message', receive)
          reject(new Error('No port arrived from the desktop shell.'))
        }
        page.addEventListener('message', receive)
        signal.addEventListener('abort', give, { once: true })
        page.postMessage({ podium: 'port-wanted' }, page.location.origin)
      }),
  }
}

function portWire(port: MessagePort): Wire {
  const ended = Promise.withResolvers<undefined>()
  port.addEventListener('close', () => {
    ended.resolve(undefined)
  })
  const link = new PortLink({ port })
  port.start()
  return {
    link,
    closed: ended.promise,
    close: () => {
      port.close()
      ended.resolve(undefined)
    },
  }
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'podium' in data && data.podium === 'port'
}

/** The version is part of the address: a changed picture has another address, so caches may keep each for ever. */
function addresses(base: string): AssetAddresses {
  const address = (kind: string, photoId: number, version: string): string =>
    `${base}/${kind}/${String(photoId)}?v=${encodeURIComponent(version)}`
  return {
    thumbnail: (photoId, version) => address('thumbnail', photoId, version),
    view: (photoId, version) => address('view', photoId, version),
  }
}
