/** Photo files: where they are, in which state, and everything read about them. */
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { PhotoDetail } from '../contract/entities.ts'
import type { Flag, Label } from '../contract/marks.ts'
import type { Counters } from './counters.ts'
import { FACE_COLUMNS, type FaceFacts } from './faces.ts'
import { MEASURED, type MeasureValues } from './measures.ts'
import {
  toCatalogueRow,
  toDetail,
  toKnown,
  toWaiting,
  type DetailRow,
  type KnownRow,
  type RawRow,
  type WaitingRow,
} from './photo-rows.ts'

export type PhotoState = 'found' | 'indexed' | 'failed'

/** What a scan compares a file with. */
export interface KnownPhoto {
  readonly photoId: number
  readonly size: number
  readonly mtimeMs: number
  readonly contentHash: string | null
  readonly state: PhotoState
  readonly missing: boolean
}

export interface FileFacts {
  readonly size: number
  /** Whole milliseconds, so that stored and fresh compare equal. */
  readonly mtimeMs: number
}

/** Where a row stands, and the file it stands for. */
export interface Place extends FileFacts {
  readonly photoId: number
  readonly folderId: number
  readonly relativePath: string
}

export interface WaitingPhoto extends FileFacts {
  readonly photoId: number
  readonly folderId: number
  readonly relativePath: string
  readonly path: string
  readonly contentHash: string | null
}

export interface CatalogueRow extends MeasureValues, FaceFacts {
  readonly photoId: number
  readonly folderId: number
  readonly relativePath: string
  readonly contentHash: string | null
  readonly state: PhotoState
  readonly missing: boolean
  readonly size: number
  readonly width: number | null
  readonly height: number | null
  /** `YYYY-MM-DDTHH:MM:SS`; from the camera, else the file's time in local time. */
  readonly takenAt: string | null
  readonly camera: string | null
  readonly format: string | null
  readonly rating: number
  readonly flag: Flag
  readonly label: Label
}

export interface PhotoCounts {
  readonly total: number
  readonly indexed: number
  readonly waiting: number
  readonly failed: number
  readonly missing: number
}

export interface Photos {
  get(photoId: number): PhotoDetail | null
  fileOf(photoId: number): { path: string; contentHash: string | null; format: string | null } | null
  counts(): PhotoCounts
  /** Rows that changed after a revision; all, in pages, for -1. */
  changedSince(revision: number): IterableIterator<CatalogueRow>
  /** The rows of a folder, or of the directory `under` in it, by relative path. */
  known(folderId: number, under: string): Map<string, KnownPhoto>
  add(folderId: number, relativePath: string, facts: FileFacts, nowMs: number): number
  /** Other bytes under the same path: the photo keeps its id, and its old place in orders until it is read again. */
  changed(photoId: number, facts: FileFacts): void
  setMissing(photoIds: readonly number[], nowMs: number): void
  /** The file is back: nothing is computed again. */
  setPresent(photoIds: readonly number[]): void
  setState(photoId: number, state: PhotoState, contentHash: string | null): void
  /** The result of reading `photo`; false, and nothing written, where its file changed or its row went meanwhile. */
  settle(photo: WaitingPhoto, state: PhotoState, contentHash: string | null): boolean
  /** Photos to read, in id order after `afterId`, of folders that can be read. */
  waiting(afterId: number, limit: number): WaitingPhoto[]
  /** One of those, or null where it is not to be read. */
  waitingOne(photoId: number): WaitingPhoto | null
  /** A missing photo with these bytes: what was renamed or moved. */
  missingWith(contentHash: string): { photoId: number } | null
  missingSizes(): Set<number>
  /** A missing photo is where its file went, and keeps its id and all that hangs on it. */
  move(photoId: number, folderId: number, relativePath: string, facts: FileFacts): void
  /** As `move`, onto the place of a row that was made for the file meanwhile; that row goes. */
  takeOver(photoId: number, twin: Place): void
  /** A row with these bytes added since, and after `photoId`: where a file that vanished may have gone. */
  addedWith(contentHash: string, sinceMs: number, photoId: number): Place | null
  /** Contents indexed by another model wait for this one; returns how many. */
  requeueWithout(modelId: string): number
}

export function createPhotos(database: Database, counters: Counters): Photos {
  const reads = prepareReads(database)
  const insert = database.prepare<[number, string, number, number, number, number], { id: number }>(
    'insert into photos (folder_id, relative_path, size, mtime_ms, added_at, revision) values (?, ?, ?, ?, ?, ?) returning id',
  )
  const change = database.prepare(
    "update photos set size = ?, mtime_ms = ?, state = 'found', missing_since = null, revision = ? where id = ?",
  )
  const missing = database.prepare('update photos set missing_since = ?, revision = ? where id = ?')
  const state = database.prepare(
    'update photos set state = ?, content_hash = coalesce(?, content_hash), revision = ? where id = ?',
  )
  const settle = database.prepare(`update photos set state = ?, content_hash = coalesce(?, content_hash), revision = ?
    where id = ? and size = ? and mtime_ms = ?`)
  const relocate = database.prepare(
    'update photos set folder_id = ?, relative_path = ?, size = ?, mtime_ms = ?, missing_since = null, revision = ? where id = ?',
  )
  const remove = database.prepare('delete from photos where id = ?')
  const requeue =
    database.prepare(`update photos set state = 'found', revision = ? where state = 'indexed' and content_hash not in
    (select content_hash from vectors where model_id = ?)`)

  const setMissingSince = (photoIds: readonly number[], sinceMs: number | null): void => {
    if (photoIds.length === 0) return
    const revision = counters.next('revision')
    for (const photoId of photoIds) missing.run(sinceMs, revision, photoId)
  }

  return {
    ...reads,
    add: (folderId, relativePath, facts, nowMs) =>
      insert.get(folderId, relativePath, facts.size, facts.mtimeMs, nowMs, counters.next('revision'))?.id ?? 0,
    changed: (photoId, facts) => {
      change.run(facts.size, facts.mtimeMs, counters.next('revision'), photoId)
    },
    setMissing: (photoIds, nowMs) => {
      setMissingSince(photoIds, nowMs)
    },
    setPresent: (photoIds) => {
      setMissingSince(photoIds, null)
    },
    setState: (photoId, next, contentHash) => {
      state.run(next, contentHash, counters.next('revision'), photoId)
    },
    settle: (photo, next, contentHash) =>
      settle.run(next, contentHash, counters.next('revision'), photo.photoId, photo.size, photo.mtimeMs).changes > 0,
    move: (photoId, folderId, relativePath, facts) => {
      relocate.run(folderId, relativePath, facts.size, facts.mtimeMs, counters.next('revision'), photoId)
    },
    takeOver: (photoId, twin) => {
      // The place must be free before another row takes it. That a row went is told by the epoch, which costs every
      // kept order: a mark in its stead would have to outlive all readers, and orders that hold the row point nowhere.
      remove.run(twin.photoId)
      counters.next('epoch')
      relocate.run(twin.folderId, twin.relativePath, twin.size, twin.mtimeMs, counters.next('revision'), photoId)
    },
    requeueWithout: (modelId) => requeue.run(counters.next('revision'), modelId).changes,
  }
}

/** Rows read at a time: all at once, those of a large library would double the memory of the process. */
const CATALOGUE_PAGE = 4_096
const KNOWN_COLUMNS = 'select id, relative_path, size, mtime_ms, content_hash, state, missing_since from photos'

type PhotoReads = Pick<
  Photos,
  | 'get'
  | 'fileOf'
  | 'counts'
  | 'changedSince'
  | 'known'
  | 'waiting'
  | 'waitingOne'
  | 'missingWith'
  | 'missingSizes'
  | 'addedWith'
>

function prepareReads(database: Database): PhotoReads {
  const detail = database.prepare<
    [number],
    DetailRow
  >(`select p.id, p.folder_id, p.relative_path, p.size, p.mtime_ms, p.content_hash,
    f.path as folder_path, f.unreachable_since, c.format, c.width, c.height, c.taken_at, c.taken_offset_min, c.latitude,
    c.longitude, c.camera, c.damaged, ${FACE_COLUMNS}, ${MEASURED.map((name) => `m.${name}`).join(', ')}
    from photos p join folders f on f.id = p.folder_id left join contents c on c.content_hash = p.content_hash
    left join measures m on m.content_hash = p.content_hash where p.id = ?`)
  const counted = database.prepare<[], { state: PhotoState; n: number }>(
    'select state, count(*) as n from photos where missing_since is null group by state',
  )
  const gone = database.prepare<[], { n: number }>('select count(*) as n from photos where missing_since is not null')
  // RawRow columns: building 100,000 named objects twice would cost more than the query.
  const catalogueColumns = `select p.id, p.folder_id, p.relative_path, p.content_hash, p.state, p.missing_since,
    p.size, p.mtime_ms, c.width, c.height, c.taken_at, ${MEASURED.map((name) => `m.${name}`).join(', ')},
    c.camera, c.format, k.rating, k.flag, k.label, ${FACE_COLUMNS}
    from photos p left join contents c on c.content_hash = p.content_hash
    left join measures m on m.content_hash = p.content_hash left join marks k on k.photo_id = p.id`
  const since = database.prepare<[number], RawRow>(`${catalogueColumns} where p.revision > ?`).raw()
  const pageAfter = database
    .prepare<[number], RawRow>(`${catalogueColumns} where p.id > ? order by p.id limit ${CATALOGUE_PAGE}`)
    .raw()
  const known = database.prepare<[number], KnownRow>(`${KNOWN_COLUMNS} where folder_id = ?`)
  const knownUnder = database.prepare<[number, string, string], KnownRow>(
    `${KNOWN_COLUMNS} where folder_id = ? and relative_path > ? and relative_path < ?`,
  )
  const toRead = `select p.id, p.folder_id, p.relative_path, p.size, p.mtime_ms, p.content_hash,
    f.path as folder_path from photos p join folders f on f.id = p.folder_id
    where p.state = 'found' and p.missing_since is null and f.unreachable_since is null`
  const waiting = database.prepare<[number, number], WaitingRow>(`${toRead} and p.id > ? order by p.id limit ?`)
  const waitingOne = database.prepare<[number], WaitingRow>(`${toRead} and p.id = ?`)
  const missingWith = database.prepare<[string], { id: number }>(
    'select id from photos where content_hash = ? and missing_since is not null order by id limit 1',
  )
  const missingSizes = database.prepare<[], { size: number }>(
    'select distinct size from photos where missing_since is not null',
  )
  const addedWith = database.prepare<
    [string, number, number],
    { id: number; folder_id: number; relative_path: string; size: number; mtime_ms: number }
  >(
    'select id, folder_id, relative_path, size, mtime_ms from photos where content_hash = ? and missing_since is null and added_at >= ? and id > ? order by id limit 1',
  )
  return {
    get: (photoId) => toDetail(detail.get(photoId)),
    fileOf: (photoId) => {
      const row = detail.get(photoId)
      if (row === undefined) return null
      return { path: join(row.folder_path, row.relative_path), contentHash: row.content_hash, format: row.format }
    },
    counts: () => {
      const of = new Map(counted.all().map((row) => [row.state, row.n]))
      const [indexed, waitingCount, failed] = [of.get('indexed') ?? 0, of.get('found') ?? 0, of.get('failed') ?? 0]
      return {
        total: indexed + waitingCount + failed,
        indexed,
        waiting: waitingCount,
        failed,
        missing: gone.get()?.n ?? 0,
      }
    },
    *changedSince(revision) {
      if (revision >= 0) {
        for (const row of since.all(revision)) yield toCatalogueRow(row)
        return
      }
      for (let after = -1; ;) {
        const rows = pageAfter.all(after)
        for (const row of rows) yield toCatalogueRow(row)
        if (rows.length < CATALOGUE_PAGE) return
        after = Number(rows.at(-1)?.[0])
      }
    },
    known: (folderId, under) => {
      // '0' follows '/': the range holds what lies below the directory and nothing else.
      const rows = under === '' ? known.all(folderId) : knownUnder.all(folderId, `${under}/`, `${under}0`)
      return new Map(rows.map((row) => [row.relative_path, toKnown(row)]))
    },
    waiting: (afterId, limit) => waiting.all(afterId, limit).map(toWaiting),
    waitingOne: (photoId) => {
      const row = waitingOne.get(photoId)
      return row === undefined ? null : toWaiting(row)
    },
    missingWith: (hash) => {
      const row = missingWith.get(hash)
      return row === undefined ? null : { photoId: row.id }
    },
    missingSizes: () => new Set(missingSizes.all().map((row) => row.size)),
    addedWith: (hash, sinceMs, photoId) => {
      const row = addedWith.get(hash, sinceMs, photoId)
      if (row === undefined) return null
      return {
        photoId: row.id,
        folderId: row.folder_id,
        relativePath: row.relative_path,
        size: row.size,
        mtimeMs: row.mtime_ms,
      }
    },
  }
}
