/** The files of a job one by one: made, put in place, noted; and what an earlier run left is tidied up. */
import { basename, dirname, join, posix } from 'node:path'
import { AppError } from '../contract/errors.ts'
import type { JobStore, StoredItem, StoredJob } from '../library/jobs.ts'
import { mayMakeAnew } from './copies.ts'
import { absent, type Disk } from './disk.ts'
import { itemsIn, settleFailure, type Run } from './outcomes.ts'
import {
  makeFolders,
  partName,
  placeBelow,
  placeCopy,
  placeLink,
  placeMade,
  placeStream,
  removePart,
  replaceStream,
  syncFolder,
  type Placing,
} from './place.ts'
import { checkTarget, explain } from './target.ts'
import type { ExportItem, Made } from './writer.ts'
import { WrittenFiles } from './written.ts'

/** Files under way at once: as many as the threads that copy hold, and some that are looked at before and after. */
const COPIES_AT_ONCE = 24
/** Files that are made: a job that is stopped waits for those under way. */
const MADE_AT_ONCE = 8

/** @param stopped told when one failure means that no other file would fare better. */
export async function makeFiles(run: Run, stopped: AbortController): Promise<void> {
  const waiting = itemsIn('waiting', run)
  const written = new WrittenFiles(run)
  const work = async (): Promise<void> => {
    if (run.target !== null) await checkTarget(run.target, run.services.disk)
    for (const item of waiting) {
      if (run.signal.aborted) return
      await makeOne(item, run, written)
    }
  }
  // The first that finds the target gone stops the others, which still finish or clean up what they hold.
  const { options } = run.request
  const length = options.kind === 'copies' && !mayMakeAnew(options) ? COPIES_AT_ONCE : MADE_AT_ONCE
  const workers = Array.from({ length }, () =>
    work().catch((error: unknown) => {
      stopped.abort()
      throw error
    }),
  )
  const ends = await Promise.allSettled(workers)
  const [last] = await Promise.allSettled([written.note()])
  const failed = [...ends, last].find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

async function makeOne(item: StoredItem, run: Run, written: WrittenFiles): Promise<void> {
  const { services, target, signal } = run
  const { disk } = services
  const placing = placingOf(item, run)
  try {
    const bytes = await placeItem(item, placing, run)
    await written.add({ number: item.number, bytes })
  } catch (error) {
    await absent(disk.unlink(placing.part)).catch(() => undefined)
    // What was given up in the middle waits for the next run.
    if (signal.aborted) return
    settleFailure(item, await explain(error, placing.final, target, disk), run)
    services.changed()
  }
}

function placingOf(item: StoredItem, { job, target, resumed }: Run): Placing {
  if (target !== null) {
    const part = join(target.realPath, partName(job.key, item.number))
    return { final: placeBelow(target.realPath, item.name), part, resumed }
  }
  return { final: item.name, part: join(dirname(item.name), partName(job.key, item.number)), resumed }
}

async function placeItem(item: StoredItem, placing: Placing, run: Run): Promise<number> {
  const { set, context, writer, target } = run
  const { disk } = run.services
  if (target === null) {
    checkBeside(item, run)
    // A sidecar that is a link is one elsewhere: that one is updated, and the link stays.
    const final = (await absent(disk.realpath(placing.final))) ?? placing.final
    const before = await absent(disk.lstat(final))
    const made = await writer.make(item, set, context)
    if (before === null || made.kind !== 'stream' || made.replaces !== true) return placeFile(made, placing, disk)
    const part = join(dirname(final), basename(placing.part))
    return replaceStream(made.bytes, { ...placing, final, part }, before, disk)
  }
  await makeFolders(target.realPath, placing.final, disk)
  return placeFile(await writer.make(item, set, context), placing, disk)
}

async function placeFile(made: Made, placing: Placing, disk: Disk): Promise<number> {
  switch (made.kind) {
    case 'original':
      if (made.method === undefined || made.method === 'copy') return placeCopy(made.path, placing, disk)
      await placeLink(made.path, placing, made.method, disk)
      return 0
    case 'made':
      try {
        return await placeMade(made.path, placing, disk)
      } catch (error) {
        await absent(disk.unlink(made.path)).catch(() => undefined)
        throw error
      }
    case 'stream':
      return placeStream(made.bytes, placing, disk)
  }
}

/** Beside an original, only its sidecar may be written. */
function checkBeside({ name, position }: ExportItem, { set }: Run): void {
  const row = position === null ? undefined : set.rows[position - 1]
  const path = name.replaceAll('\\', '/')
  if (row === undefined || posix.dirname(path) !== posix.dirname(row.path) || !/\.xmp$/iu.test(path))
    throw new AppError('invalid-params', 'Only a sidecar may be written beside a photo.')
}

/** Before going on: temporary files go, and after a crash what was called written must be there. */
export async function tidy(run: Run, crashed: boolean): Promise<void> {
  const { job, services, target, request } = run
  const { jobs, disk } = services
  if (request.zip) {
    // An archive has no middle to go on from.
    jobs.reopen(job.jobId, 'written')
    return
  }
  const left = target === null ? null : new Set(await disk.readdir(target.realPath))
  for (const item of itemsIn('waiting', run))
    if (left === null || left.has(partName(job.key, item.number))) await removePart(placingOf(item, run), disk)
  if (!crashed || target === null) return
  const lost: number[] = []
  for (const item of itemsIn('written', run)) {
    const facts = await absent(disk.lstat(placingOf(item, run).final))
    const whole = facts !== null && (facts.isSymbolicLink() || item.bytes === 0 || facts.size === item.bytes)
    if (!whole) lost.push(item.number)
  }
  if (lost.length > 0) jobs.reopen(job.jobId, 'written', lost)
}

/** The listings of the folders that were written into. */
export async function syncFolders(run: Run): Promise<void> {
  const { target, request } = run
  if (target === null) return
  const folders = new Set([target.realPath])
  if (!request.zip)
    for (const { name } of itemsIn('written', run))
      if (name.includes('/')) folders.add(dirname(placeBelow(target.realPath, name)))
  for (const folder of folders) await syncFolder(folder, run.services.disk)
}

/** Unfinished files of a job: of a crash, or of pictures that were made and not placed. */
export async function removeLeftovers(
  { jobId, key, realTarget }: StoredJob,
  jobs: JobStore,
  disk: Disk,
): Promise<void> {
  const remove = async (path: string): Promise<void> => {
    await absent(disk.unlink(path)).catch(() => undefined)
  }
  if (realTarget !== null) {
    const names = await disk.readdir(realTarget).catch(() => [])
    const mine = names.filter((name) => name.startsWith(`.podium-${key}-`) && name.endsWith('.part'))
    for (const name of mine) await remove(join(realTarget, name))
    return
  }
  for (const { name, number } of itemsIn('waiting', { job: { jobId }, services: { jobs } }))
    await remove(join(dirname(name), partName(key, number)))
}
