/**
 * Whether a folder can be read. One that held photos and is wholly empty is either emptied or the mount point that an
 * unplugged drive leaves. Only the very directory in which files were seen before, on the same device, counts as
 * emptied. This is remembered as long as the process lives and no longer: devices are numbered afresh at each start,
 * and a wrong "emptied" hides photos where a wrong "offline" only keeps showing them.
 */
import type { Folder } from '../contract/entities.ts'
import type { FileSystem } from './files.ts'

export class Roots {
  readonly #files: FileSystem
  /** By folder id: the directory in which files were seen last. */
  readonly #seen = new Map<number, string>()

  constructor(files: FileSystem) {
    this.#files = files
  }

  async readable({ folderId, path, photoCount }: Folder): Promise<boolean> {
    const before = await this.#files.identity(path)
    const entries = await this.#files.list(path).catch(() => null)
    // Asked on both sides: a drive may come or go in between.
    const identity = (await this.#files.identity(path)) === before ? before : null
    if (entries !== null && entries.length > 0) {
      if (identity !== null) this.#seen.set(folderId, identity)
      return true
    }
    if (entries !== null && (photoCount === 0 || (identity !== null && this.#seen.get(folderId) === identity)))
      return true
    // Another drive may be given the numbers of the one that went.
    this.#seen.delete(folderId)
    return false
  }
}
