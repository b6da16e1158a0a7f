/** Faces by content hash: where they are, how many, how large. Nothing tells whose they are. */
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { ContentFile } from './contents.ts'
import type { Counters } from './counters.ts'

/** Parts of the sides of the upright picture, 0 to 1. */
export interface StoredFace {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  /** Chance, 0 to 1, that it is a face. */
  readonly score: number
  /** Years it looks; null where nobody guessed or it is too small. */
  readonly age: number | null
}

/** What looked for faces, and for which. */
export interface FaceSearch {
  /** Changes with what the detector finds. */
  readonly detector: string
  /** Width of the smallest face, as a share of the picture's longer side. */
  readonly smallest: number
}

export interface NewFaces extends FaceSearch {
  readonly boxes: readonly StoredFace[]
}

/**
 * How many faces were found, the share of the picture the largest covers, in percent, and the years that the oldest and the
 * youngest look; null before anyone looked.
 */
export interface FaceFacts {
  readonly faces: number | null
  /** Null also where there is no face. */
  readonly largestFace: number | null
  /** Null also where no face is large enough to guess. */
  readonly oldestFace: number | null
  readonly youngestFace: number | null
}

export interface FaceStore {
  /** Of a content that is known. */
  put(contentHash: string, found: NewFaces): void
  /** Of contents stored before: those that are no longer known are passed over, and photos count as changed. */
  putLate(made: readonly (NewFaces & { readonly contentHash: string })[]): void
  /** Of a photo that may have none yet; the surest first. */
  of(photoId: number): StoredFace[]
  /** Contents of indexed photos that were looked at in another way, or never, and whose file can be read now. */
  lacking(search: FaceSearch, limit: number): ContentFile[]
}

/** Columns of `contents`, here called c, in the order of `FaceFacts`. */
export const FACE_COLUMNS = 'c.face_count, c.largest_face, c.oldest_face, c.youngest_face'

export function createFaces(database: Database, counters: Counters): FaceStore {
  const describe = database.prepare(
    `update contents set face_search = ?, face_count = ?, largest_face = ?, oldest_face = ?, youngest_face = ?
    where content_hash = ?`,
  )
  const forget = database.prepare('delete from faces where content_hash = ?')
  const insert = database.prepare(
    'insert into faces (content_hash, x, y, width, height, score, age) values (?, ?, ?, ?, ?, ?, ?)',
  )
  const touch = database.prepare('update photos set revision = ? where content_hash = ?')
  const stored = database.prepare<[number], StoredFace>(
    `select x as "left", y as top, width, height, score, age from faces
    where content_hash = (select content_hash from photos where id = ?) order by id`,
  )
  // Three ranges of one index, each empty once all were looked at: "not equal" would read every row instead.
  const [never, before, after] = ['c.face_search is null', 'c.face_search < ?', 'c.face_search > ?'].map((range) =>
    database.prepare<(string | number)[], LackingRow>(
      `select c.content_hash, f.path, p.relative_path, p.size, p.mtime_ms
      from contents c indexed by contents_by_face_search cross join photos p indexed by photos_by_hash on p.content_hash = c.content_hash join folders f on f.id = p.folder_id
      where ${range} and p.state = 'indexed' and p.missing_since is null and f.unreachable_since is null
      group by c.face_search, c.content_hash limit ?`,
    ),
  )

  /** False for a content that is not known. */
  function put(hash: string, { boxes, ...search }: NewFaces): boolean {
    const largest = boxes.length === 0 ? null : 100 * Math.max(...boxes.map(({ width, height }) => width * height))
    const ages = boxes.flatMap(({ age }) => age ?? []).toSorted((a, b) => a - b)
    const facts = [boxes.length, largest, ages.at(-1) ?? null, ages[0] ?? null]
    if (describe.run(searchKey(search), ...facts, hash).changes === 0) return false
    forget.run(hash)
    for (const { left, top, width, height, score, age } of boxes) insert.run(hash, left, top, width, height, score, age)
    return true
  }

  return {
    put: (hash, found) => {
      put(hash, found)
    },
    putLate: (made) => {
      if (made.length === 0) return
      const revision = counters.next('revision')
      for (const found of made) if (put(found.contentHash, found)) touch.run(revision, found.contentHash)
    },
    of: (photoId) => stored.all(photoId),
    lacking: (search, limit) => {
      const key = searchKey(search)
      const rows = never?.all(limit) ?? []
      for (const range of [before, after]) if (rows.length < limit) rows.push(...(range?.all(key, limit) ?? []))
      return rows.slice(0, limit).map((row) => ({
        contentHash: row.content_hash,
        path: join(row.path, row.relative_path),
        size: row.size,
        mtimeMs: row.mtime_ms,
      }))
    },
  }
}

/** How a search is written into the library. */
export function searchKey({ detector, smallest }: FaceSearch): string {
  return `${detector} ${String(smallest)}`
}

interface LackingRow {
  readonly content_hash: string
  readonly path: string
  readonly relative_path: string
  readonly size: number
  readonly mtime_ms: number
}
