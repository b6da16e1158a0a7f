/** Rows of the photo queries, turned into what the rest of Podium knows. */
import { join } from 'node:path'
import type { AxisId, PhotoDetail } from '../contract/entities.ts'
import { Flag, Label } from '../contract/marks.ts'
import { MEASURED, type MeasureValues } from './measures.ts'
import type { CatalogueRow, KnownPhoto, PhotoState, WaitingPhoto } from './photos.ts'

/** Columns in the order of the query: cheaper than 100,000 objects with names. */
export type RawRow = readonly (string | number | null)[]

export interface KnownRow {
  readonly id: number
  readonly relative_path: string
  readonly size: number
  readonly mtime_ms: number
  readonly content_hash: string | null
  readonly state: PhotoState
  readonly missing_since: number | null
}

export interface WaitingRow {
  readonly id: number
  readonly folder_id: number
  readonly relative_path: string
  readonly size: number
  readonly mtime_ms: number
  readonly content_hash: string | null
  readonly folder_path: string
}

export interface DetailRow extends WaitingRow, MeasureValues {
  readonly unreachable_since: number | null
  readonly format: string | null
  readonly width: number | null
  readonly height: number | null
  readonly taken_at: string | null
  readonly taken_offset_min: number | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly camera: string | null
  readonly damaged: number | null
  readonly face_count: number | null
  readonly largest_face: number | null
  readonly oldest_face: number | null
  readonly youngest_face: number | null
}

export function toWaiting(row: WaitingRow): WaitingPhoto {
  return {
    photoId: row.id,
    folderId: row.folder_id,
    relativePath: row.relative_path,
    path: join(row.folder_path, row.relative_path),
    size: row.size,
    mtimeMs: row.mtime_ms,
    contentHash: row.content_hash,
  }
}

export function toKnown(row: KnownRow): KnownPhoto {
  const { id, size, mtime_ms, content_hash, state, missing_since } = row
  return { photoId: id, size, mtimeMs: mtime_ms, contentHash: content_hash, state, missing: missing_since !== null }
}

export function toCatalogueRow(row: RawRow): CatalogueRow {
  const state = text(row, 4)
  return {
    photoId: number(row, 0) ?? 0,
    folderId: number(row, 1) ?? 0,
    relativePath: text(row, 2) ?? '',
    contentHash: text(row, 3),
    state: state === 'indexed' || state === 'failed' ? state : 'found',
    missing: row[5] !== null,
    size: number(row, 6) ?? 0,
    width: number(row, 8),
    height: number(row, 9),
    takenAt: text(row, 10) ?? localTime(number(row, 7)),
    sharpness: number(row, 11),
    noise: number(row, 12),
    brightness: number(row, 13),
    contrast: number(row, 14),
    clipping: number(row, 15),
    colourfulness: number(row, 16),
    warmth: number(row, 17),
    camera: text(row, 18),
    format: text(row, 19),
    rating: number(row, 20) ?? 0,
    flag: flagOf(text(row, 21)),
    label: labelOf(text(row, 22)),
    faces: number(row, 23),
    largestFace: number(row, 24),
    oldestFace: number(row, 25),
    youngestFace: number(row, 26),
  }
}

const FLAGS: ReadonlySet<string> = new Set(Flag.options)
const LABELS: ReadonlySet<string> = new Set(Label.options)

function flagOf(text: string | null): Flag {
  return text !== null && FLAGS.has(text) ? (text as Flag) : 'none'
}

function labelOf(text: string | null): Label {
  return text !== null && LABELS.has(text) ? (text as Label) : 'none'
}

function number(row: RawRow, at: number): number | null {
  const value = row[at]
  return typeof value === 'number' ? value : null
}

function text(row: RawRow, at: number): string | null {
  const value = row[at]
  return typeof value === 'string' ? value : null
}

export function toDetail(row: DetailRow | undefined): PhotoDetail | null {
  if (row === undefined) return null
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
  if (row.width !== null && row.height !== null) {
    measures.resolution = (row.width * row.height) / 1e6
    measures.aspect = row.width / row.height
  }
  return {
    photoId: row.id,
    folderId: row.folder_id,
    name: row.relative_path.slice(row.relative_path.lastIndexOf('/') + 1),
    relativePath: row.relative_path,
    folderPath: row.folder_path,
    width: row.width,
    height: row.height,
    size: row.size,
    format: row.format,
    takenAt: row.taken_at ?? localTime(row.mtime_ms),
    takenOffsetMinutes: row.taken_offset_min,
    takenSource: row.taken_at === null ? 'file' : 'exif',
    camera: row.camera,
    latitude: row.latitude,
    longitude: row.longitude,
    damaged: row.damaged === 1,
    offline: row.unreachable_since !== null,
    measures,
  }
}

/** A file's time as a clock on this wall would have shown it: comparable with what cameras write. */
export function localTime(ms: number | null): string | null {
  if (ms === null) return null
  const local = new Date(ms)
  if (Number.isNaN(local.getTime())) return null
  return new Date(ms - local.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}
