/** The folder an export writes into: what is there before, whether it is still the same, and what its refusals mean. */
import { constants } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { AppError } from '../contract/errors.ts'
import { absent, codeOf, type Disk } from './disk.ts'
import { partName } from './place.ts'

/** What a plan knows of a folder that may not be there yet. */
export interface TargetFacts {
  /** Where it really is, or would be: no links in its path. */
  readonly realPath: string
  readonly exists: boolean
  /** Null where the system does not say. */
  readonly freeBytes: number | null
  /** Why nothing can be written there, in words for people. */
  readonly problem: string | null
}

/** A folder that was found writable. */
export interface Target {
  /** As it was chosen: what messages say. */
  readonly path: string
  readonly realPath: string
  /** The same as long as it is the same folder of the same drive. */
  readonly identity: string
}

/** Looks and writes nothing. @throws AppError `invalid-params` for a path that is not absolute. */
export async function inspectTarget(path: string, disk: Disk): Promise<TargetFacts> {
  if (!isAbsolute(path) || path.includes('\0'))
    throw new AppError('invalid-params', 'A folder is named by its whole path, from the root.')
  const folder = resolve(path)
  // The nearest part of the path that is there: the rest would be made in it.
  let present = folder
  while ((await absent(disk.lstat(present)).catch(() => null)) === null && dirname(present) !== present)
    present = dirname(present)
  const missing = folder.slice(present.length)
  const real = await disk.realpath(present).catch(() => null)
  if (real === null) return refused(folder, `${present} cannot be opened.`)
  const realPath = missing === '' ? real : join(real, missing)
  const facts = await disk.stat(real)
  if (!facts.isDirectory()) {
    const where = missing === '' ? 'is a file' : `cannot be made: ${present} is a file`
    return refused(realPath, `${folder} ${where}. Choose a folder.`)
  }
  const freeBytes = await disk.statfs(real).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  )
  const writable = await disk.access(real, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
  const problem = writable ? null : `You may not write in ${present}. Choose another folder, or change its permissions.`
  return { realPath, exists: missing === '', freeBytes, problem }
}

function refused(realPath: string, problem: string): TargetFacts {
  return { realPath, exists: false, freeBytes: null, problem }
}

export interface OpenTarget {
  readonly path: string
  /** Where the plan found it. */
  readonly realPath: string
  /** False where it was there before: if it is gone, its drive is, and another must not be filled. */
  readonly mayMake: boolean
  readonly key: string
}

/** Makes the folder and proves that it takes files. @throws AppError `target-unwritable` */
export async function openTarget({ path, realPath, mayMake, key }: OpenTarget, disk: Disk): Promise<Target> {
  const unwritable = (words: string, cause?: unknown): AppError => new AppError('target-unwritable', words, { cause })
  if (mayMake)
    await disk.mkdir(realPath, { recursive: true }).catch((cause: unknown) => {
      throw unwritable(`The folder ${path} cannot be made. Choose another, or check its permissions.`, cause)
    })
  const real = await absent(disk.realpath(realPath)).catch(() => null)
  if (real === null) throw unwritable(`The folder ${path} is gone. Connect its drive, then resume.`)
  if (real !== realPath) throw unwritable(`${path} leads to another folder than when it was chosen. Make a new plan.`)
  const proof = join(real, partName(key, 'proof'))
  try {
    await (await disk.open(proof, 'w')).close()
    await disk.unlink(proof)
  } catch (error) {
    throw (
      refusalOf(error, path) ?? unwritable(`${path} takes no files (${codeOf(error)}). Choose another folder.`, error)
    )
  }
  return { path, realPath: real, identity: await identityOf(real, disk) }
}

async function identityOf(folder: string, disk: Disk): Promise<string> {
  const { dev, ino } = await disk.stat(folder)
  return `${String(dev)}:${String(ino)}`
}

/** Still the folder that was opened: an unplugged drive may leave an empty folder of the same name. */
async function isThere({ realPath, identity }: Target, disk: Disk): Promise<boolean> {
  return identityOf(realPath, disk).then(
    (now) => now === identity,
    () => false,
  )
}

/** @throws AppError `target-unwritable` where the folder is not the one that was opened. */
export async function checkTarget(target: Target, disk: Disk): Promise<void> {
  if (!(await isThere(target, disk)))
    throw new AppError('target-unwritable', `The folder ${target.path} is gone. Connect its drive, then resume.`)
}

/** Refusals that every other file would meet too. */
function refusalOf(error: unknown, where: string): AppError | null {
  const code = codeOf(error)
  const words =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? `There is no room left in ${where}. Make room, then resume.`
      : code === 'EROFS'
        ? `${where} is on a read-only drive. Choose another folder.`
        : code === 'EACCES' || code === 'EPERM'
          ? `You may not write in ${where}. Choose another folder, or change its permissions.`
          : null
  return words === null ? null : new AppError('target-unwritable', words, { cause: error })
}

const OF_ONE_FILE: Readonly<Record<string, string>> = {
  ENOENT: 'The photo is gone from its folder.',
  EIO: 'The drive reports an error while reading or writing it.',
  ENAMETOOLONG: 'Its name is too long for this drive.',
  EFBIG: 'It is too large for the file system of this drive.',
  EMFILE: 'The computer is out of open files for now. Resume to try it again.',
  ENFILE: 'The computer is out of open files for now. Resume to try it again.',
  ENOMEM: 'The computer is out of memory for now. Resume to try it again.',
  EBUSY: 'Another program uses it. Resume to try it again.',
  EINVAL: 'This drive does not take its name.',
  EILSEQ: 'This drive does not take its name.',
}

/**
 * What went wrong with one file, in words for people: `target-unwritable` where it is the target, and no other file would
 * fare better; any other code where it is this file alone. @param target null for files beside the originals
 * @throws AppError `target-unwritable` where the target is gone
 */
export async function explain(error: unknown, file: string, target: Target | null, disk: Disk): Promise<AppError> {
  if (error instanceof AppError) return error
  const code = codeOf(error)
  if (code === '') return internal(error)
  if (target !== null) await checkTarget(target, disk)
  const refused = refusalOf(error, target?.path ?? dirname(file))
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  if (refused !== null) {
    if (full || (target !== null && (code === 'EROFS' || !(await isWritable(target, disk))))) return refused
    const words = target === null ? refused.message : 'The system does not allow this file to be read or written.'
    return new AppError('not-available', words, { cause: error })
  }
  const words = OF_ONE_FILE[code] ?? `It could not be written (${code}). Resume to try it again.`
  return new AppError('not-available', words, { cause: error })
}

function isWritable({ realPath }: Target, disk: Disk): Promise<boolean> {
  return disk.access(realPath, constants.W_OK).then(
    () => true,
    () => false,
  )
}

function internal(cause: unknown): AppError {
  return new AppError('internal', 'Something went wrong inside Podium with this file.', { cause })
}

/** Whether a folder is, or lies in, one of these; both without links. */
export function holds(outer: string, inner: string): boolean {
  const [left, right] = [outer, inner].map((path) => path.replaceAll('\\', '/').replace(/\/$/u, ''))
  return left === right || (right ?? '').startsWith(`${left ?? ''}/`)
}
