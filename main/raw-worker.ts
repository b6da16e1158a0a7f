/** Entry: the thread that looks into camera raw files, so that their WebAssembly keeps nobody waiting. */
import type { ContainerTask } from './inference/containers.ts'
import { decodeRaw } from './inference/raw.ts'
import { serveThread } from './inference/thread.ts'

serveThread(
  ({ bytes, pixelLimit }: ContainerTask) => decodeRaw(bytes, pixelLimit),
  ({ data }) => [data.buffer as ArrayBuffer],
)
