/** One file copied whole and flushed. Blocks its thread, and so runs on one of its own. */
import { chmodSync, closeSync, constants, copyFileSync, fsyncSync, futimesSync, openSync } from 'node:fs'

export interface CopyTask {
  readonly source: string
  /** Must not exist. */
  readonly target: string
  /** Dates and permissions of the source. */
  readonly atimeMs: number
  readonly mtimeMs: number
  readonly mode: number
}

/** With the dates of the source. @throws as the file system does */
export function copyWhole({ source, target, atimeMs, mtimeMs, mode }: CopyTask): void {
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
}

/** Half a microsecond more: what a file system cuts off must not make it the millisecond before. */
function seconds(ms: number): number {
  return (ms + 0.000_5) / 1_000
}
