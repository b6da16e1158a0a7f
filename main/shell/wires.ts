/** The contract over both wires: a few lines each, and the same router behind them. */
import { onMessagePortClose, onMessagePortMessage, type SupportedMessagePort } from '@orpc/client/message-port'
import type { AnyContractRouter } from '@orpc/contract'
import type { Router } from '@orpc/server'
import { RPCHandler as MessageHandler } from '@orpc/server/websocket'
import { RPCHandler as SocketHandler } from '@orpc/server/ws'

/** A router that needs nothing from the wire: which page asked is decided before a wire is made. */
export type WireRouter = Router<AnyContractRouter, Record<never, never>>

/** The part of a socket the wire needs, so that only the server knows the library it comes from. */
export type WireSocket = Parameters<SocketHandler<Record<never, never>>['upgrade']>[0]

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
export function portWire(router: WireRouter): (port: SupportedMessagePort) => void {
  const handler = new MessageHandler(router)
  return (port) => {
    const peer = {
      send: (data: unknown) => {
        port.postMessage(data)
      },
      addEventListener: () => undefined,
    }
    onMessagePortMessage(port, (data: unknown) => {
      // No client of ours sends anything else; what cannot be read has no sender to answer.
      if (typeof data !== 'string' && !(data instanceof Uint8Array) && !(data instanceof ArrayBuffer)) return
      const text = data instanceof Uint8Array ? data.slice().buffer : data
      handler.message(peer, text, { context: {} }).catch(() => undefined)
    })
    onMessagePortClose(port, () => {
      handler.close(peer)
    })
  }
}
