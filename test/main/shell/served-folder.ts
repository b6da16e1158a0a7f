import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../../main/contract/errors.ts'
import type { Assets } from '../../../main/contract/host.ts'
import { startLoopbackServer, type LoopbackServer } from '../../../main/shell/loopback-server.ts'
import { ask, type RawAnswer, type Wanted } from './raw-request.ts'
import { smallRouter } from './small-router.ts'

export const SECRET = 'what nobody may read'
export const PICTURE = 'RIFFpretend picture'

export interface ServedFolder {
  readonly server: LoopbackServer
  readonly folder: string
  /** Name and value, as a browser sends it. */
  readonly cookie: string
  readonly reported: unknown[]
  readonly origin: string
  /** A request target with a token nobody used yet. */
  freshTarget(): string
  /** Asks with the cookie of the session. */
  asKnown(wanted: Wanted): Promise<RawAnswer>
  close(): Promise<void>
}

/** A real server over a small page, with a file beside the page that nobody may get. */
export async function serveFolder(): Promise<ServedFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'podium-loopback-'))
  await writeFile(join(folder, 'secret.txt'), SECRET)
  await writeFile(join(folder, 'picture.webp'), PICTURE)
  await mkdir(join(folder, 'renderer', 'assets'), { recursive: true })
  await writeFile(join(folder, 'renderer', 'index.html'), '<!doctype html>the page')
  await writeFile(join(folder, 'renderer', 'assets', 'index-abc.js'), 'script()')
  const reported: unknown[] = []
  const server = await startLoopbackServer({
    router: smallRouter().router,
    assets: { resolve: resolveAsset },
    rendererFolder: join(folder, 'renderer'),
    port: 0,
    report: (error) => reported.push(error),
  })
  const freshTarget = (): string => `/${new URL(server.newAddress()).search}`
  const swap = await ask(server.port, { target: freshTarget() })
  const cookie = (swap.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

  /** 0 is there, 1 is gone from the disk, 13 and 14 fail. */
  function resolveAsset(...[kind, photoId]: Parameters<Assets['resolve']>): ReturnType<Assets['resolve']> {
    if (photoId === 13) return Promise.reject(new Error('The disk is on fire.'))
    if (photoId === 14) return Promise.reject(new AppError('not-available', 'Cannot be decoded.'))
    if (photoId > 1) return Promise.resolve(null)
    const file = join(folder, photoId === 1 ? 'gone.webp' : 'picture.webp')
    return Promise.resolve({ file, contentType: 'image/webp', cacheControl: 'private', version: `${kind}-v1` })
  }

  return {
    server,
    folder,
    cookie,
    reported,
    origin: `http://127.0.0.1:${server.port}`,
    freshTarget,
    asKnown: (wanted) => ask(server.port, { ...wanted, headers: { Cookie: cookie, ...wanted.headers } }),
    async close() {
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
