/** Says "look here again" when something under a folder changes; what changed is for the scan to find out. */
import { dirname, relative } from 'node:path'
import { watch, type FSWatcher } from 'chokidar'

export interface Watcher {
  /** Resolves when changes are seen from now on; false where this folder cannot be watched. */
  watch(folderPath: string): Promise<boolean>
  unwatch(folderPath: string): Promise<void>
  /** `under`: the directory to look at, relative and POSIX, '' for the whole folder. */
  onLook(listener: (folderPath: string, under: string) => void): void
  /** Watching ended by itself (system limits, a drive pulled): scan instead. */
  onLost(listener: (folderPath: string, reason: string) => void): void
  close(): Promise<void>
}

export function createWatcher(): Watcher {
  const watchers = new Map<string, FSWatcher>()
  const lookListeners: ((folderPath: string, under: string) => void)[] = []
  const lostListeners: ((folderPath: string, reason: string) => void)[] = []

  return {
    async watch(folderPath) {
      // A drive that came back is watched afresh: the old watch saw its directories go.
      await watchers.get(folderPath)?.close()
      return new Promise((resolve) => {
        const watcher = watch(folderPath, {
          ignoreInitial: true,
          followSymlinks: false,
          // A slow copy is one event at its end instead of many during it.
          awaitWriteFinish: { stabilityThreshold: 500, pollInterval: 100 },
          ignored: (path) => path !== folderPath && /[\\/](?:\.|@eaDir$)[^\\/]*$/u.test(path),
        })
        watchers.set(folderPath, watcher)
        watcher.on('all', (event, path) => {
          // A directory that came or went is looked at from its parent, so that its rows are swept too.
          const directory = dirname(path)
          const under = path === folderPath ? '' : relative(folderPath, directory).replaceAll('\\', '/')
          const whole = under.startsWith('..') || event === 'unlinkDir'
          for (const listener of lookListeners) listener(folderPath, whole ? '' : under)
        })
        watcher.on('error', (error) => {
          const reason = error instanceof Error ? error.message : String(error)
          for (const listener of lostListeners) listener(folderPath, reason)
          resolve(false)
        })
        watcher.on('ready', () => {
          resolve(true)
        })
      })
    },
    async unwatch(folderPath) {
      const watcher = watchers.get(folderPath)
      watchers.delete(folderPath)
      await watcher?.close()
    },
    onLook(listener) {
      lookListeners.push(listener)
    },
    onLost(listener) {
      lostListeners.push(listener)
    },
    async close() {
      await Promise.all([...watchers.values()].map((watcher) => watcher.close()))
      watchers.clear()
    },
  }
}
