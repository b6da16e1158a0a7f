/** Entry: the thread that decodes HEIC, so that a second of WebAssembly keeps nobody waiting. */
import { parentPort } from 'node:worker_threads'
import { decodeHeic } from './inference/heic.ts'
import type { HeicAnswer, HeicRequest } from './inference/heic-thread.ts'

const port = parentPort
if (port === null) throw new Error('This file is the entry of a worker thread.')

port.on('message', ({ id, bytes, pixelLimit }: HeicRequest) => {
  decodeHeic(bytes, pixelLimit).then(
    ({ data, width, height }) => {
      const answer: HeicAnswer = { id, picture: { data, width, height } }
      port.postMessage(answer, [data.buffer as ArrayBuffer])
    },
    (error: unknown) => {
      const answer: HeicAnswer = { id, refusal: error instanceof Error ? error.message : String(error) }
      port.postMessage(answer)
    },
  )
})
