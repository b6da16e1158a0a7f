/** Serves a built page, the sample pictures and a core in memory on one port of this machine. */
import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import type { Client } from '../../renderer/connect.ts'
import { createFakePageCore, type FakeCore } from './fake-page-core.ts'

const PICTURES = join(import.meta.dirname, '..', '..', 'main', 'sample', 'pictures')
/** The same pictures, as small as a grid needs them; where nobody made them, the large ones do. */
const SMALL = process.env['PODIUM_TEST_SMALL_PICTURES'] ?? PICTURES
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

export interface FakePageServer {
  readonly url: string
  readonly core: FakeCore
  /** Calls the core as a page does. */
  readonly client: Client
  /** Cuts the wires of all pages and refuses new ones, until told to answer again. */
  refuse(refused: boolean): void
  stop(): Promise<void>
}

/** @param views a folder of pictures shown in full instead of the small ones; null: those in full too */
export async function startFakePageServer(
  pageFolder: string,
  photoCount: number,
  views: string | null = null,
): Promise<FakePageServer> {
  const large = views === null ? [] : (await readdir(views)).toSorted()
  const names = (await readdir(PICTURES)).toSorted()
  const pictures = await Promise.all(
    names.map(async (name) => ({ name, aspect: aspectOf(await readFile(join(PICTURES, name))) })),
  )
  const { core, router, photo } = createFakePageCore(photoCount, pictures)
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname
    const [, kind, asset] = /^\/assets\/(thumbnail|view)\/(\d+)$/u.exec(path) ?? []
    const file =
      asset === undefined
        ? join(pageFolder, path === '/' ? 'index.html' : normalize(path))
        : kind === 'view' && views !== null
          ? join(views, large[Number(asset) % large.length] ?? '')
          : join(kind === 'view' ? PICTURES : SMALL, photo(Number(asset)).picture)
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'image/jpeg')
    createReadStream(file)
      .on('error', () => response.writeHead(404).end())
      .pipe(response)
  })
  let refused = false
  const sockets = new WebSocketServer({ server, path: '/wire', verifyClient: () => !refused })
  const handler = new RPCHandler(router)
  sockets.on('connection', (socket) => void handler.upgrade(socket))
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const cut = (): void => {
    for (const socket of sockets.clients) socket.terminate()
  }
  return {
    url: `http://127.0.0.1:${String(port)}/`,
    core,
    client: createRouterClient(router),
    refuse: (wanted) => {
      refused = wanted
      if (wanted) cut()
    },
    stop: () =>
      new Promise<void>((stopped) => {
        cut()
        server.close(() => {
          stopped()
        })
        server.closeAllConnections()
      }),
  }
}

/** Width over height from the frame header of a JPEG file. */
function aspectOf(bytes: Buffer): number {
  for (let at = 2; at + 9 < bytes.length;) {
    const marker = bytes.readUInt16BE(at)
    if (marker >= 0xffc0 && marker <= 0xffc2) return bytes.readUInt16BE(at + 7) / bytes.readUInt16BE(at + 5)
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return 1.5
}
