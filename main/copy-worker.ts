/** Entry: a thread that copies files, so that copying them keeps nothing else waiting. */
import { parentPort } from 'node:worker_threads'
import type { CopyAnswer, CopyQuestion } from './export/copiers.ts'
import { copyWhole } from './export/copying.ts'

parentPort?.on('message', (question: CopyQuestion) => {
  void answer(question).then((said) => {
    parentPort?.postMessage(said)
  })
})

async function answer({ id, task }: CopyQuestion): Promise<CopyAnswer> {
  try {
    return { id, copied: await copyWhole(task) }
  } catch (error) {
    const { code = '', message, of } = error as NodeJS.ErrnoException & { of?: 'source' }
    return { id, refusal: { code, message, ...(of === undefined ? {} : { of }) } }
  }
}
