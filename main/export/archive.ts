/** A job whose files go into one ZIP, which gets its name when it is whole. */
import { readFile, stat, unlink } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { join, posix } from 'node:path'
import { AppError } from '../contract/errors.ts'
import type { StoredItem } from '../library/jobs.ts'
import { absent } from './disk.ts'
import { extendName } from './names.ts'
import { itemsIn, settleFailure, type Run } from './outcomes.ts'
import { closing, give, NameTaken, partName, placeBelow } from './place.ts'
import { checkTarget, explain, type Target } from './target.ts'
import type { Made } from './writer.ts'
import { writeZip, type ZipEntry } from './zip.ts'

/** Larger files are read as they are written; these whole, so that one that cannot be read costs nothing but itself. */
const READ_WHOLE = 64_000_000
/** What shrinks: everything else holds pictures, which are compressed already. */
const SHRINKS = /\.(?:csv|json|html|xmp|txt|svg)$/iu

/** A file that failed in the middle, with the archive half written around it. */
class BrokenEntry extends Error {
  readonly item: StoredItem
  constructor(item: StoredItem, cause: unknown) {
    super('An entry broke off.', { cause })
    this.item = item
  }
}

/** @throws AppError where it is not one file that is at fault; then there is no archive, and every file waits again. */
export async function zipFiles(run: Run): Promise<void> {
  const { job, target, services } = run
  const { jobs } = services
  const [archive] = itemsIn('waiting', run)
  if (archive === undefined) return
  if (target === null || archive.number !== 0) throw new AppError('internal', 'This archive has no folder to lie in.')
  try {
    while (!(await attempt(archive, target, run))) {
      // An entry broke off and is left out: the archive is made again without it.
      jobs.reopen(job.jobId, 'written')
    }
  } catch (error) {
    jobs.reopen(job.jobId, 'written')
    throw error
  }
}

/** False where an entry broke the archive; it is noted as failed. */
async function attempt(archive: StoredItem, target: Target, run: Run): Promise<boolean> {
  const { job, services } = run
  const { disk, jobs } = services
  const part = join(target.realPath, partName(job.key, archive.number))
  try {
    await checkTarget(target, disk)
    await absent(disk.unlink(part))
    const bytes = await closing(await disk.open(part, 'wx'), (file) => writeZip(entriesOf(archive, run), file))
    if (run.signal.aborted) throw new AppError('cancelled', 'The export was cancelled.')
    const [entry] = itemsIn('written', run)
    if (entry === undefined) {
      await disk.unlink(part)
      settleFailure(archive, new AppError('not-available', 'There was nothing to put into it.'), run)
    } else {
      const message = await placeArchive(archive, part, target, run)
      jobs.settle(job.jobId, archive.number, { state: 'written', bytes, message })
    }
    services.changed()
    return true
  } catch (error) {
    await absent(disk.unlink(part)).catch(() => undefined)
    if (run.signal.aborted) throw new AppError('cancelled', 'The export was cancelled.')
    if (error instanceof BrokenEntry) {
      settleFailure(error.item, await explain(error.cause, error.item.name, target, disk), run)
      return false
    }
    if (error instanceof NameTaken)
      throw new AppError(
        'target-unwritable',
        `${archive.name} has come into the folder meanwhile. Move it, then resume.`,
      )
    throw await explain(error, part, target, disk)
  }
}

/** A resumed job may find its own earlier archive, which had less in it: that stays, and this gets another name. */
async function placeArchive(archive: StoredItem, part: string, target: Target, run: Run): Promise<string | null> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? archive.name : extendName(archive.name, ` (${String(number)})`)
    try {
      await give({ part, final: placeBelow(target.realPath, name), resumed: run.resumed }, run.services.disk)
      return number === 1 ? null : `Written as ${name}, beside the one of before.`
    } catch (error) {
      if (!(error instanceof NameTaken) || !run.resumed) throw error
    }
  }
}

async function* entriesOf(archive: StoredItem, run: Run): AsyncGenerator<ZipEntry> {
  const { job, services, target } = run
  for (const item of itemsIn('waiting', run)) {
    if (item.number === archive.number) continue
    if (isAborted(run)) return
    try {
      const name = item.name.slice(archive.name.length + 1)
      const made = await run.writer.make({ ...item, name }, run.set, run.context)
      const { entry, bytes } = await entryOf(name, made, item, run)
      yield entry
      services.jobs.settle(job.jobId, item.number, { state: 'written', bytes: bytes(), message: null })
    } catch (error) {
      if (error instanceof BrokenEntry) throw error
      if (isAborted(run)) return
      settleFailure(item, await explain(error, item.name, target, services.disk), run)
    }
    services.changed()
  }
}

/** Asked anew each time: it may have changed since. */
function isAborted({ signal }: Run): boolean {
  return signal.aborted
}

interface CountedEntry {
  readonly entry: ZipEntry
  readonly bytes: () => number
}

async function entryOf(name: string, made: Made, item: StoredItem, run: Run): Promise<CountedEntry> {
  const compress = SHRINKS.test(posix.basename(name))
  let count = 0
  async function* counted(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const block of source) {
        if (run.signal.aborted) throw new AppError('cancelled', 'The export was cancelled.')
        count += block.byteLength
        yield block
      }
    } catch (error) {
      throw new BrokenEntry(item, error)
    }
  }
  if (made.kind === 'stream') {
    const entry = { name, modifiedAt: run.context.now(), compress, content: counted(made.bytes) }
    return { entry, bytes: () => count }
  }
  const { size, mtime } = await stat(made.path)
  const small = size <= READ_WHOLE
  const content = small ? await readFile(made.path) : counted(createReadStream(made.path, { highWaterMark: 1 << 20 }))
  if (made.kind === 'made' && small) await unlink(made.path)
  if (content instanceof Uint8Array) count = content.length
  return { entry: { name, modifiedAt: mtime, compress, content }, bytes: () => count }
}
