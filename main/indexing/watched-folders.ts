/** Which folders the system tells the changes of, and what it tells. */
import type { AppEvent, Folder } from '../contract/entities.ts'
import type { Library } from '../library/open.ts'
import type { Look } from './looks.ts'
import type { Watcher } from './watcher.ts'

export interface WatchedFoldersOptions {
  readonly library: Pick<Library, 'folders'>
  /** Null where nothing is watched. */
  readonly watcher: Watcher | null
  readonly emit: (event: AppEvent) => void
  readonly signal: AbortSignal
}

export class WatchedFolders {
  readonly #options: WatchedFoldersOptions

  constructor(options: WatchedFoldersOptions) {
    this.#options = options
  }

  /** Whether changes are told at all. */
  get any(): boolean {
    return this.#options.watcher !== null
  }

  /** @param onLook something changed there. */
  follow(onLook: (look: Look) => void): void {
    const { library, watcher } = this.#options
    watcher?.onLook((path, under) => {
      const folderId = library.folders.at(path)
      if (folderId !== null) onLook({ folderId, under })
    })
    watcher?.onLost((path) => {
      const folder = library.folders.get(library.folders.at(path) ?? -1)
      if (folder !== null) this.#note(folder, false)
    })
  }

  watch(folder: Folder): void {
    void this.#options.watcher
      ?.watch(folder.path)
      .catch(() => false)
      .then((watched) => {
        this.#note(folder, watched)
      })
  }

  async unwatch(folder: Folder): Promise<void> {
    await this.#options.watcher?.unwatch(folder.path)
  }

  async close(): Promise<void> {
    await this.#options.watcher?.close()
  }

  #note(folder: Folder, watched: boolean): void {
    const { library, emit, signal } = this.#options
    if (signal.aborted || folder.watched === watched) return
    library.folders.setWatched(folder.folderId, watched)
    emit({ kind: 'folders.changed' })
  }
}
