/** One library opened for one command, over the same app as the window. */
import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createApp, type App } from '../app.ts'
import type { Folder } from '../contract/entities.ts'
import { AppError } from '../contract/errors.ts'
import { forkInference } from '../inference/link.ts'
import { findDataFolder, findPlaces } from '../places.ts'
import { VERSION } from '../version.ts'
import type { Progress } from './output.ts'

export interface Session {
  readonly app: App
  /** The person wants the command to end. */
  readonly signal: AbortSignal
  /** Adds what is not watched yet, looks through the folders, and waits until nothing waits. */
  index(paths: readonly string[]): Promise<Folder[]>
  close(): Promise<void>
}

export interface SessionOptions {
  readonly entryUrl: string
  readonly library: string | undefined
  readonly progress: Progress
  readonly signal: AbortSignal
}

export async function openSession({ entryUrl, library, progress, signal }: SessionOptions): Promise<Session> {
  const places = findPlaces(entryUrl)
  const app = await createApp({
    dataFolder: findDataFolder(),
    ...(library === undefined ? {} : { libraryFile: resolve(library) }),
    modelFolder: places.modelFolder,
    sampleFolder: places.sampleFolder,
    startInference: (purpose) => forkInference(places.inferenceEntry, purpose),
    watch: false,
    version: VERSION,
    host: {
      capabilities: () => ({ kind: 'browser', folderDialog: false, reveal: false, open: false, drag: false }),
      chooseFolder: notAvailable,
      listFolders: notAvailable,
      reveal: notAvailable,
      open: notAvailable,
      drag: notAvailable,
      trash: notAvailable,
    },
  })
  const unsubscribe = app.subscribe((event) => {
    if (event.kind === 'indexing.changed') progress.show(event.status)
  })

  async function folderFor(path: string): Promise<Folder> {
    const found = await realpath(path).catch(() => {
      throw new AppError('folder-unreadable', `The folder ${path} cannot be read. Check that it exists.`)
    })
    const posix = found.replaceAll('\\', '/')
    const present = app.library.folders.list().find((folder) => folder.path === posix)
    if (present === undefined) return app.indexer.addFolder(found)
    app.indexer.rescan(present.folderId)
    return present
  }

  return {
    app,
    signal,
    async index(paths) {
      const folders: Folder[] = []
      for (const path of paths) folders.push(await folderFor(path))
      await Promise.race([app.idle(), aborted(signal)])
      progress.end()
      // A window waits for inference to come back; a command says what is wrong and ends.
      const { problem } = app.indexer.status()
      if (problem !== null) throw new AppError('inference-unavailable', problem)
      return folders
    },
    async close() {
      unsubscribe()
      await app.close()
    },
  }
}

function notAvailable(): never {
  throw new AppError('not-available', 'This needs the window.')
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => {
      reject(new AppError('cancelled', 'Interrupted. What was indexed so far is kept.'))
    }
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
  })
}
