/** All that is known of many photos at once: what tables and captions say. */
import { posix } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { AxisId } from '../contract/entities.ts'
import type { Flag, Label, Marks } from '../contract/marks.ts'
import { FACE_COLUMNS } from './faces.ts'
import { NO_MARKS } from './marks.ts'
import { MEASURED, type MeasureValues } from './measures.ts'
import { localTime } from './photo-rows.ts'

export interface PhotoFacts {
  readonly photoId: number
  /** POSIX. */
  readonly path: string
  readonly relativePath: string
  readonly contentHash: string | null
  readonly size: number
  readonly width: number | null
  readonly height: number | null
  /** `YYYY-MM-DDTHH:MM:SS`; from the camera, else the file's time in local time. */
  readonly takenAt: string | null
  readonly format: string | null
  readonly camera: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  /** Its folder cannot be read now. */
  readonly offline: boolean
  /** Its file is gone. */
  readonly missing: boolean
  readonly marks: Marks
  readonly measures: Readonly<Partial<Record<AxisId, number>>>
}

export interface PhotoFactsStore {
  /** In the order given; photos that are not in the library are left out. */
  of(photoIds: readonly number[]): PhotoFacts[]
}

interface FactsRow extends MeasureValues {
  readonly id: number
  readonly folder_path: string
  readonly unreachable_since: number | null
  readonly relative_path: string
  readonly content_hash: string | null
  readonly size: number
  readonly mtime_ms: number
  readonly missing_since: number | null
  readonly width: number | null
  readonly height: number | null
  readonly taken_at: string | null
  readonly format: string | null
  readonly camera: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly face_count: number | null
  readonly largest_face: number | null
  readonly oldest_face: number | null
  readonly youngest_face: number | null
  readonly rating: number | null
  readonly flag: Flag | null
  readonly label: Label | null
}

/** Photos asked for at a time: the rows of one question lie in memory twice. */
const BLOCK = 2_000

export function createPhotoFacts(database: Database): PhotoFactsStore {
  const some = database.prepare<[string], FactsRow>(`select p.id, f.path as folder_path, f.unreachable_since,
    p.relative_path, p.content_hash, p.size, p.mtime_ms, p.missing_since, c.width, c.height, c.taken_at, c.format,
    c.camera, c.latitude, c.longitude, ${FACE_COLUMNS}, k.rating, k.flag, k.label, ${MEASURED.map((name) => `m.${name}`).join(', ')}
    from json_each(?) wanted join photos p on p.id = wanted.value join folders f on f.id = p.folder_id
    left join contents c on c.content_hash = p.content_hash left join measures m on m.content_hash = p.content_hash
    left join marks k on k.photo_id = p.id`)
  return {
    of: (photoIds) => {
      const facts: PhotoFacts[] = []
      for (let from = 0; from < photoIds.length; from += BLOCK) {
        const wanted = photoIds.slice(from, from + BLOCK)
        const found = new Map(some.all(JSON.stringify(wanted)).map((row) => [row.id, row]))
        for (const photoId of wanted) {
          const row = found.get(photoId)
          if (row !== undefined) facts.push(toFacts(row))
        }
      }
      return facts
    },
  }
}

function toFacts(row: FactsRow): PhotoFacts {
  const { width, height } = row
  const measures: Partial<Record<AxisId, number>> = { fileSize: row.size }
  for (const name of MEASURED) {
    const value = row[name]
    if (value !== null) measures[name] = value
  }
  if (row.face_count !== null) {
    measures.faces = row.face_count
    measures.largestFace = row.largest_face ?? 0
  }
  if (row.oldest_face !== null) measures.oldestFace = row.oldest_face
  if (row.youngest_face !== null) measures.youngestFace = row.youngest_face
  if (width !== null && height !== null) {
    measures.resolution = (width * height) / 1e6
    measures.aspect = width / height
  }
  return {
    photoId: row.id,
    path: posix.join(row.folder_path, row.relative_path),
    relativePath: row.relative_path,
    contentHash: row.content_hash,
    size: row.size,
    width,
    height,
    takenAt: row.taken_at ?? localTime(row.mtime_ms),
    format: row.format,
    camera: row.camera,
    latitude: row.latitude,
    longitude: row.longitude,
    offline: row.unreachable_since !== null,
    missing: row.missing_since !== null,
    marks: {
      rating: row.rating ?? NO_MARKS.rating,
      flag: row.flag ?? NO_MARKS.flag,
      label: row.label ?? NO_MARKS.label,
    },
    measures,
  }
}
