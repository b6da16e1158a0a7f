/** Pictures in containers that sharp does not decode, each kind on a thread of its own: one such picture takes a second. */
import type { RgbaPicture } from './heic.ts'
import type { RawPicture } from './raw.ts'
import { Thread } from './thread.ts'

export interface ContainerTask {
  readonly bytes: Uint8Array
  readonly pixelLimit: number
}

export type ContainerDecoder<Picture> = (bytes: Uint8Array, pixelLimit: number) => Promise<Picture>

export interface Containers {
  readonly heic: ContainerDecoder<RgbaPicture>
  readonly raw: ContainerDecoder<RawPicture>
}

/** Started with the first picture of their kind, ended when none came for a while. */
export function containerThreads(): Containers {
  const heic = new Thread<ContainerTask, RgbaPicture>('heic-worker')
  const raw = new Thread<ContainerTask, RawPicture>('raw-worker')
  return {
    heic: (bytes, pixelLimit) => heic.ask({ bytes, pixelLimit }),
    raw: (bytes, pixelLimit) => raw.ask({ bytes, pixelLimit }),
  }
}

/** On the calling thread: for a command or a test. The libraries are loaded with the first such picture. */
export const CONTAINERS_HERE: Containers = {
  heic: async (...task) => (await import('./heic.ts')).decodeHeic(...task),
  raw: async (...task) => (await import('./raw.ts')).decodeRaw(...task),
}
