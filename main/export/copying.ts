/** One file copied whole and flushed. Blocks its thread, and so runs on one of its own. */
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  futimesSync,
  openSync,
  statSync,
  type Stats,
} from 'node:fs'

export interface CopyTask {
  readonly source: string
  /** Must not exist. */
  readonly target: string
}

/** What was copied, as it was when copying began. */
export interface CopiedFile {
  readonly size: number
  readonly mtimeMs: number
}

/** With the dates of the source. @throws as the file system does; with `of: 'source'` where the source cannot be looked at */
export function copyWhole({ source, target }: CopyTask): CopiedFile {
  const { atimeMs, mtimeMs, mode, size } = factsOf(source)
  copyFileSync(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  // A write-protected original gives a write-protected copy, which could not be flushed, nor deleted everywhere.
  if ((mode & 0o200) === 0) chmodSync(target, mode | 0o600)
  const file = openSync(target, 'r+')
  try {
    futimesSync(file, seconds(atimeMs), seconds(mtimeMs))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return { size, mtimeMs }
}

function factsOf(source: string): Stats {
  try {
    const facts = statSync(source)
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
