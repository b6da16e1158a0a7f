import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { ask } from './raw-request.ts'
import { PICTURE, serveFolder, type ServedFolder } from './served-folder.ts'

let served: ServedFolder

beforeAll(async () => {
  served = await serveFolder()
})

afterAll(async () => {
  await served.close()
})

describe('a known browser', () => {
  test('gets the page with every protective header', async () => {
    const { status, headers, body } = await served.asKnown({})
    expect([status, body]).toEqual([200, '<!doctype html>the page'])
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${served.server.port};`)
    expect(policy).not.toContain('unsafe')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-cache')
  })

  test('keeps built files for ever and the page only until it changes', async () => {
    const script = await served.asKnown({ target: '/assets/index-abc.js' })
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(script.headers.get('cache-control')).toContain('immutable')
    const tag = (await served.asKnown({})).headers.get('etag') ?? ''
    const again = await served.asKnown({ headers: { 'If-None-Match': tag } })
    expect([again.status, again.body]).toEqual([304, ''])
  })

  test('gets a picture by its id, whole, in parts, as headers only and unchanged', async () => {
    const whole = await served.asKnown({ target: '/assets/thumbnail/0?v=abc' })
    expect([whole.status, whole.body, whole.headers.get('content-type')]).toEqual([200, PICTURE, 'image/webp'])
    expect(whole.headers.get('etag')).toBe('"thumbnail-v1"')
    const part = await served.asKnown({ target: '/assets/view/0', headers: { Range: 'bytes=4-10' } })
    expect([part.status, part.body, part.headers.get('content-range')]).toEqual([206, 'pretend', 'bytes 4-10/19'])
    const end = await served.asKnown({ target: '/assets/view/0', headers: { Range: 'bytes=-7' } })
    expect([end.status, end.body]).toEqual([206, 'picture'])
    const open = await served.asKnown({ target: '/assets/view/0', headers: { Range: 'bytes=12-' } })
    expect([open.status, open.body]).toEqual([206, 'picture'])
    const beyond = await served.asKnown({ target: '/assets/view/0', headers: { Range: 'bytes=19-' } })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */19'])
    const several = await served.asKnown({ target: '/assets/view/0', headers: { Range: 'bytes=0-1,4-5' } })
    expect([several.status, several.body]).toEqual([200, PICTURE])
    const head = await served.asKnown({ method: 'HEAD', target: '/assets/view/0' })
    expect([head.status, head.body, head.headers.get('content-length')]).toEqual([200, '', '19'])
    const unchanged = await served.asKnown({ target: '/assets/view/0', headers: { 'If-None-Match': 'W/"view-v1"' } })
    expect([unchanged.status, unchanged.body]).toEqual([304, ''])
  })

  test('is told that a picture is not there: unknown, gone from the disk, or without a larger view', async () => {
    expect((await served.asKnown({ target: '/assets/view/2' })).status).toBe(404)
    expect((await served.asKnown({ target: '/assets/view/1' })).status).toBe(404)
    expect((await served.asKnown({ target: '/assets/view/14' })).status).toBe(404)
    expect(served.reported).toEqual([])
  })

  test('is not told what went wrong inside, which is served.reported instead', async () => {
    const { status, body } = await served.asKnown({ target: '/assets/view/13' })
    expect(status).toBe(500)
    expect(body).not.toContain('fire')
    expect(String(served.reported.pop())).toContain('fire')
  })

  test('opens a socket and speaks the contract on it', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${served.server.port}/wire`, {
      origin: served.origin,
      headers: { cookie: served.cookie },
    })
    await once(socket, 'open')
    socket.terminate()
  })

  test('loses its socket when a message is far longer than any call', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${served.server.port}/wire`, {
      origin: served.origin,
      headers: { cookie: served.cookie },
    })
    await once(socket, 'open')
    socket.send('x'.repeat(17_000_000))
    const [code] = await once(socket, 'close')
    expect(code).toBe(1009)
  })

  test('may use the other name of this machine', async () => {
    const host = `localhost:${served.server.port}`
    expect((await served.asKnown({ host, headers: { Origin: `http://${host}` } })).status).toBe(200)
  })
})

describe('the address printed at the start', () => {
  test('gives a cookie once and leaves the address bar', async () => {
    const target = served.freshTarget()
    const first = await ask(served.server.port, { target })
    expect([first.status, first.headers.get('location')]).toEqual([303, '/'])
    expect(first.headers.get('set-cookie')).toMatch(
      new RegExp(`^podium-${served.server.port}=.+HttpOnly; SameSite=Strict$`),
    )
    const second = await ask(served.server.port, { target })
    expect([second.status, second.headers.get('set-cookie')]).toEqual([403, undefined])
    expect(second.body).toContain('Press Enter')
  })

  test('opened again by the browser that used it shows the page', async () => {
    const target = served.freshTarget()
    await ask(served.server.port, { target })
    expect((await served.asKnown({ target })).status).toBe(200)
  })

  test('is not used up by a look at its headers', async () => {
    const target = served.freshTarget()
    expect((await ask(served.server.port, { method: 'HEAD', target })).status).toBe(403)
    expect((await ask(served.server.port, { target })).status).toBe(303)
  })
})

test('the server listens on this machine only', async () => {
  const addresses = new URL(served.server.newAddress())
  expect(addresses.hostname).toBe('127.0.0.1')
  const socket = connect(served.server.port, '::1')
  await expect(once(socket, 'connect')).rejects.toThrow()
})

test('closing ends open sockets and lets the port go', async () => {
  const other = await serveFolder()
  const address = `ws://127.0.0.1:${other.server.port}/wire`
  const socket = new WebSocket(address, { origin: other.origin, headers: { cookie: other.cookie } })
  await once(socket, 'open')
  const closed = once(socket, 'close')
  await Promise.all([other.close(), closed])
  await expect(ask(other.server.port, {})).rejects.toThrow()
})
