/**
 * Finishes the exports of a library, or begins the one that is wished for; ends when none is left. Dies at a moment of its
 * work: moments are counted by what it asks of the disk and writes into its journal, and told at the end.
 */
import { join } from 'node:path'
import type { ExportRequest } from '../../../main/contract/exports.ts'
import { openDisk, type Disk } from '../../../main/export/disk.ts'
import { ExportService } from '../../../main/export/service.ts'
import { openLibrary } from '../../../main/library/open.ts'
import { createFakeInference } from '../../support/fake-inference.ts'

const [file = '', scratchFolder = '', wished = '', deathAt = '0'] = process.argv.slice(2)
let moments = 0

function moment(): void {
  moments += 1
  if (moments === Number(deathAt)) process.kill(process.pid, 'SIGKILL')
}

/** The same functions; each is a moment when it has begun and another when it is done. */
function counted<Functions extends object>(functions: Functions, names: readonly (keyof Functions)[]): Functions {
  const changed = { ...functions }
  for (const name of names) {
    const real = functions[name] as (...words: unknown[]) => unknown
    const same = (...words: unknown[]): unknown => {
      const result = real(...words)
      moment()
      if (!(result instanceof Promise)) return result
      return result.finally(moment)
    }
    changed[name] = same as Functions[typeof name]
  }
  return changed
}

const WRITING: readonly (keyof Disk)[] = ['copyWhole', 'link', 'mkdir', 'open', 'rename', 'symlink', 'unlink']

const opened = openLibrary(file)
const library = { ...opened, jobs: counted(opened.jobs, ['settle', 'settleWritten', 'reopen']) }
const inference = createFakeInference()
inference.gate = () => {
  moment()
  return Promise.resolve()
}
const service = new ExportService({
  library,
  renderer: inference,
  disk: counted(openDisk(), WRITING),
  ranking: { evaluate: () => Promise.reject(new Error('Nothing is ranked here.')) },
  thumbnailFolder: join(scratchFolder, 'thumbnails'),
  scratchFolder,
  emit: () => undefined,
  // Tables say when they were made.
  now: () => 1_700_000_000_000,
})
const request = JSON.parse(wished) as ExportRequest
const begun = service.list().find(({ target }) => target === request.target)
if (begun === undefined) {
  const { planId } = await service.plan(request)
  await service.settled((await service.start(planId)).jobId)
} else if (begun.state !== 'done') {
  // A death after the last file leaves nothing to do.
  service.resume(begun.jobId)
  await service.settled(begun.jobId)
}
await service.close()
opened.close()
process.send?.(moments)
