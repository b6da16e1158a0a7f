/** The file system as indexing sees it: a port, so that a test can count what is read. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { opendir, readFile, realpath, stat } from 'node:fs/promises'
import { AppError } from '../contract/errors.ts'
import type { FileFacts } from '../library/photos.ts'

export interface DirectoryEntry {
  readonly name: string
  readonly kind: 'file' | 'directory' | 'other'
}

export interface FileSystem {
  /** Throws where the directory cannot be read. */
  list(path: string): Promise<DirectoryEntry[]>
  /** Null where there is no such file. */
  facts(path: string): Promise<FileFacts | null>
  /** Of a directory, the same as long as it is the same one on the same device; null where there is none. */
  identity(path: string): Promise<string | null>
  /** First 16 bytes of the SHA-256 of the whole file, in hex: enough to tell all photos of a life apart. */
  hash(path: string, signal?: AbortSignal): Promise<string>
  /** The whole of a small file. Throws where it cannot be read. */
  read(path: string): Promise<Uint8Array>
}

const HASH_BYTES = 16
/** Large reads: fewer trips through the event loop, which core shares with every question. */
const READ_BYTES = 1 << 20

export const realFiles: FileSystem = {
  async list(path) {
    const entries: DirectoryEntry[] = []
    for await (const entry of await opendir(path, { bufferSize: 256 })) {
      // Links are not followed: they lead out of the folder, or round in circles.
      const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : 'other'
      entries.push({ name: entry.name, kind })
    }
    return entries
  },
  async facts(path) {
    try {
      const { size, mtimeMs } = await stat(path)
      return { size, mtimeMs: Math.floor(mtimeMs) }
    } catch {
      return null
    }
  },
  async identity(path) {
    try {
      // As big integers: some file systems use numbers that a double does not hold.
      const { dev, ino } = await stat(path, { bigint: true })
      return `${dev}:${ino}`
    } catch {
      return null
    }
  },
  async hash(path, signal) {
    const hash = createHash('sha256')
    const stream = createReadStream(path, { highWaterMark: READ_BYTES, ...(signal === undefined ? {} : { signal }) })
    for await (const block of stream) hash.update(block as Buffer)
    return hash.digest().subarray(0, HASH_BYTES).toString('hex')
  },
  read: (path) => readFile(path),
}

/** The real path of a folder, POSIX, as it is stored. @throws AppError `folder-unreadable`. */
export async function readableFolder(path: string, files: FileSystem): Promise<string> {
  const real = await realpath(path).catch(() => null)
  if (real === null || !(await stat(real)).isDirectory()) {
    throw new AppError(
      'folder-unreadable',
      `The folder ${path} cannot be read. Check that it exists and that you may open it.`,
    )
  }
  await files.list(real).catch((cause: unknown) => {
    throw new AppError('folder-unreadable', `The folder ${path} cannot be opened. Check its permissions.`, { cause })
  })
  return real.replaceAll('\\', '/')
}
