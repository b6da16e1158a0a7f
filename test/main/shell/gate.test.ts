import fc from 'fast-check'
import { join, relative, sep } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  assetAddress,
  checkRequest,
  cookieValue,
  equalSecrets,
  pathBelow,
  type RequestFacts,
} from '../../../main/shell/gate.ts'
import { Sessions } from '../../../main/shell/sessions.ts'

const PORT = 4711
const good: RequestFacts = {
  method: 'GET',
  host: '127.0.0.1:4711',
  origin: undefined,
  fetchSite: undefined,
  isSocket: false,
  hasBody: false,
}

describe('a request', () => {
  test('of our own page passes, under both names of this machine', () => {
    expect(checkRequest(good, PORT)).toBeNull()
    expect(checkRequest({ ...good, host: 'localhost:4711', fetchSite: 'same-origin' }, PORT)).toBeNull()
    expect(checkRequest({ ...good, isSocket: true, origin: 'http://127.0.0.1:4711' }, PORT)).toBeNull()
  })

  test.each<[string, Partial<RequestFacts>, number]>([
    ['without Host', { host: undefined }, 403],
    ['for another port', { host: '127.0.0.1:4712' }, 403],
    ['for a name that was rebound to this machine', { host: 'evil.example:4711' }, 403],
    ['for a name that begins like ours', { host: '127.0.0.1:4711.evil.example' }, 403],
    ['for a name in other letters', { host: 'LOCALHOST:4711' }, 403],
    ['for the address in another notation', { host: '2130706433:4711' }, 403],
    ['for the IPv6 address', { host: '[::1]:4711' }, 403],
    ['from another origin', { origin: 'http://evil.example' }, 403],
    ['from our origin over https', { origin: 'https://127.0.0.1:4711' }, 403],
    ['from the other name of this machine', { origin: 'http://localhost:4711' }, 403],
    ['from a sandboxed frame', { origin: 'null' }, 403],
    ['that opens a socket without Origin', { isSocket: true }, 403],
    ['of a page on another port', { fetchSite: 'same-site' }, 403],
    ['of another site', { fetchSite: 'cross-site' }, 403],
    ['that writes without Origin', { method: 'POST' }, 403],
    ['that writes from our page', { method: 'POST', origin: 'http://127.0.0.1:4711' }, 405],
    ['with a method nobody knows', { method: 'BREW', origin: 'http://127.0.0.1:4711' }, 405],
    ['with a body', { hasBody: true }, 413],
  ])('%s is refused', (_what, change, status) => {
    expect(checkRequest({ ...good, ...change }, PORT)?.status).toBe(status)
  })
})

describe('a path', () => {
  const root = join(sep, 'app', 'renderer')

  test('of our own build is found below the root', () => {
    expect(pathBelow(root, '/')).toBe(join(root, 'index.html'))
    expect(pathBelow(root, '/assets/index-D_3x.js')).toBe(join(root, 'assets', 'index-D_3x.js'))
    expect(pathBelow(root, '/%69ndex.html')).toBe(join(root, 'index.html'))
  })

  test.each([
    '',
    'index.html',
    '//evil.example/index.html',
    'http://evil.example/',
    '/..',
    '/../secret',
    '/a/../../secret',
    '/./index.html',
    '/%2e%2e/secret',
    '/%2E%2E%2Fsecret',
    '/%252e%252e/secret',
    '/..%2fsecret',
    '/..%5csecret',
    '/..\\secret',
    '/%c0%ae%c0%ae/secret',
    '/%u002e%u002e/secret',
    '/%',
    '/%zz',
    '/index.html%00.png',
    '/index.html\0',
    '/C:/secret',
    '/C%3A/secret',
    '/index.html::$DATA',
    '/.git/config',
    '/assets/',
    '/assets//x.js',
    '/con',
    '/NUL.txt',
    '/assets/com1.js',
    '/LPT9',
    '/index.html.',
    '/index.html%20',
    '/index.html\n',
    '/‥/secret',
    '/~root',
  ])('%j is refused', (path) => {
    expect(pathBelow(root, path)).toBeNull()
  })

  test('never leaves the root, whatever is asked', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      '%00',
      '%25',
      ':',
      'a',
      'con',
      ' ',
      '~',
      '\0',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const found = pathBelow(root, `/${pieces.join('')}`)
        if (found === null) return
        const inside = relative(root, found)
        expect(inside.startsWith('..') || inside === '' || inside.includes('\0')).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('an address of a picture', () => {
  test('is a kind and an id, and 0 is an id', () => {
    expect(assetAddress('/thumbnail/0')).toEqual({ kind: 'thumbnail', photoId: 0 })
    expect(assetAddress('/view/1203')).toEqual({ kind: 'view', photoId: 1203 })
  })

  test.each([
    '/view/-1',
    '/view/1.5',
    '/view/1e3',
    '/view/0x1',
    '/view/01',
    '/view/+1',
    '/view/ 1',
    '/view/',
    '/view/1/',
    '/view/9007199254740993',
    '/view/99999999999999999999',
    '/original/1',
    '/view/١',
    '/VIEW/1',
    '/view/1%00',
  ])('%j is refused', (path) => {
    expect(assetAddress(path)).toBeNull()
  })
})

describe('a session', () => {
  test('begins with a token that works once and gives a cookie scripts cannot read', () => {
    const sessions = new Sessions(PORT)
    const token = sessions.issueToken()
    const cookie = sessions.redeem(token) ?? ''
    expect(cookie).toMatch(/^podium-4711=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(sessions.isKnown(cookie.split(';')[0])).toBe(true)
    expect(sessions.redeem(token)).toBeNull()
  })

  test('does not begin with another token or an empty one', () => {
    const sessions = new Sessions(PORT)
    const token = sessions.issueToken()
    expect(sessions.redeem('')).toBeNull()
    expect(sessions.redeem(`${token}x`)).toBeNull()
    expect(sessions.redeem(new Sessions(PORT).issueToken())).toBeNull()
    expect(sessions.redeem(token)).not.toBeNull()
  })

  test('is not known by a cookie of another run, of another port, sent twice or with no value', () => {
    const sessions = new Sessions(PORT)
    const own = (sessions.redeem(sessions.issueToken()) ?? '').split(';')[0] ?? ''
    const other = new Sessions(PORT)
    const foreign = (other.redeem(other.issueToken()) ?? '').split(';')[0]
    expect(sessions.isKnown(foreign)).toBe(false)
    expect(sessions.isKnown(own.replace('4711', '4712'))).toBe(false)
    expect(sessions.isKnown(`${own}; ${own}`)).toBe(false)
    expect(sessions.isKnown('podium-4711=')).toBe(false)
    expect(sessions.isKnown(undefined)).toBe(false)
    expect(sessions.isKnown(`theme=dark; ${own}`)).toBe(true)
  })

  test('keeps only the latest addresses nobody opened', () => {
    const sessions = new Sessions(PORT)
    const first = sessions.issueToken()
    for (let count = 0; count < 8; count += 1) sessions.issueToken()
    expect(sessions.redeem(first)).toBeNull()
  })

  test('compares secrets of any length', () => {
    expect(equalSecrets('a', 'a')).toBe(true)
    expect(equalSecrets('a', 'ab')).toBe(false)
    expect(cookieValue('a=1; b=2', 'b')).toBe('2')
    expect(cookieValue('ab=1', 'b')).toBeNull()
  })
})
