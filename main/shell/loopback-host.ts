/** What the core can do for a person when the page runs in an ordinary browser: list folders, fill the trash. */
import { readdir, realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join, parse, resolve, sep } from 'node:path'
import type { FolderListing } from '../contract/entities.ts'
import { AppError } from '../contract/errors.ts'
import { fileKindOf } from '../contract/formats.ts'
import type { HostApi } from '../contract/host.ts'

export function createLoopbackHost(home: string = homedir()): HostApi {
  return {
    capabilities: () => ({ kind: 'browser', folderDialog: false, reveal: false, open: false, drag: false }),
    chooseFolder: () => Promise.reject(new AppError('not-available', 'A browser has no dialog that gives a folder.')),
    listFolders: (path) => listFolders(path ?? home),
    reveal: () => Promise.reject(new AppError('not-available', 'A browser cannot open the file manager.')),
    open: () => Promise.reject(new AppError('not-available', 'A browser cannot open another program.')),
    drag: () => Promise.reject(new AppError('not-available', 'A browser cannot give files to another program.')),
    trash: async (paths) => {
      // Only when it is wanted: it brings many small packages along.
      const { default: trash } = await import('trash')
      // A name is a name: one with a star in it would be a pattern.
      await trash(
        paths.map((path) => path.replaceAll('/', sep)),
        { glob: false },
      ).catch((cause: unknown) => {
        throw new AppError('not-available', 'The trash of this computer did not take the file.', { cause })
      })
    },
  }
}

/**
 * Subfolders by name, hidden ones left out, with links to folders followed.
 * @throws AppError `invalid-params` for a path that is not absolute, `folder-unreadable` for one that cannot be read.
 */
export async function listFolders(path: string): Promise<FolderListing> {
  if (!isAbsolute(path) || path.includes('\0')) {
    throw new AppError('invalid-params', 'A folder is named by its whole path, from the root.')
  }
  const folder = resolve(path)
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new AppError('folder-unreadable', `The folder ${posix(folder)} cannot be read.`, { cause })
  })
  const shown = entries.filter((entry) => !entry.name.startsWith('.'))
  const folders = await Promise.all(
    shown.map(async (entry) => {
      if (entry.isDirectory()) return entry.name
      return entry.isSymbolicLink() && (await leadsToFolder(join(folder, entry.name))) ? entry.name : null
    }),
  )
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
  return {
    path: posix(folder),
    parent: folder === parse(folder).root ? null : posix(resolve(folder, '..')),
    entries: folders
      .filter((name) => name !== null)
      .sort((left, right) => collator.compare(left, right))
      .map((name) => ({ name, path: posix(join(folder, name)) })),
    // By name alone; what really is a picture the indexer decides by its content.
    pictureCount: shown.filter((entry) => !entry.isDirectory() && fileKindOf(entry.name) === 'picture').length,
  }
}

async function leadsToFolder(link: string): Promise<boolean> {
  try {
    return (await stat(await realpath(link))).isDirectory()
  } catch {
    // A link to nothing, or to what may not be read: nothing to walk into either way.
    return false
  }
}

function posix(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path
}
