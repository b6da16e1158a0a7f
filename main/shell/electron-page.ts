/** The app's own protocol: the built page, and nothing outside its folder. */
import { protocol } from 'electron'
import { streamFile } from './electron-photos.ts'
import { pageCacheControl, pageContentType } from './file-answer.ts'
import { pathBelow } from './gate.ts'
import { contentSecurityPolicy, securityHeaders } from './headers.ts'
import { isPageAddress, PAGE_SCHEME, PHOTO_SCHEME } from './origins.ts'

/** Before the app is ready: what the schemes may do. Standard and secure, so that the page has an origin of its own. */
export function registerSchemes(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
    // The page's worker reads pictures ahead, by calls that its origin alone may make.
    {
      scheme: PHOTO_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, stream: true },
    },
  ])
}

export function servePage(rendererFolder: string): void {
  const protective = securityHeaders(
    contentSecurityPolicy({ connect: [`${PHOTO_SCHEME}:`], pictures: [`${PHOTO_SCHEME}:`] }),
  )
  protocol.handle(PAGE_SCHEME, async (request) => {
    const path = isPageAddress(request.url) && request.method === 'GET' ? new URL(request.url).pathname : null
    const file = path === null ? null : pathBelow(rendererFolder, path)
    if (path === null || file === null) return new Response(null, { status: 400 })
    const page = { file, contentType: pageContentType(file), cacheControl: pageCacheControl(path) }
    return streamFile(page, request.headers, protective)
  })
}
