/**
 * Pure checks on what reaches the loopback port or the app's own protocols. Any program and any web page on this
 * computer can send a request, so everything is refused that is not plainly ours.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import type { AssetKind } from '../contract/host.ts'

export interface RequestFacts {
  readonly method: string
  readonly host: string | undefined
  readonly origin: string | undefined
  /** `Sec-Fetch-Site`, which browsers set and pages cannot. */
  readonly fetchSite: string | undefined
  readonly isSocket: boolean
  readonly hasBody: boolean
}

export interface Refusal {
  readonly status: 400 | 403 | 405 | 413
  readonly message: string
}

/** Null lets the request go on to the session check. */
export function checkRequest(facts: RequestFacts, port: number): Refusal | null {
  // A name of another site that resolves to 127.0.0.1 (DNS rebinding) arrives with that name in Host.
  if (!isOwnHost(facts.host, port)) return { status: 403, message: 'This address is not one of Podium.' }
  const reads = facts.method === 'GET' || facts.method === 'HEAD'
  const originNeeded = facts.isSocket || !reads
  if (originNeeded || facts.origin !== undefined) {
    if (facts.origin === undefined || !isOwnOrigin(facts.origin, facts.host)) {
      return { status: 403, message: 'Requests from other pages are refused.' }
    }
  }
  // Cookies know no port: another server on this machine counts as the same site, so only the same origin will do.
  if (facts.fetchSite !== undefined && facts.fetchSite !== 'same-origin' && facts.fetchSite !== 'none') {
    return { status: 403, message: 'Requests from other pages are refused.' }
  }
  if (!reads) return { status: 405, message: 'Only GET and HEAD are answered here.' }
  if (facts.hasBody) return { status: 413, message: 'A request with a body is refused.' }
  return null
}

export function isOwnHost(host: string | undefined, port: number): host is string {
  return host === `127.0.0.1:${String(port)}` || host === `localhost:${String(port)}`
}

export function isOwnOrigin(origin: string, host: string | undefined): boolean {
  return host !== undefined && origin === `http://${host}`
}

/** Constant time in what is compared; hashing first hides the length too. */
export function equalSecrets(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right))
}

/** Value of one cookie; null where it is absent or sent twice, which no browser of ours does. */
export function cookieValue(header: string | undefined, name: string): string | null {
  if (header === undefined) return null
  const values = header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1))
  return values.length === 1 ? (values[0] ?? null) : null
}

/** Names Windows opens as devices wherever they stand, with any extension. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9]|lpt[0-9])(?:\.|$)/i

/** What our own build names its files. No leading dot, so neither `..` nor hidden files; no `\`, `:`, `%` or NUL. */
const PLAIN_SEGMENT = /^[A-Za-z0-9_@-][A-Za-z0-9_@.-]*$/

/** The file below `root` that a request path names, or null for every path that is not plainly below it. */
export function pathBelow(root: string, requestPath: string): string | null {
  if (requestPath === '/') return join(root, 'index.html')
  const decoded = decodeOnce(requestPath)
  if (!decoded?.startsWith('/')) return null
  const segments = decoded.slice(1).split('/')
  const plain = segments.every(
    (segment) => PLAIN_SEGMENT.test(segment) && !segment.endsWith('.') && !DEVICE_NAME.test(segment),
  )
  return plain ? join(root, ...segments) : null
}

export interface AssetAddress {
  readonly kind: AssetKind
  readonly photoId: number
}

/** `/thumbnail/12` or `/view/12`: an id in plain decimal digits and nothing else. */
export function assetAddress(path: string): AssetAddress | null {
  const match = /^\/(thumbnail|view)\/(0|[1-9][0-9]{0,15})$/.exec(path)
  if (match === null) return null
  const photoId = Number(match[2])
  if (!Number.isSafeInteger(photoId)) return null
  return { kind: match[1] === 'view' ? 'view' : 'thumbnail', photoId }
}

function decodeOnce(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
