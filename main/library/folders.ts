/** Watched folders. Paths are POSIX in storage. */
import { basename } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { Folder } from '../contract/entities.ts'
import { AppError } from '../contract/errors.ts'
import { createSweep } from './contents.ts'
import type { Counters } from './counters.ts'

interface FolderRow {
  readonly id: number
  readonly path: string
  readonly unreachable_since: number | null
  readonly watched: number
  readonly photo_count: number
}

export interface Folders {
  list(): Folder[]
  get(folderId: number): Folder | null
  /** Id of the folder with exactly this path. */
  at(path: string): number | null
  /** Ids of the folders that cannot be read now: quicker than `list`, which counts photos. */
  unreachable(): Set<number>
  /** @throws AppError `folder-already-watched` for the same folder, one inside it or one around it. */
  add(path: string, nowMs: number): Folder
  /** Forgets the folder, its photos' rows and what was computed of bytes that no other folder holds. */
  remove(folderId: number): void
  setUnreachable(folderId: number, sinceMs: number | null): void
  setWatched(folderId: number, watched: boolean): void
}

export function createFolders(database: Database, counters: Counters): Folders {
  const columns = `select f.id, f.path, f.unreachable_since, f.watched,
    (select count(*) from photos p where p.folder_id = f.id and p.missing_since is null) as photo_count from folders f`
  const all = database.prepare<[], FolderRow>(`${columns} order by f.id`)
  const one = database.prepare<[number], FolderRow>(`${columns} where f.id = ?`)
  const byPath = database.prepare<[string], { id: number }>('select id from folders where path = ?')
  const paths = database.prepare<[], { path: string }>('select path from folders order by id')
  const away = database.prepare<[], { id: number }>('select id from folders where unreachable_since is not null')
  const insert = database.prepare<[string, number], { id: number }>(
    'insert into folders (path, added_at) values (?, ?) returning id',
  )
  const remove = database.prepare<[number]>('delete from folders where id = ?')
  const unreachable = database.prepare<[number | null, number]>('update folders set unreachable_since = ? where id = ?')
  const watched = database.prepare<[number, number]>('update folders set watched = ? where id = ?')
  const sweep = createSweep(database)

  const folders: Folders = {
    list: () => all.all().map(toFolder),
    get: (folderId) => {
      const row = one.get(folderId)
      return row === undefined ? null : toFolder(row)
    },
    at: (path) => byPath.get(path)?.id ?? null,
    unreachable: () => new Set(away.all().map((row) => row.id)),
    add: (path, nowMs) => {
      for (const folder of paths.all()) refuseOverlap(folder.path, path)
      const id = insert.get(path, nowMs)?.id
      const added = id === undefined ? null : folders.get(id)
      if (added === null) throw new AppError('internal', `The folder ${path} could not be stored.`)
      return added
    },
    remove: (folderId) => {
      database.transaction(() => {
        if (remove.run(folderId).changes === 0) return
        sweep()
        counters.next('epoch')
        counters.next('revision')
      })()
    },
    setUnreachable: (folderId, sinceMs) => {
      unreachable.run(sinceMs, folderId)
    },
    setWatched: (folderId, isWatched) => {
      watched.run(isWatched ? 1 : 0, folderId)
    },
  }
  return folders
}

function toFolder(row: FolderRow): Folder {
  return {
    folderId: row.id,
    path: row.path,
    name: basename(row.path) || row.path,
    photoCount: row.photo_count,
    offlineSince: row.unreachable_since,
    watched: row.watched === 1,
  }
}

function refuseOverlap(present: string, wanted: string): void {
  if (present === wanted)
    throw new AppError('folder-already-watched', `The folder ${wanted} is already in the library.`)
  if (holds(present, wanted)) {
    throw new AppError(
      'folder-already-watched',
      `The folder ${wanted} is already in the library as part of ${present}.`,
    )
  }
  if (holds(wanted, present)) {
    throw new AppError(
      'folder-already-watched',
      `The folder ${wanted} holds ${present}, which is in the library. Remove that first.`,
    )
  }
}

function holds(outer: string, inner: string): boolean {
  // The root of a disk already ends in a slash.
  return inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`)
}
