import { UNREAD } from '../contract/host.ts'

/** Part of the address of a photo's pictures: other bytes have another, so caches may keep each for ever. */
export function assetVersion(contentHash: string | null | undefined): string {
  return contentHash?.slice(0, 12) ?? UNREAD
}
