/** Finishes the exports of a library, or begins the one that is wished for; ends when none is left, or is killed. */
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { ExportRequest } from '../../../main/contract/exports.ts'
import { ExportService } from '../../../main/export/service.ts'
import { openLibrary } from '../../../main/library/open.ts'
import { createFakeInference } from '../../support/fake-inference.ts'

const [file = '', scratchFolder = '', wished = ''] = process.argv.slice(2)
const library = openLibrary(file)
const inference = createFakeInference()
// Slow enough that a kill finds pictures under way.
inference.gate = () => setTimeout(2)
const service = new ExportService({
  library,
  inference,
  ranking: { evaluate: () => Promise.reject(new Error('Nothing is ranked here.')) },
  thumbnailFolder: join(scratchFolder, 'thumbnails'),
  scratchFolder,
  emit: () => undefined,
  // Tables say when they were made.
  now: () => 1_700_000_000_000,
})
const request = JSON.parse(wished) as ExportRequest
const begun = service.list().find(({ target }) => target === request.target)
process.send?.('started')
if (begun === undefined) {
  const { planId } = await service.plan(request)
  await service.settled((await service.start(planId)).jobId)
} else if (begun.state !== 'done') {
  // A kill after the last file finds nothing left to do.
  service.resume(begun.jobId)
  await service.settled(begun.jobId)
}
await service.close()
library.close()
