import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, sendRaw, socketHeaders, type Wanted } from './raw-request.ts'
import { PICTURE, SECRET, serveFolder, type ServedFolder } from './served-folder.ts'

let served: ServedFolder

beforeAll(async () => {
  served = await serveFolder()
})

afterAll(async () => {
  await served.close()
})

const evil = 'http://evil.example'
/** What is sent; with `stranger`, without the cookie of the session. */
const HOSTILE: readonly [
  name: string,
  status: number | readonly number[],
  wanted: () => Wanted & { stranger?: boolean },
][] = [
  ['no cookie', 403, () => ({ stranger: true })],
  ['no served.cookie, for a script', 403, () => ({ stranger: true, target: '/assets/index-abc.js' })],
  ['no served.cookie, for a picture', 403, () => ({ stranger: true, target: '/assets/thumbnail/0' })],
  ['a cookie of another run', 403, () => ({ headers: { Cookie: `podium-${served.server.port}=${'A'.repeat(43)}` } })],
  [
    'a cookie of another port',
    403,
    () => ({ headers: { Cookie: served.cookie.replace(String(served.server.port), '1') } }),
  ],
  ['an empty cookie', 403, () => ({ headers: { Cookie: `podium-${served.server.port}=` } })],
  ['two cookies of one name', 403, () => ({ headers: { Cookie: `${served.cookie}; ${served.cookie}` } })],
  ['the cookie cut short', 403, () => ({ headers: { Cookie: served.cookie.slice(0, -1) } })],
  ['an empty token', 403, () => ({ stranger: true, target: '/?token=' })],
  ['a wrong token', 403, () => ({ stranger: true, target: `/?token=${'A'.repeat(43)}` })],
  ['a token on another path', 403, () => ({ stranger: true, target: `/index.html${served.freshTarget().slice(1)}` })],
  [
    'a token from another page',
    403,
    () => ({ stranger: true, target: served.freshTarget(), headers: { Origin: evil } }),
  ],
  ['a token for another Host', 403, () => ({ stranger: true, target: served.freshTarget(), host: 'evil.example' })],
  ['no Host', 400, () => ({ host: null })],
  ['an empty Host', 403, () => ({ host: '' })],
  ['a rebound name', 403, () => ({ host: `evil.example:${served.server.port}` })],
  ['a rebound name without port', 403, () => ({ host: 'evil.example' })],
  ['our address without port', 403, () => ({ host: '127.0.0.1' })],
  ['our address with another port', 403, () => ({ host: '127.0.0.1:1' })],
  ['another loopback address', 403, () => ({ host: `127.0.0.2:${served.server.port}` })],
  ['a name below localhost', 403, () => ({ host: `evil.localhost:${served.server.port}` })],
  ['a user name in Host', 403, () => ({ host: `127.0.0.1:${served.server.port}@evil.example` })],
  ['two Hosts', [400, 403], () => ({ headers: { host: 'evil.example' } })],
  ['a foreign Origin', 403, () => ({ headers: { Origin: evil } })],
  ['the Origin of a sandbox', 403, () => ({ headers: { Origin: 'null' } })],
  ['an Origin on another port', 403, () => ({ headers: { Origin: 'http://127.0.0.1:1' } })],
  ['an Origin that begins like ours', 403, () => ({ headers: { Origin: `${served.origin}.evil.example` } })],
  ['another site, by its fetch metadata', 403, () => ({ headers: { 'Sec-Fetch-Site': 'cross-site' } })],
  ['another port, by its fetch metadata', 403, () => ({ headers: { 'Sec-Fetch-Site': 'same-site' } })],
  ['POST without Origin', 403, () => ({ method: 'POST' })],
  ['POST from our page', 405, () => ({ method: 'POST', headers: { Origin: served.origin } })],
  ['PUT', 405, () => ({ method: 'PUT', headers: { Origin: served.origin } })],
  [
    'DELETE of a picture',
    405,
    () => ({ method: 'DELETE', target: '/assets/view/0', headers: { Origin: served.origin } }),
  ],
  [
    'OPTIONS before a foreign call',
    403,
    () => ({ method: 'OPTIONS', headers: { Origin: evil, 'Access-Control-Request-Method': 'GET' } }),
  ],
  ['TRACE', 405, () => ({ method: 'TRACE', headers: { Origin: served.origin } })],
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
  ['an absolute path', 400, () => ({ target: `/${join(served.folder, 'secret.txt')}` })],
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
    () => ({ stranger: true, target: '/wire', headers: without(socketHeaders(served.server.port, ''), 'Cookie') }),
  ],
  [
    'a socket with a wrong cookie',
    403,
    () => ({ target: '/wire', headers: socketHeaders(served.server.port, `podium-${served.server.port}=x`) }),
  ],
  [
    'a socket from another page',
    403,
    () => ({ target: '/wire', headers: { ...socketHeaders(served.server.port, served.cookie), Origin: evil } }),
  ],
  [
    'a socket from a sandbox',
    403,
    () => ({ target: '/wire', headers: { ...socketHeaders(served.server.port, served.cookie), Origin: 'null' } }),
  ],
  [
    'a socket without Origin',
    403,
    () => ({ target: '/wire', headers: without(socketHeaders(served.server.port, served.cookie), 'Origin') }),
  ],
  [
    'a socket from a page on another port',
    403,
    () => ({
      target: '/wire',
      headers: { ...socketHeaders(served.server.port, served.cookie), Origin: 'http://127.0.0.1:1' },
    }),
  ],
  [
    'a socket to a rebound name',
    403,
    () => ({
      target: '/wire',
      host: 'evil.example',
      headers: { ...socketHeaders(served.server.port, served.cookie), Origin: 'http://evil.example' },
    }),
  ],
  [
    'a socket with a token',
    403,
    () => ({ target: `/wire${served.freshTarget().slice(1)}`, headers: socketHeaders(served.server.port, '') }),
  ],
  ['a socket elsewhere', 400, () => ({ target: '/other', headers: socketHeaders(served.server.port, served.cookie) })],
  [
    'a socket in an old version',
    400,
    () => ({
      target: '/wire',
      headers: { ...socketHeaders(served.server.port, served.cookie), 'Sec-WebSocket-Version': '1' },
    }),
  ],
]

function without(headers: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name))
}

describe('a hostile request', () => {
  test.each(HOSTILE)('with %s is refused', async (_name, status, wanted) => {
    const { stranger = false, ...request } = wanted()
    const answer = await (stranger ? ask(served.server.port, request) : served.asKnown(request))
    expect(typeof status === 'number' ? [status] : status).toContain(answer.status)
    expect(answer.body).not.toContain(SECRET)
    expect(answer.body).not.toContain(PICTURE)
    expect(answer.headers.has('set-cookie')).toBe(false)
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('that is no HTTP at all is answered with an error and nothing more', async () => {
    expect((await sendRaw(served.server.port, '\x16\x03\x01\x00hello\r\n\r\n')).status).toBe(400)
  })

  test('that hangs up in the middle of a handshake disturbs nobody', async () => {
    const socket = connect(served.server.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.resetAndDestroy()
    expect((await served.asKnown({})).status).toBe(200)
    expect(served.reported).toEqual([])
  })

  test('smuggled behind a refused one is not answered', async () => {
    const second = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${served.server.port}\r\nCookie: ${served.cookie}\r\n\r\n`
    const answer = await ask(served.server.port, {
      method: 'POST',
      headers: { Connection: 'keep-alive', Origin: served.origin, 'Content-Length': String(second.length) },
      body: second,
    })
    expect(answer.status).toBe(405)
    expect(answer.body).not.toContain('the page')
  })
})
