/** Pipelines over files, bytes and pixels. The only user of sharp. */
import sharp, { type Metadata, type Sharp } from 'sharp'
import { PIXEL_LIMIT } from './refusal.ts'

export type { Metadata, Sharp }

// One picture uses one thread; several pictures are decoded at once instead.
export function configureImages(): void {
  sharp.concurrency(1)
  sharp.cache(false)
}

/** A pipeline over a file or its bytes; `strict` refuses a file that breaks off. */
export function openImage(input: string | Uint8Array, strict: boolean): Sharp {
  return sharp(input, { failOn: strict ? 'truncated' : 'none', limitInputPixels: PIXEL_LIMIT })
}

/** Of the first frame; nothing is decoded. */
export function metadataOf(input: string | Uint8Array): Promise<Metadata> {
  return sharp(input, { limitInputPixels: PIXEL_LIMIT }).metadata()
}

/** @param data [height, width, channels], 8 bits. */
export function fromPixels(data: Uint8Array, width: number, height: number, channels: 3 | 4): Sharp {
  return sharp(data, { raw: { width, height, channels } })
}
