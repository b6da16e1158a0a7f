/**
 * The app for a browser on this machine: static files, pictures and the wire on one port of 127.0.0.1. Every request
 * passes the gate, then the session check; only the swap of the one-time token comes before the latter.
 */
import { createReadStream } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { WebSocketServer } from 'ws'
import { AppError } from '../contract/errors.ts'
import type { Assets } from '../contract/host.ts'
import { answerFile, pageCacheControl, pageContentType, type FileQuestion } from './file-answer.ts'
import { assetAddress, checkRequest, pathBelow, type Refusal, type RequestFacts } from './gate.ts'
import { contentSecurityPolicy, PICTURE_POLICY, securityHeaders } from './headers.ts'
import { Sessions } from './sessions.ts'
import { socketWire, type WireRouter } from './wires.ts'

export interface LoopbackOptions {
  readonly router: WireRouter
  readonly assets: Assets
  readonly rendererFolder: string
  /** 0 lets the system choose. */
  readonly port: number
  /** What failed while answering, which the browser is not told. */
  readonly report: (error: unknown) => void
}

export interface LoopbackServer {
  readonly port: number
  /** An address that opens Podium once, in one browser. */
  newAddress(): string
  close(): Promise<void>
}

const HEADER_BYTES = 16_384
/** The longest calls name every photo of a large library, or bring a table of them to be read back. */
const MESSAGE_BYTES = 16_777_216
const MOST_SOCKETS = 32
/** After this, a browser that did not answer the goodbye is cut off. */
const GOODBYE_MS = 500

export async function startLoopbackServer(options: LoopbackOptions): Promise<LoopbackServer> {
  const server = createServer({ maxHeaderSize: HEADER_BYTES, requestTimeout: 30_000, headersTimeout: 10_000 })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES, perMessageDeflate: false })
  const port = await listen(server, options.port)
  const sessions = new Sessions(port)
  const connect = socketWire(options.router)

  server.on('request', (request, response) => {
    void answer(request, response, options, sessions, port).catch((error: unknown) => {
      options.report(error)
      if (response.headersSent) response.destroy()
      else refuse(response, 500, 'Something went wrong inside Podium.')
    })
  })
  // A request that says "Expect: 100-continue" has a body, and no body is wanted.
  server.on('checkContinue', (_request, response) => {
    refuse(response, 413, 'A request with a body is refused.')
  })
  server.on('upgrade', (request, socket, head) => {
    // A client that hangs up during the handshake is no event for anybody.
    socket.on('error', () => socket.destroy())
    const refusal = checkSocket(request, sessions, port, sockets.clients.size)
    if (refusal !== null) {
      refuseSocket(socket, refusal)
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      // Too long or malformed messages close the socket; the page connects again.
      webSocket.on('error', () => {
        webSocket.terminate()
      })
      connect(webSocket)
    })
  })

  return {
    port,
    newAddress: () => `http://127.0.0.1:${String(port)}/?token=${sessions.issueToken()}`,
    close: () => close(server, sockets),
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: LoopbackOptions,
  sessions: Sessions,
  port: number,
): Promise<void> {
  const refusal = checkRequest(factsOf(request, false), port)
  if (refusal !== null) {
    refuse(response, refusal.status, refusal.message)
    return
  }
  const [path = '', query] = (request.url ?? '').split('?', 2)
  const known = sessions.isKnown(request.headers.cookie)
  const token = path === '/' && query !== undefined ? new URLSearchParams(query).get('token') : null
  if (token !== null) {
    // The token leaves the address bar and the history either way.
    const cookie = request.method === 'GET' ? sessions.redeem(token) : null
    if (cookie !== null) {
      response.writeHead(303, {
        ...securityHeaders(PICTURE_POLICY),
        Location: '/',
        'Set-Cookie': cookie,
        'Cache-Control': 'no-store',
      })
      response.end()
      return
    }
    if (!known) {
      refuse(response, 403, 'This address was used already. Press Enter where Podium runs to get a new one.')
      return
    }
  }
  if (!known) {
    refuse(response, 403, 'Open the address that Podium printed when it started.')
    return
  }
  const asset = path.startsWith('/assets/') ? assetAddress(path.slice('/assets'.length)) : null
  if (asset !== null) {
    const file = await options.assets.resolve(asset.kind, asset.photoId).catch((error: unknown) => {
      // A picture that cannot be decoded has no larger view; the page shows what it has.
      if (error instanceof AppError && error.code !== 'internal') return null
      throw error
    })
    if (file === null) refuse(response, 404, 'There is no such picture.')
    else await send(request, response, file, PICTURE_POLICY)
    return
  }
  const file = pathBelow(options.rendererFolder, path)
  if (file === null) {
    refuse(response, 400, 'There is no such address.')
    return
  }
  const page = { file, contentType: pageContentType(file), cacheControl: pageCacheControl(path) }
  await send(request, response, page, pagePolicy(request.headers.host ?? ''))
}

/** 'self' does not cover the socket in every browser, so its address is spelled out. */
function pagePolicy(host: string): string {
  return contentSecurityPolicy({ connect: [`ws://${host}`], pictures: [] })
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  file: Omit<FileQuestion, 'ifNoneMatch' | 'range'>,
  policy: string,
): Promise<void> {
  const { status, headers, bytes } = await answerFile({
    ...file,
    ifNoneMatch: request.headers['if-none-match'] ?? null,
    range: request.headers.range ?? null,
  })
  response.writeHead(status, { ...securityHeaders(policy), ...headers })
  if (bytes === null || request.method === 'HEAD') {
    response.end()
    return
  }
  try {
    await pipeline(createReadStream(file.file, bytes), response)
  } catch (error) {
    // A page that scrolls on drops the pictures it no longer needs; that is no error.
    if (!request.destroyed && !response.destroyed) throw error
  }
}

function checkSocket(request: IncomingMessage, sessions: Sessions, port: number, open: number): Refusal | null {
  const refusal = checkRequest(factsOf(request, true), port)
  if (refusal !== null) return refusal
  if (!sessions.isKnown(request.headers.cookie)) return { status: 403, message: 'No session.' }
  if (request.url !== '/wire') return { status: 400, message: 'There is no such address.' }
  if (open >= MOST_SOCKETS) return { status: 403, message: 'Too many windows are open.' }
  return null
}

function factsOf(request: IncomingMessage, isSocket: boolean): RequestFacts {
  const { headers } = request
  const fetchSite = headers['sec-fetch-site']
  // Node keeps the first of several Host lines silently; which one counts must not be a question.
  const hosts = request.headersDistinct['host'] ?? []
  return {
    method: request.method ?? '',
    host: hosts.length === 1 ? hosts[0] : undefined,
    origin: headers.origin,
    fetchSite: Array.isArray(fetchSite) ? fetchSite.join() : fetchSite,
    isSocket,
    hasBody: headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? '0') !== 0,
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, {
    ...securityHeaders(PICTURE_POLICY),
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    // What came with a refused request is not read, so nothing may follow it on this connection.
    Connection: 'close',
    ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
  })
  response.end(`${message}\n`)
}

function refuseSocket(socket: Duplex, refusal: Refusal): void {
  socket.end(`HTTP/1.1 ${String(refusal.status)} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('The port is not known.'))
      else resolve(address.port)
    })
  })
}

async function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const client of sockets.clients) client.close(1001)
  const cutOff = setTimeout(() => {
    for (const client of sockets.clients) client.terminate()
    server.closeAllConnections()
  }, GOODBYE_MS)
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeIdleConnections()
  })
  clearTimeout(cutOff)
}
