import { cp, mkdir, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { AppEvent } from '../../../main/contract/entities.ts'
import { AppError } from '../../../main/contract/errors.ts'
import { realFiles, type FileSystem } from '../../../main/indexing/files.ts'
import { createIndexer, type Indexer } from '../../../main/indexing/indexer.ts'
import { openLibrary, type Library } from '../../../main/library/open.ts'
import { createFakeInference, FAKE_DIMENSION, type FakeInference } from '../../support/fake-inference.ts'
import { temporaryFolder, writePhoto } from '../../support/picture-folder.ts'

interface Bench {
  folder: string
  library: Library
  inference: FakeInference
  indexer: Indexer
  events: AppEvent[]
  folderId: number
  reads: { hashed: string[]; facts: number }
  rescan: () => Promise<void>
  reopen: (modelId?: string) => Promise<Bench>
}

async function build(folder: string, file: string, modelId: string): Promise<Bench> {
  const library = openLibrary(file)
  const inference = createFakeInference(modelId)
  const events: AppEvent[] = []
  const reads = { hashed: [] as string[], facts: 0 }
  const files: FileSystem = {
    ...realFiles,
    facts: (path) => {
      reads.facts += 1
      return realFiles.facts(path)
    },
    hash: (path, signal) => {
      reads.hashed.push(path)
      return realFiles.hash(path, signal)
    },
  }
  const indexer = createIndexer({
    library,
    inference,
    files,
    watcher: null,
    model: { id: modelId, dimension: FAKE_DIMENSION },
    emit: (event) => {
      events.push(event)
    },
  })
  const close = async (): Promise<void> => {
    await indexer.close()
    library.close()
  }
  onTestFinished(close)
  const folderId = library.folders.list()[0]?.folderId ?? (await indexer.addFolder(folder)).folderId
  await indexer.idle()
  return {
    folder,
    library,
    inference,
    indexer,
    events,
    folderId,
    reads,
    rescan: async () => {
      indexer.rescan(folderId)
      await indexer.idle()
    },
    reopen: async (next = modelId) => {
      await close()
      const again = await build(folder, file, next)
      await again.rescan()
      return again
    },
  }
}

/** A library over a folder holding the given files, indexed. */
async function indexed(names: readonly string[], contents: Readonly<Record<string, string>> = {}): Promise<Bench> {
  const root = await temporaryFolder()
  const folder = join(root, 'photos')
  await mkdir(folder)
  for (const name of names) await writePhoto(folder, name, contents[name] ?? name)
  return build(folder, join(root, 'library.db'), 'fake-1')
}

function rows(library: Library): Map<string, { id: number; state: string; missing: boolean; hash: string | null }> {
  const all = [...library.photos.changedSince(-1)]
  return new Map(
    all.map((row) => [
      row.relativePath,
      { id: row.photoId, state: row.state, missing: row.missing, hash: row.contentHash },
    ]),
  )
}

it('indexes pictures in folders below, and leaves hidden and other files alone', async () => {
  const { library } = await indexed([
    'a.jpg',
    'sub/deeper/B.HEIC',
    '.hidden/c.jpg',
    '.d.jpg',
    'notes.txt',
    '@eaDir/e.jpg',
  ])
  expect([...rows(library).keys()].toSorted()).toEqual(['a.jpg', 'sub/deeper/B.HEIC'])
  expect(library.photos.counts()).toEqual({ total: 2, indexed: 2, waiting: 0, failed: 0, missing: 0 })
  expect(library.vectors.count('fake-1')).toBe(2)
})

it('lists what looks like a photo and cannot be read, with the reason', async () => {
  const { indexer } = await indexed(['a.jpg', 'b.jxl', 'c.psd'])
  expect(indexer.failures()).toMatchObject([
    { kind: 'unsupported', message: expect.stringContaining('JXL'), willRetry: false },
    { kind: 'unsupported', message: expect.stringContaining('PSD'), willRetry: false },
  ])
  expect(indexer.status()).toMatchObject({ total: 3, indexed: 1, failed: 2, waiting: 0 })
})

it('reads no file contents when nothing changed: one stat a file', async () => {
  const bench = await indexed(['a.jpg', 'b.jpg', 'sub/c.jpg'])
  const again = await bench.reopen()
  expect(again.reads.hashed).toEqual([])
  expect(again.inference.analysed).toEqual([])
  expect(again.reads.facts).toBe(3)
})

it('takes in new files and reads changed ones again, under the same id', async () => {
  const bench = await indexed(['a.jpg', 'b.jpg'])
  const before = rows(bench.library)
  await writePhoto(bench.folder, 'c.jpg')
  await writePhoto(bench.folder, 'a.jpg', 'edited content')
  await bench.rescan()
  const after = rows(bench.library)
  expect(after.get('a.jpg')?.id).toBe(before.get('a.jpg')?.id)
  expect(after.get('a.jpg')?.hash).not.toBe(before.get('a.jpg')?.hash)
  expect(after.get('c.jpg')?.state).toBe('indexed')
  expect(bench.inference.analysed.filter((path) => path.endsWith('b.jpg'))).toHaveLength(1)
})

it('knows a renamed or moved file, and computes nothing', async () => {
  const bench = await indexed(['a.jpg', 'b.jpg', 'sub/c.jpg'])
  const before = rows(bench.library)
  await rename(join(bench.folder, 'a.jpg'), join(bench.folder, 'renamed.jpg'))
  await rename(join(bench.folder, 'sub/c.jpg'), join(bench.folder, 'c.jpg'))
  const count = bench.inference.analysed.length
  await bench.rescan()
  const after = rows(bench.library)
  expect(after.get('renamed.jpg')?.id).toBe(before.get('a.jpg')?.id)
  expect(after.get('c.jpg')?.id).toBe(before.get('sub/c.jpg')?.id)
  expect(bench.library.photos.counts()).toMatchObject({ total: 3, indexed: 3, missing: 0 })
  expect(bench.inference.analysed).toHaveLength(count)
})

it('knows a renamed folder, photo by photo', async () => {
  const names = Array.from({ length: 60 }, (_, i) => `trip/${String(i)}.jpg`)
  const bench = await indexed(names)
  const before = rows(bench.library)
  await rename(join(bench.folder, 'trip'), join(bench.folder, 'journey'))
  const count = bench.inference.analysed.length
  await bench.rescan()
  const after = rows(bench.library)
  for (const name of names) expect(after.get(name.replace('trip', 'journey'))?.id).toBe(before.get(name)?.id)
  expect(bench.inference.analysed).toHaveLength(count)
})

it('gives a copy a row of its own without computing it again', async () => {
  const bench = await indexed(['a.jpg'])
  await writePhoto(bench.folder, 'copy.jpg', 'a.jpg')
  await bench.rescan()
  expect(bench.library.photos.counts()).toMatchObject({ total: 2, indexed: 2 })
  expect(bench.inference.analysed).toHaveLength(1)
})

it('marks a deleted file missing, and has it back without computing when it returns', async () => {
  const bench = await indexed(['a.jpg', 'b.jpg'])
  const id = rows(bench.library).get('a.jpg')?.id
  await rename(join(bench.folder, 'a.jpg'), join(bench.folder, '..', 'aside.jpg'))
  await bench.rescan()
  expect(bench.library.photos.counts()).toMatchObject({ total: 1, missing: 1 })
  await rename(join(bench.folder, '..', 'aside.jpg'), join(bench.folder, 'a.jpg'))
  await bench.rescan()
  expect(rows(bench.library).get('a.jpg')).toMatchObject({ id, missing: false, state: 'indexed' })
  expect(bench.inference.analysed).toHaveLength(2)
})

it.each(['gone', 'empty'])(
  'deletes and recomputes nothing when a drive is unplugged and its mount point is %s',
  async (how) => {
    const bench = await indexed(['a.jpg', 'sub/b.jpg'])
    const away = `${bench.folder}-unplugged`
    await rename(bench.folder, away)
    if (how === 'empty') await mkdir(bench.folder)
    await bench.rescan()
    expect(bench.library.folders.list()).toMatchObject([{ photoCount: 2, offlineSince: expect.any(Number) }])
    expect(bench.library.photos.counts()).toMatchObject({ total: 2, indexed: 2, missing: 0 })
    await rm(bench.folder, { recursive: true, force: true })
    await rename(away, bench.folder)
    await bench.rescan()
    expect(bench.library.folders.list()).toMatchObject([{ offlineSince: null }])
    expect(bench.inference.analysed).toHaveLength(2)
  },
)

it('takes nothing below a directory that cannot be read for missing', async () => {
  const bench = await indexed(['a.jpg', 'sub/b.jpg'])
  const list = vi.spyOn(realFiles, 'list')
  onTestFinished(() => {
    list.mockRestore()
  })
  list.mockImplementation(async (path) => {
    if (path.endsWith('sub')) throw new Error('EACCES')
    const entries = await readdir(path, { withFileTypes: true })
    return entries.map((entry) => ({
      name: entry.name,
      kind: entry.isFile() ? ('file' as const) : ('directory' as const),
    }))
  })
  const again = await bench.reopen()
  expect(again.library.photos.counts()).toMatchObject({ total: 2, missing: 0 })
})

it('waits for a file that is still being written', async () => {
  const bench = await indexed(['a.jpg'])
  const path = join(bench.folder, 'growing.jpg')
  await writeFile(path, 'half')
  bench.indexer.rescan(bench.folderId)
  await writeFile(path, 'half and the rest')
  await bench.indexer.idle()
  expect(rows(bench.library).get('growing.jpg')?.state).toBe('indexed')
  expect(bench.inference.analysed.filter((file) => file === path)).toHaveLength(1)
})

it('finishes all others when some are damaged, poisonous or busy, and counts add up', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `${String(i)}.jpg`)
  const bench = await indexed(names, { '3.jpg': 'bad', '7.jpg': 'poison', '8.jpg': 'busy' })
  const status = bench.indexer.status()
  expect(status).toMatchObject({ total: 30, indexed: 27, failed: 3, waiting: 0 })
  expect(bench.indexer.failures().map(({ kind, willRetry }) => ({ kind, willRetry }))).toEqual([
    { kind: 'damaged', willRetry: false },
    { kind: 'killed-inference', willRetry: false },
    { kind: 'busy', willRetry: true },
  ])
})

it('does not try a failed photo again on a scan, but when it changed or the person asks', async () => {
  const bench = await indexed(['a.jpg'], { 'a.jpg': 'bad' })
  await bench.rescan()
  expect(bench.inference.analysed).toHaveLength(1)
  expect(bench.indexer.retryFailed()).toBe(1)
  await bench.indexer.idle()
  expect(bench.inference.analysed).toHaveLength(2)
  expect(bench.indexer.failures()).toMatchObject([{ attempts: 2 }])
  await writePhoto(bench.folder, 'a.jpg', 'mended')
  await bench.rescan()
  expect(bench.indexer.failures()).toEqual([])
  expect(bench.library.photos.counts()).toMatchObject({ indexed: 1, failed: 0 })
})

it('refuses an empty list of photos to retry', async () => {
  const bench = await indexed(['a.jpg'], { 'a.jpg': 'bad' })
  expect(() => bench.indexer.retryFailed([])).toThrow(expect.objectContaining({ code: 'invalid-params' }))
  expect(bench.indexer.retryFailed([4_711])).toBe(0)
})

it('stops between photos when paused and goes on when resumed', async () => {
  const bench = await indexed([])
  const gate = Promise.withResolvers<undefined>()
  bench.inference.gate = () => gate.promise
  for (let i = 0; i < 80; i++) await writePhoto(bench.folder, `${String(i)}.jpg`)
  bench.indexer.rescan(bench.folderId)
  await vi.waitFor(() => {
    expect(bench.indexer.status().state).toBe('indexing')
  })
  bench.indexer.pause()
  gate.resolve(undefined)
  await bench.indexer.idle()
  expect(bench.indexer.status()).toMatchObject({ state: 'paused' })
  bench.indexer.resume()
  await vi.waitFor(() => {
    expect(bench.library.photos.counts()).toMatchObject({ indexed: 80 })
  })
})

it('reads what somebody looks at before the others, and each photo once', async () => {
  const bench = await indexed([])
  bench.indexer.pause()
  const names = Array.from({ length: 120 }, (_, i) => `${String(i).padStart(3, '0')}.jpg`)
  for (const name of names) await writePhoto(bench.folder, name)
  await bench.rescan()
  const inIdOrder = [...rows(bench.library)].toSorted(([, left], [, right]) => left.id - right.id)
  const early = [110, 100, 3].map((at) => inIdOrder[at]!)
  for (const [, { id }] of early) bench.indexer.readFirst(id)
  bench.indexer.readFirst(4_711)
  bench.indexer.resume()
  await bench.indexer.idle()
  const analysed = bench.inference.analysed.map((path) => path.split('/').at(-1) ?? '')
  expect(analysed.slice(0, 3)).toEqual(early.map(([name]) => name))
  expect(analysed.slice(3)).toEqual(
    inIdOrder.map(([name]) => name).filter((name) => !early.some(([first]) => first === name)),
  )
  // What is read is not read again, whoever looks at it.
  bench.indexer.readFirst(early[0]![1].id)
  await bench.rescan()
  expect(bench.inference.analysed).toHaveLength(120)
})

it('says why when inference is unavailable and marks no photo as failed', async () => {
  const root = await temporaryFolder()
  await writePhoto(join(root, 'photos'), 'a.jpg')
  const library = openLibrary(join(root, 'library.db'))
  const inference = createFakeInference()
  inference.unavailable = new AppError('inference-unavailable', 'The model cannot be started.')
  const indexer = createIndexer({
    library,
    inference,
    watcher: null,
    model: { id: 'fake-1', dimension: FAKE_DIMENSION },
    emit: () => {},
  })
  onTestFinished(async () => {
    await indexer.close()
    library.close()
  })
  await indexer.addFolder(join(root, 'photos'))
  await vi.waitFor(() => {
    expect(indexer.status()).toMatchObject({ problem: 'The model cannot be started.', waiting: 1, failed: 0 })
  })
})

it('refuses a folder that is not there', async () => {
  const bench = await indexed(['a.jpg'])
  await expect(bench.indexer.addFolder('/no/such/folder')).rejects.toMatchObject({ code: 'folder-unreadable' })
  await expect(bench.indexer.addFolder(join(bench.folder, 'a.jpg'))).rejects.toMatchObject({
    code: 'folder-unreadable',
  })
})

it('indexes for a new model and keeps the vectors of the old one', async () => {
  const bench = await indexed(['a.jpg', 'b.jpg'])
  const next = await bench.reopen('fake-2')
  expect(next.library.vectors.count('fake-2')).toBe(2)
  expect(next.library.vectors.count('fake-1')).toBe(2)
  const back = await next.reopen('fake-1')
  expect(back.inference.analysed).toEqual([])
})

it('makes a vector of the wrong width again, and only that one', async () => {
  const bench = await indexed(['a.jpg', 'b.jpg'])
  const hash = rows(bench.library).get('a.jpg')?.hash ?? ''
  bench.library.vectors.put(hash, 'fake-1', new Float32Array(3))
  const again = await bench.reopen()
  expect(again.inference.analysed.map((path) => path.slice(-5))).toEqual(['a.jpg'])
})

it('gives every photo its own facts when many are read at once', async () => {
  const names = Array.from({ length: 100 }, (_, i) => `${String(i)}.jpg`)
  const { library, inference } = await indexed(names)
  const stored = new Map(
    [...library.vectors.since('fake-1', 0)].map((row) => [row.contentHash, new Float16Array(row.vector.buffer)]),
  )
  for (const [name, row] of rows(library)) {
    const expected = (await inference.encode([name])).vectors
    expect(
      [...(stored.get(row.hash ?? '') ?? [])].map((value, i) => Math.abs(value - expected[i]!) < 1e-3),
    ).not.toContain(false)
  }
})

it('forgets a removed folder while it is being indexed, and goes on', async () => {
  const bench = await indexed([])
  for (let i = 0; i < 40; i++) await writePhoto(bench.folder, `${String(i)}.jpg`)
  bench.indexer.rescan(bench.folderId)
  await bench.indexer.removeFolder(bench.folderId)
  await bench.indexer.idle()
  expect(bench.library.photos.counts().total).toBe(0)
  expect((await bench.indexer.addFolder(bench.folder)).path).toBe(bench.folder)
  await bench.indexer.idle()
  expect(bench.library.photos.counts()).toMatchObject({ total: 40, indexed: 40 })
})

it('survives files that vanish or shrink while they are read', async () => {
  const bench = await indexed([])
  for (let i = 0; i < 30; i++) await writePhoto(bench.folder, `${String(i)}.jpg`)
  bench.inference.gate = async () => {
    await rm(join(bench.folder, '29.jpg'), { force: true })
    await truncate(join(bench.folder, '28.jpg'), 1)
  }
  await bench.rescan()
  const status = bench.indexer.status()
  expect(status.indexed + status.failed + status.waiting).toBe(status.total)
  await cp(join(bench.folder, '1.jpg'), join(bench.folder, '31.jpg'), { preserveTimestamps: true })
  await bench.rescan()
  expect(rows(bench.library).get('31.jpg')?.state).toBe('indexed')
})

it('tells what changed: folders, photos and progress', async () => {
  const { events } = await indexed(['a.jpg'])
  expect(new Set(events.map((event) => event.kind))).toEqual(
    new Set(['folders.changed', 'photos.changed', 'indexing.changed']),
  )
})
