/** Photos by what is known of them elsewhere: their bytes, or where their file lies. */
import type { Database } from 'better-sqlite3'

export interface PhotoFinder {
  /** Photos of these bytes; those whose file is there first, then in order of arrival. */
  withHash(contentHash: string): number[]
  /** @param path absolute, POSIX. Null where no watched folder holds such a photo. */
  at(path: string): number | null
}

export function createPhotoFinder(database: Database): PhotoFinder {
  const withHash = database
    .prepare<[string], number>('select id from photos where content_hash = ? order by missing_since is not null, id')
    .pluck()
  const folders = database.prepare<[], { id: number; path: string }>('select id, path from folders')
  const inside = database
    .prepare<[number, string], number>('select id from photos where folder_id = ? and relative_path = ?')
    .pluck()
  return {
    withHash: (contentHash) => withHash.all(contentHash),
    at: (path) => {
      for (const folder of folders.all()) {
        const start = folder.path.endsWith('/') ? folder.path : `${folder.path}/`
        const found = path.startsWith(start) ? inside.get(folder.id, path.slice(start.length)) : undefined
        if (found !== undefined) return found
      }
      return null
    },
  }
}
