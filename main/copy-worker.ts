/** Entry: a thread that copies files, so that flushing them to the disk keeps nothing else waiting. */
import { parentPort } from 'node:worker_threads'
import type { CopyAnswer } from './export/copiers.ts'
import { copyWhole, type CopyTask } from './export/copying.ts'

parentPort?.on('message', (task: CopyTask) => {
  parentPort?.postMessage(answer(task))
})

function answer(task: CopyTask): CopyAnswer {
  try {
    return { copied: copyWhole(task) }
  } catch (error) {
    const { code = '', message, of } = error as NodeJS.ErrnoException & { of?: 'source' }
    return { refusal: { code, message, ...(of === undefined ? {} : { of }) } }
  }
}
