/** Entry: the thread that decodes and measures photos, so that the network and questions are not kept waiting. */
import { workerData } from 'node:worker_threads'
import type { PhotoToAnalyse } from './inference/api.ts'
import { giveBack } from './inference/memory.ts'
import { createReader, type ReaderOptions } from './inference/reader.ts'
import { serveThread } from './inference/thread.ts'

const read = createReader(workerData as ReaderOptions)

serveThread(
  (photo: PhotoToAnalyse) => read(photo),
  // The small picture lies in memory of its decoder, which cannot be handed over: it is copied.
  (answer) => (answer.ok ? [answer.input.buffer] : []),
  (answer) => {
    if (answer.ok) giveBack(answer.small.data)
  },
)
