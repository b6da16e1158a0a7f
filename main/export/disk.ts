/** The file system as an export uses it: a port, so that a test can fill the disk or take it away. */
import * as fs from 'node:fs/promises'
import { Copiers } from './copiers.ts'
import type { CopiedFile, CopyTask } from './copying.ts'

export type Disk = Pick<
  typeof fs,
  | 'access'
  | 'link'
  | 'lstat'
  | 'mkdir'
  | 'open'
  | 'readdir'
  | 'readlink'
  | 'realpath'
  | 'rename'
  | 'stat'
  | 'statfs'
  | 'symlink'
  | 'unlink'
> & {
  /** A new file, whole, flushed, with the dates of its source, under its name if that is free. @throws as `copying.ts` says */
  copyWhole(task: CopyTask): Promise<CopiedFile>
}

/** @param copierEntry what the threads that copy run, where it is not what lies beside this. */
export function openDisk(copierEntry?: URL): Disk {
  const copiers = new Copiers(copierEntry)
  return { ...fs, copyWhole: (task) => copiers.copy(task) }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Null where there is nothing of that name; throws where that cannot be known. */
export async function absent<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null
    throw error
  }
}

const COMPARED_AT_ONCE = 1 << 20

/** Byte for byte; false where either is no plain file. */
export async function equalFiles(left: string, right: string, disk: Disk): Promise<boolean> {
  const [a, b] = await Promise.all([left, right].map((path) => disk.lstat(path)))
  if (a === undefined || b === undefined || !a.isFile() || !b.isFile() || a.size !== b.size) return false
  if (a.ino === b.ino && a.dev === b.dev) return true
  const files = [await disk.open(left, 'r')]
  try {
    files.push(await disk.open(right, 'r'))
    const blocks = files.map(() => Buffer.alloc(Math.min(COMPARED_AT_ONCE, Math.max(1, a.size))))
    for (let at = 0; at < a.size; at += COMPARED_AT_ONCE) {
      const length = Math.min(COMPARED_AT_ONCE, a.size - at)
      for (const [i, file] of files.entries()) {
        const { bytesRead } = await file.read(blocks[i]!, 0, length, at)
        if (bytesRead < length) return false
      }
      if (!blocks[0]!.subarray(0, length).equals(blocks[1]!.subarray(0, length))) return false
    }
    return true
  } finally {
    await Promise.all(files.map((file) => file.close()))
  }
}
