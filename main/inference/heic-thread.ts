/** HEIC decoding on a thread of its own: phones write little else, and one such picture blocks its thread for a second. */
import type { RgbaPicture } from './heic.ts'
import { Thread } from './thread.ts'

export interface HeicTask {
  readonly bytes: Uint8Array
  readonly pixelLimit: number
}

export class HeicThread {
  readonly #thread = new Thread<HeicTask, RgbaPicture>('heic-worker')

  decode(bytes: Uint8Array, pixelLimit: number): Promise<RgbaPicture> {
    return this.#thread.ask({ bytes, pixelLimit })
  }
}
