/** An indexer over a fresh library, with the parts a test wants to hold in its hand. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AppEvent } from '../../main/contract/entities.ts'
import { realFiles, type FileSystem } from '../../main/indexing/files.ts'
import { createIndexer, type Indexer } from '../../main/indexing/indexer.ts'
import type { Watcher } from '../../main/indexing/watcher.ts'
import type { FaceSearch } from '../../main/library/faces.ts'
import { openLibrary, type Library } from '../../main/library/open.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createFakeInference, FAKE_DIMENSION, type FakeInference } from './fake-inference.ts'
import { temporaryFolder } from './picture-folder.ts'

export interface IndexingBench {
  readonly root: string
  readonly library: Library
  readonly inference: FakeInference
  readonly indexer: Indexer
  readonly clock: FakeClock
  readonly events: AppEvent[]
  /** Makes an empty folder below the root; not yet added. */
  folder(name: string): Promise<string>
  rescan(folderId: number): Promise<void>
}

export interface BenchOptions {
  readonly files?: Partial<FileSystem>
  readonly watcher?: Watcher
  readonly root?: string
  /** Read whenever faces are looked for. */
  readonly faces?: () => FaceSearch | null
}

export async function indexingBench({ files = {}, watcher, root, faces }: BenchOptions = {}): Promise<IndexingBench> {
  const base = root ?? (await temporaryFolder())
  const library = openLibrary(join(base, 'library.db'))
  const inference = createFakeInference()
  const clock = createFakeClock(Date.now())
  const events: AppEvent[] = []
  const indexer = createIndexer({
    library,
    inference,
    clock,
    watcher: watcher ?? null,
    files: { ...realFiles, ...files },
    model: { id: 'fake-1', dimension: FAKE_DIMENSION },
    ...(faces === undefined ? {} : { faces }),
    emit: (event) => {
      events.push(event)
    },
  })
  onTestFinished(async () => {
    await indexer.close()
    library.close()
  })
  return {
    root: base,
    library,
    inference,
    indexer,
    clock,
    events,
    async folder(name) {
      const path = join(base, name)
      await mkdir(path, { recursive: true })
      return path
    },
    async rescan(folderId) {
      indexer.rescan(folderId)
      await indexer.idle()
    },
  }
}

/** A watcher that sees what the test tells it. */
export interface FakeWatcher extends Watcher {
  readonly watching: Set<string>
  look(folderPath: string, under: string): void
}

export function createFakeWatcher(): FakeWatcher {
  const watching = new Set<string>()
  const listeners: ((folderPath: string, under: string) => void)[] = []
  return {
    watching,
    look(folderPath, under) {
      for (const listener of listeners) listener(folderPath, under)
    },
    watch(folderPath) {
      watching.add(folderPath)
      return Promise.resolve(true)
    },
    unwatch(folderPath) {
      watching.delete(folderPath)
      return Promise.resolve()
    },
    onLook(listener) {
      listeners.push(listener)
    },
    onLost() {},
    close() {
      watching.clear()
      return Promise.resolve()
    },
  }
}
