/** The contract over both wires: a few lines each, and the same router behind them. */
import type { AnyContractRouter } from '@orpc/contract'
import type { Router } from '@orpc/server'
import { RPCHandler as MessageHandler } from '@orpc/server/websocket'
import { RPCHandler as SocketHandler } from '@orpc/server/ws'
import type { CorePort } from './core-inference.ts'

/** Nothing comes from the wire but the call: which page asks is decided before a wire is made. */
type NoContext = Record<string, never>
export type WireRouter = Router<AnyContractRouter, NoContext>

/** The part of a socket the wire needs, so that only the server knows the library it comes from. */
export type WireSocket = Parameters<SocketHandler<NoContext>['upgrade']>[0]

export type WirePort = Pick<CorePort, 'on' | 'postMessage'>

export function socketWire(router: WireRouter): (socket: WireSocket) => void {
  const handler = new SocketHandler(router)
  return (socket) => {
    void handler.upgrade(socket, { context: {} })
  }
}

/**
 * Message by message rather than by oRPC's own port handler: that one leaves a message it cannot read as an unhandled
 * rejection, and with it a page could end the core.
 */
export function portWire(router: WireRouter): (port: WirePort) => void {
  const handler = new MessageHandler(router)
  return (port) => {
    const peer = {
      send: (data: unknown) => {
        port.postMessage(data)
      },
      addEventListener: () => undefined,
    }
    port.on('message', ({ data }) => {
      // No client of ours sends anything else; what cannot be read has no sender to answer.
      if (typeof data !== 'string' && !(data instanceof Uint8Array) && !(data instanceof ArrayBuffer)) return
      const readable = data instanceof Uint8Array ? data.slice().buffer : data
      handler.message(peer, readable, { context: {} }).catch(() => undefined)
    })
    port.on('close', () => {
      handler.close(peer)
    })
  }
}
