/** The contract over both wires: a few lines each, and the same router behind them. */
import type { AnyContractRouter } from '@orpc/contract'
import type { SupportedMessagePort } from '@orpc/client/message-port'
import type { Router } from '@orpc/server'
import { RPCHandler as PortHandler } from '@orpc/server/message-port'
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

export function portWire(router: WireRouter): (port: SupportedMessagePort) => void {
  const handler = new PortHandler(router)
  return (port) => {
    handler.upgrade(port, { context: {} })
  }
}
