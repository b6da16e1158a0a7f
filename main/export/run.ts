/** Runs a job from wherever it stands to its end. */
import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../contract/errors.ts'
import type { JobState } from '../contract/exports.ts'
import { codeOf } from './disk.ts'
import { makeFiles, removeLeftovers, syncFolders, tidy } from './files.ts'
import type { FrozenExport } from './journal.ts'
import type { Run, RunServices } from './outcomes.ts'
import { partName } from './place.ts'
import { explain, openTarget } from './target.ts'
import type { RenderTask, WriterContext } from './writer.ts'

/**
 * Makes every file that waits. @param former state the job was left in: `waiting` for its first run
 * @throws AppError where it is not one file that is at fault, or cancelled; the job can then be resumed
 */
export async function runExport(
  frozen: FrozenExport,
  services: RunServices,
  former: JobState,
  signal: AbortSignal,
): Promise<void> {
  const { job, request } = frozen
  const { jobs, disk } = services
  const target =
    job.target === null || job.realTarget === null
      ? null
      : await openTarget({ path: job.target, realPath: job.realTarget, mayMake: !job.opened, key: job.key }, disk)
  if (!job.opened) jobs.setOpened(job.jobId)
  const scratch = join(services.scratchFolder, job.key)
  const inTarget = request.options.kind === 'copies' && !request.zip && target !== null
  const stopped = new AbortController()
  const either = AbortSignal.any([signal, stopped.signal])
  const context: WriterContext = {
    request,
    signal: either,
    now: () => new Date(job.createdAt),
    thumbnail: (hash) => services.thumbnail(hash),
    render: async (task) => {
      // Where it will lie, so that it need not be moved to another drive.
      const folder = inTarget ? target.realPath : scratch
      if (!inTarget) await mkdir(scratch, { recursive: true })
      return render(task, join(folder, partName(job.key, randomUUID())), services)
    },
  }
  const writer = await services.writers[request.options.kind]()
  const resumed = former !== 'waiting'
  const run: Run = { ...frozen, services, writer, context, target, resumed, signal: either }
  try {
    if (resumed) await tidy(run, former === 'interrupted')
    if (request.zip) await (await import('./archive.ts')).zipFiles(run)
    else await makeFiles(run, stopped)
    await syncFolders(run)
  } catch (error) {
    throw codeOf(error) === '' ? error : await explain(error, job.target ?? '', target, disk)
  } finally {
    await rm(scratch, { recursive: true, force: true })
    await removeLeftovers(job, jobs, disk)
  }
  const { done, total } = jobs.get(job.jobId) ?? { done: 0, total: 0 }
  if (signal.aborted && done < total)
    throw new AppError('cancelled', 'The export was cancelled. What was written stays.')
}

async function render(task: RenderTask, target: string, { renderer }: RunServices): Promise<string> {
  await renderer.render({ ...task, target })
  return target
}
