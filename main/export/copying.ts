/**
 * One file copied whole, flushed and given its name. Copying blocks its thread, and so runs on one of its own; meanwhile
 * the files before it are flushed.
 */
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsync,
  futimesSync,
  linkSync,
  openSync,
  statSync,
  unlinkSync,
  type Stats,
} from 'node:fs'
import { promisify } from 'node:util'

const flush = promisify(fsync)

export interface CopyTask {
  readonly source: string
  /** Must not exist. */
  readonly target: string
  /** The name it gets in the end, if that is free; without one it stays under `target`. */
  readonly final?: string
}

/** What was copied, as it was when copying began. */
export interface CopiedFile {
  readonly size: number
  readonly mtimeMs: number
  /** It has its final name. False where the name was not to be had, or the source changed meanwhile: whoever asked looks why. */
  readonly given: boolean
}

/** What another file system may do otherwise. */
export const FILES = { copyFileSync, linkSync, statSync, unlinkSync }

/** With the dates of the source. @throws as the file system does; with `of: 'source'` where the source cannot be looked at */
export async function copyWhole({ source, target, final }: CopyTask, files = FILES): Promise<CopiedFile> {
  const { atimeMs, mtimeMs, mode, size } = factsOf(source, files)
  files.copyFileSync(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  // A write-protected original gives a write-protected copy, which could not be flushed, nor deleted everywhere.
  if ((mode & 0o200) === 0) chmodSync(target, mode | 0o600)
  const file = openSync(target, 'r+')
  try {
    futimesSync(file, seconds(atimeMs), seconds(mtimeMs))
    await flush(file)
  } finally {
    closeSync(file)
  }
  if (final === undefined) return { size, mtimeMs, given: false }
  const after = factsOf(source, files)
  const same = after.size === size && after.mtimeMs === mtimeMs
  return { size, mtimeMs, given: same && give(target, final, files) }
}

/** Unlike renaming, linking refuses a name that is there, however late it came. */
function give(target: string, final: string, files: typeof FILES): boolean {
  try {
    files.linkSync(target, final)
  } catch {
    return false
  }
  files.unlinkSync(target)
  return true
}

function factsOf(source: string, files: typeof FILES): Stats {
  try {
    const facts = files.statSync(source)
    if (facts.isFile()) return facts
    throw Object.assign(new Error('not a file'), { code: 'ENOENT' })
  } catch (error) {
    throw Object.assign(error as Error, { of: 'source' })
  }
}

/** Half a microsecond more: what a file system cuts off must not make it the millisecond before. */
function seconds(ms: number): number {
  return (ms + 0.000_5) / 1_000
}
