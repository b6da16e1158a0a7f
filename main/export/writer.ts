/** What every kind of export is made of: the set, the files it becomes, and how one file is made. */
import type { ExportRequest, PlannedFile } from '../contract/exports.ts'
import type { Marks } from '../contract/marks.ts'
import type { RankedSet, RankHeader } from '../contract/ranking.ts'
import type { AxisId } from '../contract/entities.ts'

/** One photo of the set, with all that tables and captions may say of it. Paths are POSIX. */
export interface ExportRow {
  /** From 1. */
  readonly position: number
  readonly photoId: number
  readonly path: string
  /** Below the watched folder. */
  readonly relativePath: string
  /** File name with its ending. */
  readonly name: string
  readonly contentHash: string | null
  readonly size: number
  readonly score: number | null
  readonly percentile: number | null
  readonly tieBand: number
  /** `YYYY-MM-DDTHH:MM:SS`, or null. */
  readonly takenAt: string | null
  readonly width: number | null
  readonly height: number | null
  readonly format: string | null
  readonly camera: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly offline: boolean
  readonly marks: Marks
  readonly measures: Readonly<Partial<Record<AxisId, number>>>
}

/** Jobs of an earlier version know of no examples. */
export type SetHeader = Pick<RankHeader, 'sentence' | 'reading' | 'modelId' | 'reversed' | 'taste' | 'notices'> &
  Partial<Pick<RankHeader, 'examples'>>

export interface ExportSet {
  /** The rule; null where photos were given one by one. */
  readonly rule: RankedSet | null
  /** How the order was made; null where there was no sentence. */
  readonly header: SetHeader | null
  /** Position (from 1) at which the order fades; null where it holds. */
  readonly fadesAt: number | null
  readonly title: string
  /** ms since 1970: when the set was evaluated. */
  readonly evaluatedAt: number
  readonly rows: readonly ExportRow[]
}

/**
 * One file to be. `detail` is the writer's own JSON, kept with the job so that a resumed one makes the same file. The
 * engine may change the first part of `name` where a file of that name exists. An item noted `offline`, `gone` or
 * `skipped` is listed and not made, and so is one noted `rated` without `detail`.
 */
export interface ExportItem extends PlannedFile {
  /** Given by the engine, in the order of the files: writers say 0. */
  readonly number: number
  readonly detail: string | null
}

/**
 * What a file is made of. The engine puts it in place: temporary name, flush, rename; or into the ZIP.
 * `original`: an existing file to copy (the default) or link. `made`: a temporary file of ours, moved. `stream`: bytes as they come.
 */
export type Made =
  | { readonly kind: 'original'; readonly path: string; readonly method?: 'copy' | 'hardlink' | 'symlink' }
  | { readonly kind: 'made'; readonly path: string }
  | { readonly kind: 'stream'; readonly bytes: AsyncIterable<Uint8Array>; readonly replaces?: boolean }

export interface RenderTask {
  readonly path: string
  /** Null keeps the size. Never enlarges. */
  readonly longSide: number | null
  readonly format: 'jpeg' | 'webp' | 'avif' | 'png'
  readonly quality: number
  readonly metadata: 'all' | 'no-place' | 'none'
}

/** What writers may ask for. */
export interface WriterContext {
  readonly request: ExportRequest
  readonly signal: AbortSignal
  /** When the job began: a resumed one makes the same bytes. */
  readonly now: () => Date
  /**
   * The picture turned upright, made anew by a process of its own, as a temporary file with the dates of the photo, which
   * the caller deletes or hands on.
   */
  render(task: RenderTask): Promise<string>
  /** Path of the stored 512 px WebP of a photo, which exists also while its drive is offline; null if there is none. */
  thumbnail(contentHash: string): Promise<string | null>
}

export interface Writer {
  /** The files, in order, without touching the disk. Names are relative to the target, `/` between folders. */
  items(set: ExportSet, context: WriterContext): Promise<ExportItem[]>
  /** One file of them. Throws AppError with words for people; the engine goes on with the next. */
  make(item: ExportItem, set: ExportSet, context: WriterContext): Promise<Made>
}
