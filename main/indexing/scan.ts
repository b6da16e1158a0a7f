/**
 * Looks through a folder, compares it with the library and notes what is new, changed, back or gone. One stat a file;
 * no contents are read here except to recognise what was renamed or moved.
 */
import { join } from 'node:path'
import type { Folder } from '../contract/entities.ts'
import type { Library } from '../library/open.ts'
import type { FileFacts, KnownPhoto } from '../library/photos.ts'
import type { FileSystem } from './files.ts'
import { fileKindOf, unsupportedMessage } from '../contract/formats.ts'
import { Roots } from './roots.ts'
import { hasSidecar, scanSidecars, type ListedDirectory } from './sidecar-scan.ts'

export interface ScanOptions {
  readonly library: Library
  readonly files: FileSystem
  /** What earlier scans saw of the folders; without it an empty folder is never taken for emptied. */
  readonly roots?: Roots
  readonly now: () => number
  /** Called when something was written, so that reading can begin before the walk ends. */
  readonly onProgress: () => void
  readonly signal: AbortSignal
}

export interface ScanResult {
  readonly reachable: boolean
  /** Files so young that they may still be written: look again. */
  readonly growing: number
  readonly changes: number
}

/** A file whose time is younger than this may still be growing. */
export const SETTLED_MS = 1_000
/** Rows a transaction adds: small enough not to hold up a question. */
const CHUNK = 200
/** A file that vanished here may have turned up elsewhere this long before it was missed. */
const MOVE_WINDOW_MS = 10 * 60_000
const SKIPPED_DIRECTORIES = new Set([
  '@eaDir',
  '#recycle',
  '$RECYCLE.BIN',
  'System Volume Information',
  'lost+found',
  '__MACOSX',
])

interface Found {
  readonly relativePath: string
  readonly facts: FileFacts
}

interface Walk {
  readonly seen: Set<string>
  /** Directories that could not be read: nothing below them is taken for missing. */
  readonly unreadable: string[]
  /** Directories that hold sidecars. */
  readonly beside: ListedDirectory[]
}

/** Scans one folder; `under` limits it to a directory below, as a relative POSIX path. */
export async function scanFolder(folder: Folder, under: string, options: ScanOptions): Promise<ScanResult> {
  const { library, files, roots = new Roots(files), now, onProgress, signal } = options
  const known = library.photos.known(folder.folderId, under)
  const walk: Walk = { seen: new Set(), unreadable: [], beside: [] }
  // Only a new file as large as one that went, or may prove to have gone, can be a renamed one.
  const sizesThatMoved = library.photos.missingSizes()
  for (const photo of known.values()) sizesThatMoved.add(photo.size)
  const maybeMoved: Found[] = []
  let chunk: Found[] = []
  let growing = 0
  let changes = 0

  const flush = (): void => {
    if (chunk.length === 0) return
    library.transaction(() => {
      // The person may have removed the folder while it was being walked.
      if (library.folders.get(folder.folderId) === null) return
      for (const found of chunk) addRow(library, folder.folderId, found, now())
    })
    changes += chunk.length
    chunk = []
    onProgress()
  }

  if (!(await roots.readable(folder))) return offline(folder, library, now())
  if (folder.offlineSince !== null) library.folders.setUnreachable(folder.folderId, null)

  for await (const found of walkDirectory(folder.path, under, files, walk)) {
    if (signal.aborted) return { reachable: true, growing, changes }
    walk.seen.add(found.relativePath)
    const before = known.get(found.relativePath)
    if (now() - found.facts.mtimeMs < SETTLED_MS && found.facts.mtimeMs <= now() && !sameFile(before, found.facts)) {
      growing += 1
      continue
    }
    if (before === undefined) {
      if (sizesThatMoved.has(found.facts.size)) maybeMoved.push(found)
      else chunk.push(found)
      if (chunk.length >= CHUNK) flush()
      continue
    }
    if (applyKnown(library, before, found, now())) changes += 1
  }
  flush()
  // The drive may have been pulled during the walk: then what was not seen is not gone.
  if (!(await roots.readable(folder))) return offline(folder, library, now())
  changes += sweep(folder, under, known, walk, library, now())
  changes += await settleMoves(folder, maybeMoved, options)
  changes += await scanSidecars(folder, walk.beside, options)
  if (changes > 0) onProgress()
  return { reachable: true, growing, changes }
}

function offline(folder: Folder, library: Library, nowMs: number): ScanResult {
  if (folder.offlineSince === null) library.folders.setUnreachable(folder.folderId, nowMs)
  return { reachable: false, growing: 0, changes: folder.offlineSince === null ? 1 : 0 }
}

async function* walkDirectory(root: string, under: string, files: FileSystem, walk: Walk): AsyncGenerator<Found> {
  const pending = [under]
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    const entries = await files.list(join(root, directory)).catch(() => null)
    if (entries === null) {
      // The directory asked for may itself be gone; then its rows are missing, not unreadable.
      if (directory === under && under !== '' && (await files.facts(join(root, under))) === null) continue
      walk.unreadable.push(directory)
      continue
    }
    const names = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name)
    if (hasSidecar(names)) walk.beside.push({ directory, names })
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || SKIPPED_DIRECTORIES.has(entry.name)) continue
      const relativePath = directory === '' ? entry.name : `${directory}/${entry.name}`
      if (entry.kind === 'directory') pending.push(relativePath)
      if (entry.kind !== 'file' || fileKindOf(entry.name) === 'other') continue
      const facts = await files.facts(join(root, relativePath))
      // Listed, so it is there: a drive being pulled and a file that may not be examined look like this.
      if (facts === null) walk.seen.add(relativePath)
      else yield { relativePath, facts }
    }
  }
}

function sameFile(before: KnownPhoto | undefined, facts: FileFacts): boolean {
  return before?.size === facts.size && before.mtimeMs === facts.mtimeMs
}

function addRow(library: Library, folderId: number, { relativePath, facts }: Found, nowMs: number): void {
  const photoId = library.photos.add(folderId, relativePath, facts, nowMs)
  if (fileKindOf(relativePath) === 'unsupported') failUnsupported(library, photoId, relativePath, nowMs)
}

function failUnsupported(library: Library, photoId: number, relativePath: string, nowMs: number): void {
  const message = unsupportedMessage(relativePath)
  library.failures.put(
    { photoId, contentHash: null, stage: 'scan', kind: 'unsupported', message, transient: false },
    nowMs,
  )
  library.photos.setState(photoId, 'failed', null)
}

/** True when something was written. */
function applyKnown(library: Library, before: KnownPhoto, { relativePath, facts }: Found, nowMs: number): boolean {
  if (sameFile(before, facts)) {
    if (before.missing) library.photos.setPresent([before.photoId])
    return before.missing
  }
  library.transaction(() => {
    library.photos.changed(before.photoId, facts)
    library.failures.clear(before.photoId)
    if (fileKindOf(relativePath) === 'unsupported') failUnsupported(library, before.photoId, relativePath, nowMs)
  })
  return true
}

/** What was not seen is missing, unless a directory above it could not be read. Nothing is deleted. */
function sweep(
  folder: Folder,
  under: string,
  known: ReadonlyMap<string, KnownPhoto>,
  walk: Walk,
  library: Library,
  nowMs: number,
): number {
  const inside = (path: string, directory: string): boolean => directory === '' || path.startsWith(`${directory}/`)
  const missing: KnownPhoto[] = []
  for (const [path, photo] of known) {
    if (photo.missing || walk.seen.has(path) || !inside(path, under)) continue
    if (!walk.unreadable.some((directory) => inside(path, directory))) missing.push(photo)
  }
  library.transaction(() => {
    library.photos.setMissing(
      missing.map((photo) => photo.photoId),
      nowMs,
    )
    // The file may have been found under its new name before it was missed under the old one.
    for (const photo of missing) {
      const twin =
        photo.contentHash === null
          ? null
          : library.photos.addedWith(photo.contentHash, nowMs - MOVE_WINDOW_MS, photo.photoId)
      if (twin !== null) library.photos.takeOver(photo.photoId, twin)
    }
  })
  return missing.length
}

/** New files as large as something that went missing are hashed now: a renamed photo keeps its id and all it has. */
async function settleMoves(
  folder: Folder,
  candidates: readonly Found[],
  { library, files, now, signal }: ScanOptions,
): Promise<number> {
  const sizes = library.photos.missingSizes()
  for (const found of candidates) {
    if (signal.aborted) return 0
    const hash = sizes.has(found.facts.size)
      ? await files.hash(join(folder.path, found.relativePath), signal).catch(() => null)
      : null
    library.transaction(() => {
      if (library.folders.get(folder.folderId) === null) return
      const moved = hash === null ? null : library.photos.missingWith(hash)
      if (moved === null) addRow(library, folder.folderId, found, now())
      else library.photos.move(moved.photoId, folder.folderId, found.relativePath, found.facts)
    })
  }
  return candidates.length
}
