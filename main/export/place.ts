/**
 * Files into their places, whole or not at all: made under a temporary name in the folder they will lie in, flushed, then
 * given their name, which is never taken from a file that is there.
 */
import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { AppError } from '../contract/errors.ts'
import { absent, codeOf, equalFiles, type Disk } from './disk.ts'

/** A file of that name is there, and it is not the one that was to be written. */
export class NameTaken extends AppError {
  constructor() {
    super('not-available', 'A file of this name is there already. Nothing was replaced.')
  }
}

export type Method = 'copy' | 'hardlink' | 'symlink'

/** One file to be put in place. `resumed`: an equal file under its name may be its own, of a run that was cut off. */
export interface Placing {
  readonly final: string
  readonly part: string
  readonly resumed: boolean
}

/** What linking to a file gives where a file system has one name for each file; anything else is a failure. */
const LINK_REFUSED: ReadonlySet<string> = new Set(['EEXIST', 'ENOENT', 'ENOSPC', 'EDQUOT', 'EROFS', 'EIO'])

export function partName(key: string, number: number | string): string {
  return `.podium-${key}-${String(number)}.part`
}

/** The place of `name` below `root`. @throws AppError for one that would lie elsewhere. */
export function placeBelow(root: string, name: string): string {
  const path = resolve(root, ...name.split('/'))
  const inside = relative(root, path)
  if (inside === '' || inside.startsWith(`..${sep}`) || inside === '..' || isAbsolute(inside) || name.includes('\0'))
    throw new AppError('invalid-params', 'This name leads out of the chosen folder.')
  return path
}

/** Folders between `root`, which has no links in its path, and the file. @throws AppError where a link leads elsewhere. */
export async function makeFolders(root: string, file: string, disk: Disk): Promise<void> {
  const folder = dirname(file)
  if (folder === root) return
  await disk.mkdir(folder, { recursive: true })
  if ((await disk.realpath(folder)) !== folder)
    throw new AppError('invalid-params', 'A link in the chosen folder leads out of it. Nothing is written there.')
}

/** A copy with the dates of the original. Returns its size. */
export async function placeCopy(source: string, placing: Placing, disk: Disk): Promise<number> {
  const { part, final, resumed } = placing
  if (resumed && (await isPlaced(source, final, disk))) return (await sourceFacts(source, disk)).size
  const before = await disk.copyWhole({ source, target: part, final }).catch((error: unknown) => {
    throw error instanceof Error && 'of' in error ? notReadable(error) : error
  })
  if (before.given) return before.size
  const after = await sourceFacts(source, disk)
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs)
    throw new AppError('not-available', 'The file changed while it was copied. Try it again.')
  await give(placing, disk)
  return before.size
}

/** Another name for the same bytes. @throws AppError with advice where that is not possible */
export async function placeLink(
  source: string,
  { final, resumed }: Placing,
  method: 'hardlink' | 'symlink',
  disk: Disk,
): Promise<void> {
  const before = await sourceFacts(source, disk)
  try {
    if (method === 'hardlink') await disk.link(source, final)
    else await disk.symlink(resolve(source), final, 'file')
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST') {
      if (resumed && (await isLink(before, source, final, method, disk))) return
      throw new NameTaken()
    }
    if (code === 'EXDEV')
      throw new AppError(
        'not-available',
        'A hard link cannot lead to another drive. Choose copies, or a folder on the drive of the photos.',
        { cause: error },
      )
    if (LINK_REFUSED.has(code)) throw error
    const kind = method === 'hardlink' ? 'hard links' : 'symbolic links'
    throw new AppError('not-available', `This drive or system allows no ${kind} here. Choose copies.`, { cause: error })
  }
}

/** Bytes as they come. Returns their number. */
export async function placeStream(bytes: AsyncIterable<Uint8Array>, placing: Placing, disk: Disk): Promise<number> {
  const size = await write(bytes, await disk.open(placing.part, 'wx'))
  await give(placing, disk)
  return size
}

/** A finished and flushed file of ours, wherever it lies, with the dates it has. Returns its size. */
export async function placeMade(made: string, placing: Placing, disk: Disk): Promise<number> {
  const { size } = await disk.stat(made)
  // Where a file may have two names, it gets its own at once.
  if (await hasTaken(made, placing.final, disk)) return size
  const moved = await disk.rename(made, placing.part).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'EXDEV') return false
      throw error
    },
  )
  if (!moved) return placeCopy(made, placing, disk).finally(() => disk.unlink(made).catch(() => undefined))
  await give(placing, disk)
  return size
}

/** As `placeStream`, over the file that is there, if it is still the one that `before` describes. */
export async function replaceStream(
  bytes: AsyncIterable<Uint8Array>,
  { final, part }: Placing,
  before: Stats,
  disk: Disk,
): Promise<number> {
  try {
    const size = await write(bytes, await disk.open(part, 'wx', before.mode & 0o777))
    const now = await disk.lstat(final)
    if (now.mtimeMs !== before.mtimeMs || now.size !== before.size || now.ino !== before.ino)
      throw new AppError('not-available', 'Another program changed this file just now. Try it again.')
    await disk.rename(part, final)
    return size
  } catch (error) {
    await absent(disk.unlink(part)).catch(() => undefined)
    throw error
  }
}

/** Puts what was done on the disk into the folder's own listing, so that a power cut does not undo it. */
export async function syncFolder(folder: string, disk: Disk): Promise<void> {
  // Windows opens no folders, and needs none of this.
  await disk.open(folder, 'r').then(
    (file) => closing(file, () => file.sync().catch(() => undefined)),
    () => undefined,
  )
}

/** A finished and flushed file from its temporary name to its own. @throws NameTaken */
export async function give({ part, final, resumed }: Placing, disk: Disk): Promise<void> {
  try {
    // Unlike renaming, linking refuses a name that is there, however late it came.
    await disk.link(part, final).catch((error: unknown) => {
      if (LINK_REFUSED.has(codeOf(error))) throw error
      return reserve(part, final, disk)
    })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    if (!resumed || !(await equalFiles(part, final, disk))) throw new NameTaken()
  }
  await absent(disk.unlink(part))
}

async function hasTaken(made: string, final: string, disk: Disk): Promise<boolean> {
  const linked = await disk.link(made, final).then(
    () => true,
    () => false,
  )
  if (linked) await disk.unlink(made)
  return linked
}

/** Where a file can have one name only: the name is taken by an empty file, which the finished one then replaces. */
async function reserve(part: string, final: string, disk: Disk): Promise<void> {
  await (await disk.open(final, 'wx')).close()
  await disk.rename(part, final).catch(async (error: unknown) => {
    await disk.unlink(final)
    throw error
  })
}

/**
 * Removes a temporary file that a run left when it was cut off; and the empty file with which it had taken its name, where
 * that is how names are taken.
 */
export async function removePart({ part, final }: Pick<Placing, 'part' | 'final'>, disk: Disk): Promise<void> {
  const [left, taken] = [await absent(disk.lstat(part)), await absent(disk.lstat(final))]
  if (left === null) return
  if (taken?.isFile() === true && taken.size === 0 && left.size > 0 && !(await canLink(part, disk)))
    await disk.unlink(final)
  await absent(disk.unlink(part))
}

async function canLink(part: string, disk: Disk): Promise<boolean> {
  const second = `${part}.link`
  const made = await disk.link(part, second).then(
    () => true,
    (error: unknown) => LINK_REFUSED.has(codeOf(error)),
  )
  await absent(disk.unlink(second))
  return made
}

async function sourceFacts(source: string, disk: Disk): Promise<Stats> {
  const facts = await disk.stat(source).catch((cause: unknown) => {
    throw notReadable(cause)
  })
  if (!facts.isFile()) throw new AppError('not-found', 'There is no file where the photo was.')
  return facts
}

function notReadable(cause: unknown): AppError {
  if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR')
    return new AppError('not-found', 'The photo is gone from its folder.', { cause })
  return new AppError('folder-unreadable', 'The photo cannot be read. Check its drive and its permissions.', { cause })
}

async function isPlaced(source: string, final: string, disk: Disk): Promise<boolean> {
  return (await absent(disk.lstat(final))) !== null && equalFiles(source, final, disk)
}

async function isLink(before: Stats, source: string, final: string, method: Method, disk: Disk): Promise<boolean> {
  const there = await disk.lstat(final)
  if (method === 'symlink') return there.isSymbolicLink() && (await disk.readlink(final)) === resolve(source)
  return there.ino === before.ino && there.dev === before.dev
}

/** Everything, flushed. Returns the number of bytes. */
async function write(bytes: AsyncIterable<Uint8Array>, to: FileHandle): Promise<number> {
  return closing(to, async (file) => {
    let size = 0
    for await (const block of bytes) {
      await file.writeFile(block)
      size += block.byteLength
    }
    await file.sync()
    return size
  })
}

export async function closing<T>(file: FileHandle, work: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}
