/** The `photo:` protocol: asks the core which file shows a photo, and streams it. A page knows ids, never paths. */
import { protocol } from 'electron'
import { createReadStream } from 'node:fs'
import type { AssetFile, AssetKind } from '../contract/host.ts'
import { answerFile, type FileQuestion } from './file-answer.ts'
import { assetAddress } from './gate.ts'
import { PICTURE_POLICY } from './headers.ts'
import { PAGE_ORIGIN, PHOTO_HOST, PHOTO_SCHEME } from './origins.ts'

export type WhichFile = (kind: AssetKind, photoId: number) => Promise<AssetFile | null>

export function servePhotos(whichFile: WhichFile): void {
  protocol.handle(PHOTO_SCHEME, async (request) => {
    const url = URL.parse(request.url)
    const address = url?.host === PHOTO_HOST && request.method === 'GET' ? assetAddress(url.pathname) : null
    if (address === null) return new Response(null, { status: 400 })
    const file = await whichFile(address.kind, address.photoId)
    if (file === null) return new Response(null, { status: 404 })
    return streamFile(file, request.headers, {
      'Content-Security-Policy': PICTURE_POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Access-Control-Allow-Origin': PAGE_ORIGIN,
    })
  })
}

/** The headers the file itself asks for, and those of the protocol. */
export async function streamFile(
  file: Omit<FileQuestion, 'ifNoneMatch' | 'range'>,
  asked: Pick<Headers, 'get'>,
  protective: Readonly<Record<string, string>>,
): Promise<Response> {
  const { status, headers, bytes } = await answerFile({
    ...file,
    ifNoneMatch: asked.get('if-none-match'),
    range: asked.get('range'),
  })
  const body = bytes === null ? null : streamBytes(file.file, bytes)
  return new Response(body, { status, headers: { ...protective, ...headers } })
}

/** Read only as fast as the page takes it, and closed when the page scrolls on. */
function streamBytes(
  file: string,
  bytes: { readonly start: number; readonly end: number },
): ReadableStream<Uint8Array> {
  const source = createReadStream(file, bytes)
  const blocks: AsyncIterator<Uint8Array> = source[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const block = await blocks.next()
      if (block.done === true) controller.close()
      else controller.enqueue(block.value)
    },
    cancel() {
      source.destroy()
    },
  })
}
