/** The app's own addresses on the desktop. Nothing else is ever loaded, and no other page is ever answered. */

export const PAGE_SCHEME = 'podium'
export const PHOTO_SCHEME = 'photo'
export const PAGE_ORIGIN = `${PAGE_SCHEME}://app`
export const PHOTO_HOST = 'library'

export function isPageAddress(address: string): boolean {
  const url = URL.parse(address)
  return url?.protocol === `${PAGE_SCHEME}:` && url.host === 'app'
}

export function isOwnAddress(address: string): boolean {
  const url = URL.parse(address)
  return isPageAddress(address) || (url?.protocol === `${PHOTO_SCHEME}:` && url.host === PHOTO_HOST)
}
