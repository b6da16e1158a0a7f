import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { AppError } from '../../../main/contract/errors.ts'
import { startLoopbackServer, type LoopbackServer } from '../../../main/shell/loopback-server.ts'
import { ask, sendRaw, socketHeaders, type RawAnswer, type Wanted } from './raw-request.ts'
import { smallRouter } from './small-router.ts'

const SECRET = 'what nobody may read'
const PICTURE = 'RIFFpretend picture'

let folder: string
let server: LoopbackServer
let cookie: string
const reported: unknown[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podium-loopback-'))
  await writeFile(join(folder, 'secret.txt'), SECRET)
  await writeFile(join(folder, 'picture.webp'), PICTURE)
  await mkdir(join(folder, 'renderer', 'assets'), { recursive: true })
  await writeFile(join(folder, 'renderer', 'index.html'), '<!doctype html>the page')
  await writeFile(join(folder, 'renderer', 'assets', 'index-abc.js'), 'script()')
  server = await startLoopbackServer({
    router: smallRouter().router,
    assets: {
      resolve: (kind, photoId) => {
        if (photoId === 13) return Promise.reject(new Error('The disk is on fire.'))
        if (photoId === 14) return Promise.reject(new AppError('not-available', 'Cannot be decoded.'))
        const known = photoId === 0 || photoId === 1
        const file = join(folder, photoId === 1 ? 'gone.webp' : 'picture.webp')
        return Promise.resolve(
          known ? { file, contentType: 'image/webp', cacheControl: 'private', version: `${kind}-v1` } : null,
        )
      },
    },
    rendererFolder: join(folder, 'renderer'),
    port: 0,
    report: (error) => reported.push(error),
  })
  const swap = await ask(server.port, { target: freshTarget() })
  cookie = (swap.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
})

afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

/** A request target with a token nobody used yet. */
function freshTarget(): string {
  return `/${new URL(server.newAddress()).search}`
}

function asKnown(wanted: Wanted): Promise<RawAnswer> {
  return ask(server.port, { ...wanted, headers: { Cookie: cookie, ...wanted.headers } })
}

function own(): string {
  return `http://127.0.0.1:${server.port}`
}

describe('a known browser', () => {
  test('gets the page with every protective header', async () => {
    const { status, headers, body } = await asKnown({})
    expect([status, body]).toEqual([200, '<!doctype html>the page'])
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${server.port};`)
    expect(policy).not.toContain('unsafe')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-cache')
  })

  test('keeps built files for ever and the page only until it changes', async () => {
    const script = await asKnown({ target: '/assets/index-abc.js' })
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(script.headers.get('cache-control')).toContain('immutable')
    const tag = (await asKnown({})).headers.get('etag') ?? ''
    const again = await asKnown({ headers: { 'If-None-Match': tag } })
    expect([again.status, again.body]).toEqual([304, ''])
  })

  test('gets a picture by its id, whole, in parts, as headers only and unchanged', async () => {
    const whole = await asKnown({ target: '/assets/thumbnail/0?v=abc' })
    expect([whole.status, whole.body, whole.headers.get('content-type')]).toEqual([200, PICTURE, 'image/webp'])
    expect(whole.headers.get('etag')).toBe('"thumbnail-v1"')
    const part = await asKnown({ target: '/assets/view/0', headers: { Range: 'bytes=4-10' } })
    expect([part.status, part.body, part.headers.get('content-range')]).toEqual([206, 'pretend', 'bytes 4-10/19'])
    const end = await asKnown({ target: '/assets/view/0', headers: { Range: 'bytes=-7' } })
    expect([end.status, end.body]).toEqual([206, 'picture'])
    const open = await asKnown({ target: '/assets/view/0', headers: { Range: 'bytes=12-' } })
    expect([open.status, open.body]).toEqual([206, 'picture'])
    const beyond = await asKnown({ target: '/assets/view/0', headers: { Range: 'bytes=19-' } })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */19'])
    const several = await asKnown({ target: '/assets/view/0', headers: { Range: 'bytes=0-1,4-5' } })
    expect([several.status, several.body]).toEqual([200, PICTURE])
    const head = await asKnown({ method: 'HEAD', target: '/assets/view/0' })
    expect([head.status, head.body, head.headers.get('content-length')]).toEqual([200, '', '19'])
    const unchanged = await asKnown({ target: '/assets/view/0', headers: { 'If-None-Match': 'W/"view-v1"' } })
    expect([unchanged.status, unchanged.body]).toEqual([304, ''])
  })

  test('is told that a picture is not there: unknown, gone from the disk, or without a larger view', async () => {
    expect((await asKnown({ target: '/assets/view/2' })).status).toBe(404)
    expect((await asKnown({ target: '/assets/view/1' })).status).toBe(404)
    expect((await asKnown({ target: '/assets/view/14' })).status).toBe(404)
    expect(reported).toEqual([])
  })

  test('is not told what went wrong inside, which is reported instead', async () => {
    const { status, body } = await asKnown({ target: '/assets/view/13' })
    expect(status).toBe(500)
    expect(body).not.toContain('fire')
    expect(String(reported.pop())).toContain('fire')
  })

  test('opens a socket and speaks the contract on it', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/wire`, { origin: own(), headers: { cookie } })
    await once(socket, 'open')
    socket.terminate()
  })

  test('loses its socket when a message is far longer than any call', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/wire`, { origin: own(), headers: { cookie } })
    await once(socket, 'open')
    socket.send('x'.repeat(1_000_000))
    const [code] = await once(socket, 'close')
    expect(code).toBe(1009)
  })

  test('may use the other name of this machine', async () => {
    const host = `localhost:${server.port}`
    expect((await asKnown({ host, headers: { Origin: `http://${host}` } })).status).toBe(200)
  })
})

describe('the address printed at the start', () => {
  test('gives a cookie once and leaves the address bar', async () => {
    const target = freshTarget()
    const first = await ask(server.port, { target })
    expect([first.status, first.headers.get('location')]).toEqual([303, '/'])
    expect(first.headers.get('set-cookie')).toMatch(new RegExp(`^podium-${server.port}=.+HttpOnly; SameSite=Strict$`))
    const second = await ask(server.port, { target })
    expect([second.status, second.headers.get('set-cookie')]).toEqual([403, undefined])
    expect(second.body).toContain('Press Enter')
  })

  test('opened again by the browser that used it shows the page', async () => {
    const target = freshTarget()
    await ask(server.port, { target })
    expect((await asKnown({ target })).status).toBe(200)
  })

  test('is not used up by a look at its headers', async () => {
    const target = freshTarget()
    expect((await ask(server.port, { method: 'HEAD', target })).status).toBe(403)
    expect((await ask(server.port, { target })).status).toBe(303)
  })
})

const evil = 'http://evil.example'
/** What is sent; with `stranger`, without the cookie of the session. */
const HOSTILE: readonly [
  name: string,
  status: number | readonly number[],
  wanted: () => Wanted & { stranger?: boolean },
][] = [
  ['no cookie', 403, () => ({ stranger: true })],
  ['no cookie, for a script', 403, () => ({ stranger: true, target: '/assets/index-abc.js' })],
  ['no cookie, for a picture', 403, () => ({ stranger: true, target: '/assets/thumbnail/0' })],
  ['a cookie of another run', 403, () => ({ headers: { Cookie: `podium-${server.port}=${'A'.repeat(43)}` } })],
  ['a cookie of another port', 403, () => ({ headers: { Cookie: cookie.replace(String(server.port), '1') } })],
  ['an empty cookie', 403, () => ({ headers: { Cookie: `podium-${server.port}=` } })],
  ['two cookies of one name', 403, () => ({ headers: { Cookie: `${cookie}; ${cookie}` } })],
  ['the cookie cut short', 403, () => ({ headers: { Cookie: cookie.slice(0, -1) } })],
  ['an empty token', 403, () => ({ stranger: true, target: '/?token=' })],
  ['a wrong token', 403, () => ({ stranger: true, target: `/?token=${'A'.repeat(43)}` })],
  ['a token on another path', 403, () => ({ stranger: true, target: `/index.html${freshTarget().slice(1)}` })],
  ['a token from another page', 403, () => ({ stranger: true, target: freshTarget(), headers: { Origin: evil } })],
  ['a token for another Host', 403, () => ({ stranger: true, target: freshTarget(), host: 'evil.example' })],
  ['no Host', 400, () => ({ host: null })],
  ['an empty Host', 403, () => ({ host: '' })],
  ['a rebound name', 403, () => ({ host: `evil.example:${server.port}` })],
  ['a rebound name without port', 403, () => ({ host: 'evil.example' })],
  ['our address without port', 403, () => ({ host: '127.0.0.1' })],
  ['our address with another port', 403, () => ({ host: '127.0.0.1:1' })],
  ['another loopback address', 403, () => ({ host: `127.0.0.2:${server.port}` })],
  ['a name below localhost', 403, () => ({ host: `evil.localhost:${server.port}` })],
  ['a user name in Host', 403, () => ({ host: `127.0.0.1:${server.port}@evil.example` })],
  ['two Hosts', [400, 403], () => ({ headers: { host: 'evil.example' } })],
  ['a foreign Origin', 403, () => ({ headers: { Origin: evil } })],
  ['the Origin of a sandbox', 403, () => ({ headers: { Origin: 'null' } })],
  ['an Origin on another port', 403, () => ({ headers: { Origin: 'http://127.0.0.1:1' } })],
  ['an Origin that begins like ours', 403, () => ({ headers: { Origin: `${own()}.evil.example` } })],
  ['another site, by its fetch metadata', 403, () => ({ headers: { 'Sec-Fetch-Site': 'cross-site' } })],
  ['another port, by its fetch metadata', 403, () => ({ headers: { 'Sec-Fetch-Site': 'same-site' } })],
  ['POST without Origin', 403, () => ({ method: 'POST' })],
  ['POST from our page', 405, () => ({ method: 'POST', headers: { Origin: own() } })],
  ['PUT', 405, () => ({ method: 'PUT', headers: { Origin: own() } })],
  ['DELETE of a picture', 405, () => ({ method: 'DELETE', target: '/assets/view/0', headers: { Origin: own() } })],
  [
    'OPTIONS before a foreign call',
    403,
    () => ({ method: 'OPTIONS', headers: { Origin: evil, 'Access-Control-Request-Method': 'GET' } }),
  ],
  ['TRACE', 405, () => ({ method: 'TRACE', headers: { Origin: own() } })],
  ['a method made up', 400, () => ({ method: 'BREW' })],
  ['GET with a body', 413, () => ({ headers: { 'Content-Length': '4' }, body: 'body' })],
  ['GET with a body in chunks', 413, () => ({ headers: { 'Transfer-Encoding': 'chunked' }, body: '0\r\n\r\n' })],
  [
    'a body announced both ways',
    400,
    () => ({ headers: { 'Content-Length': '4', 'Transfer-Encoding': 'chunked' }, body: '0\r\n\r\n' }),
  ],
  ['a body that waits to be asked for', 413, () => ({ headers: { 'Content-Length': '4', Expect: '100-continue' } })],
  ['..', 400, () => ({ target: '/../secret.txt' })],
  ['.. in the middle', 400, () => ({ target: '/assets/../../secret.txt' })],
  ['.. as percents', 400, () => ({ target: '/%2e%2e/secret.txt' })],
  ['.. as percents with the slash', 400, () => ({ target: '/%2e%2e%2fsecret.txt' })],
  ['.. as percents of percents', 400, () => ({ target: '/%252e%252e%252fsecret.txt' })],
  ['.. as overlong UTF-8', 400, () => ({ target: '/%c0%ae%c0%ae/secret.txt' })],
  ['.. with a backslash', 400, () => ({ target: '/..\\secret.txt' })],
  ['.. with a backslash as percents', 400, () => ({ target: '/..%5csecret.txt' })],
  ['.. behind pictures', 400, () => ({ target: '/assets/thumbnail/../../../secret.txt' })],
  ['a NUL', 400, () => ({ target: '/index.html%00' })],
  ['an absolute path', 400, () => ({ target: `/${join(folder, 'secret.txt')}` })],
  ['a drive', 400, () => ({ target: '/C:/Windows/win.ini' })],
  ['a stream of a file', 400, () => ({ target: '/index.html::$DATA' })],
  ['a device', 400, () => ({ target: '/NUL' })],
  ['a hidden file', 400, () => ({ target: '/.env' })],
  ['a broken percent', 400, () => ({ target: '/%zz' })],
  ['a whole address as target', 400, () => ({ target: `${evil}/` })],
  ['an address without scheme', 400, () => ({ target: '//evil.example/' })],
  ['a star as target', 400, () => ({ target: '*' })],
  ['a picture of a negative id', [400, 404], () => ({ target: '/assets/thumbnail/-1' })],
  ['a picture of an id with a fraction', [400, 404], () => ({ target: '/assets/thumbnail/0.5' })],
  ['a picture of a huge id', [400, 404], () => ({ target: `/assets/thumbnail/${'9'.repeat(40)}` })],
  ['a picture of an id beyond whole numbers', [400, 404], () => ({ target: '/assets/thumbnail/9007199254740993' })],
  ['a picture of a name', [400, 404], () => ({ target: '/assets/thumbnail/secret.txt' })],
  ['a picture of no id', [400, 404], () => ({ target: '/assets/thumbnail/' })],
  ['a kind of picture that is not one', [400, 404], () => ({ target: '/assets/original/0' })],
  ['huge headers', 431, () => ({ headers: { 'X-Filler': 'x'.repeat(40_000) } })],
  ['a huge address', 431, () => ({ target: `/${'a'.repeat(40_000)}` })],
  ['the wire without upgrade', [400, 404], () => ({ target: '/wire' })],
  [
    'a socket without cookie',
    403,
    () => ({ stranger: true, target: '/wire', headers: without(socketHeaders(server.port, ''), 'Cookie') }),
  ],
  [
    'a socket with a wrong cookie',
    403,
    () => ({ target: '/wire', headers: socketHeaders(server.port, `podium-${server.port}=x`) }),
  ],
  [
    'a socket from another page',
    403,
    () => ({ target: '/wire', headers: { ...socketHeaders(server.port, cookie), Origin: evil } }),
  ],
  [
    'a socket from a sandbox',
    403,
    () => ({ target: '/wire', headers: { ...socketHeaders(server.port, cookie), Origin: 'null' } }),
  ],
  [
    'a socket without Origin',
    403,
    () => ({ target: '/wire', headers: without(socketHeaders(server.port, cookie), 'Origin') }),
  ],
  [
    'a socket from a page on another port',
    403,
    () => ({ target: '/wire', headers: { ...socketHeaders(server.port, cookie), Origin: 'http://127.0.0.1:1' } }),
  ],
  [
    'a socket to a rebound name',
    403,
    () => ({
      target: '/wire',
      host: 'evil.example',
      headers: { ...socketHeaders(server.port, cookie), Origin: 'http://evil.example' },
    }),
  ],
  [
    'a socket with a token',
    403,
    () => ({ target: `/wire${freshTarget().slice(1)}`, headers: socketHeaders(server.port, '') }),
  ],
  ['a socket elsewhere', 400, () => ({ target: '/other', headers: socketHeaders(server.port, cookie) })],
  [
    'a socket in an old version',
    400,
    () => ({ target: '/wire', headers: { ...socketHeaders(server.port, cookie), 'Sec-WebSocket-Version': '1' } }),
  ],
]

function without(headers: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name))
}

describe('a hostile request', () => {
  test.each(HOSTILE)('with %s is refused', async (_name, status, wanted) => {
    const { stranger = false, ...request } = wanted()
    const answer = await (stranger ? ask(server.port, request) : asKnown(request))
    expect(typeof status === 'number' ? [status] : status).toContain(answer.status)
    expect(answer.body).not.toContain(SECRET)
    expect(answer.body).not.toContain(PICTURE)
    expect(answer.headers.has('set-cookie')).toBe(false)
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('that is no HTTP at all is answered with an error and nothing more', async () => {
    expect((await sendRaw(server.port, '\x16\x03\x01\x00hello\r\n\r\n')).status).toBe(400)
  })

  test('that hangs up in the middle of a handshake disturbs nobody', async () => {
    const socket = connect(server.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.resetAndDestroy()
    expect((await asKnown({})).status).toBe(200)
    expect(reported).toEqual([])
  })

  test('smuggled behind a refused one is not answered', async () => {
    const second = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nCookie: ${cookie}\r\n\r\n`
    const answer = await ask(server.port, {
      method: 'POST',
      headers: { Connection: 'keep-alive', Origin: own(), 'Content-Length': String(second.length) },
      body: second,
    })
    expect(answer.status).toBe(405)
    expect(answer.body).not.toContain('the page')
  })
})

test('the server listens on this machine only', async () => {
  const addresses = new URL(server.newAddress())
  expect(addresses.hostname).toBe('127.0.0.1')
  const socket = connect(server.port, '::1')
  await expect(once(socket, 'connect')).rejects.toThrow()
})

test('closing ends open sockets and lets the port go', async () => {
  const other = await startLoopbackServer({
    router: smallRouter().router,
    assets: { resolve: () => Promise.resolve(null) },
    rendererFolder: join(folder, 'renderer'),
    port: 0,
    report: (error) => reported.push(error),
  })
  const swap = await ask(other.port, { target: `/${new URL(other.newAddress()).search}` })
  const headers = { cookie: (swap.headers.get('set-cookie') ?? '').split(';')[0] ?? '' }
  const socket = new WebSocket(`ws://127.0.0.1:${other.port}/wire`, {
    origin: `http://127.0.0.1:${other.port}`,
    headers,
  })
  await once(socket, 'open')
  const closed = once(socket, 'close')
  await Promise.all([other.close(), closed])
  await expect(ask(other.port, {})).rejects.toThrow()
})
