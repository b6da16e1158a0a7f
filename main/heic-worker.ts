/** Entry: the thread that decodes HEIC, so that a second of WebAssembly keeps nobody waiting. */
import type { ContainerTask } from './inference/containers.ts'
import { decodeHeic } from './inference/heic.ts'
import { serveThread } from './inference/thread.ts'

serveThread(
  async ({ bytes, pixelLimit }: ContainerTask) => {
    const { data, width, height } = await decodeHeic(bytes, pixelLimit)
    return { data, width, height }
  },
  ({ data }) => [data.buffer as ArrayBuffer],
)
