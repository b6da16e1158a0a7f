/** Entry: the thread that decodes HEIC, so that a second of WebAssembly keeps nobody waiting. */
import { decodeHeic } from './inference/heic.ts'
import type { HeicTask } from './inference/heic-thread.ts'
import { serveThread } from './inference/thread.ts'

serveThread(
  async ({ bytes, pixelLimit }: HeicTask) => {
    const { data, width, height } = await decodeHeic(bytes, pixelLimit)
    return { data, width, height }
  },
  ({ data }) => [data.buffer as ArrayBuffer],
)
