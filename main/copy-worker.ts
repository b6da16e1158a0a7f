/** Entry: a thread that copies files, so that flushing them to the disk keeps nothing else waiting. */
import { parentPort } from 'node:worker_threads'
import { copyWhole, type CopyTask } from './export/copying.ts'

parentPort?.on('message', (task: CopyTask) => {
  let refusal: { code: string; message: string } | null = null
  try {
    copyWhole(task)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    refusal = { code, message }
  }
  parentPort?.postMessage(refusal)
})
