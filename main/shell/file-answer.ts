/** What to answer when a file is asked for: whole, a range of it, unchanged or gone. Used by both hosts. */
import { stat } from 'node:fs/promises'
import { extname } from 'node:path'

export interface FileQuestion {
  readonly file: string
  readonly contentType: string
  readonly cacheControl: string
  /** Without one, the tag is made of the file's size and time. */
  readonly version?: string
  readonly ifNoneMatch: string | null
  readonly range: string | null
}

export interface FileAnswer {
  readonly status: 200 | 206 | 304 | 404 | 416
  readonly headers: Record<string, string>
  /** Bytes to stream, ends included; null where there is no body. */
  readonly bytes: { readonly start: number; readonly end: number } | null
}

const NOT_FOUND: FileAnswer = {
  status: 404,
  headers: { 'Content-Length': '0', 'Cache-Control': 'no-store' },
  bytes: null,
}

export async function answerFile(question: FileQuestion): Promise<FileAnswer> {
  const facts = await stat(question.file).catch(() => null)
  if (facts?.isFile() !== true) return NOT_FOUND
  const version = question.version ?? `${facts.size.toString(36)}-${Math.floor(facts.mtimeMs).toString(36)}`
  // A version is made of ids and hashes; anything else must not break out of the quotes.
  const tag = `"${version.replaceAll(/[^\w.:-]/g, '_')}"`
  const headers = { ETag: tag, 'Cache-Control': question.cacheControl }
  if (matchesTag(question.ifNoneMatch, tag)) return { status: 304, headers, bytes: null }
  const range = question.range === null ? 'whole' : parseRange(question.range, facts.size)
  if (range === 'unsatisfiable') {
    return {
      status: 416,
      headers: { 'Content-Range': `bytes */${String(facts.size)}`, 'Content-Length': '0' },
      bytes: null,
    }
  }
  const described = { ...headers, 'Content-Type': question.contentType, 'Accept-Ranges': 'bytes' }
  if (range === 'whole') {
    return {
      status: 200,
      headers: { ...described, 'Content-Length': String(facts.size) },
      bytes: facts.size === 0 ? null : { start: 0, end: facts.size - 1 },
    }
  }
  return {
    status: 206,
    headers: {
      ...described,
      'Content-Range': `bytes ${String(range.start)}-${String(range.end)}/${String(facts.size)}`,
      'Content-Length': String(range.end - range.start + 1),
    },
    bytes: range,
  }
}

/** Several ranges at once are not worth their format: the whole file is a valid answer to them. */
function parseRange(header: string, size: number): { start: number; end: number } | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim())
  if (match === null) return 'whole'
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return 'whole'
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (first !== '' && last !== '' && Number(last) < start) return 'whole'
  return start > end ? 'unsatisfiable' : { start, end }
}

function matchesTag(header: string | null, tag: string): boolean {
  if (header === null) return false
  if (header.trim() === '*') return true
  return header.split(',').some((part) => part.trim().replace(/^W\//, '') === tag)
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** Types of what the build writes; anything else is offered as bytes and, with nosniff, never run. */
export function pageContentType(file: string): string {
  return CONTENT_TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream'
}

/** Built names hold a hash of their content; only the page itself can change under its name. */
export function pageCacheControl(requestPath: string): string {
  return requestPath.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache'
}
