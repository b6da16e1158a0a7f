/** Exports: one plan for all kinds, shown before anything is written, then run as a job. */
import { z } from 'zod'
import { CollectionId, PhotoId } from './entities.ts'
import { Label, Rating } from './marks.ts'
import { RankedSet } from './ranking.ts'

export const JobId = z.int().nonnegative()
export const PlanId = z.string().min(1).max(64)

/** Which photos, in which order: a rule, a collection as it stands, or photos in the order given. */
export const ExportSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set'), set: RankedSet }),
  z.object({ kind: z.literal('collection'), collectionId: CollectionId }),
  /** These, in this order; `set` is what they were chosen from, and gives their scores and the sentence. */
  z.object({ kind: z.literal('photos'), photoIds: z.array(PhotoId).min(1).max(1_000_000), set: RankedSet.optional() }),
])
export type ExportSource = z.infer<typeof ExportSource>

/**
 * Ordered copies. `name` is a template: `{position}` (padded to the width of the set), `{name}` (without its ending),
 * `{date}`, `{time}`, `{score}`, `{camera}`; the ending is added. Links need `format: original` and no resize.
 */
export const CopyOptions = z.object({
  kind: z.literal('copies'),
  method: z.enum(['copy', 'hardlink', 'symlink']),
  name: z.string().min(1).max(200),
  /** Pixels of the long side; null keeps the size. Never enlarges. */
  longSide: z.int().min(16).max(20_000).nullable(),
  format: z.enum(['original', 'jpeg', 'webp', 'avif', 'png']),
  quality: z.int().min(1).max(100),
  /** `all` keeps what the original holds; `no-place` takes the place out; `none` keeps the colour profile alone. */
  metadata: z.enum(['all', 'no-place', 'none']),
  /** XMP files beside the originals go along under the new names. */
  sidecars: z.boolean(),
})
export type CopyOptions = z.infer<typeof CopyOptions>

export const SheetOptions = z.object({
  kind: z.literal('sheet'),
  paper: z.enum(['a4', 'letter']),
  landscape: z.boolean(),
  columns: z.int().min(1).max(12),
  rows: z.int().min(1).max(12),
  caption: z.array(z.enum(['position', 'name', 'score', 'date'])),
})
export type SheetOptions = z.infer<typeof SheetOptions>

/** A stretch of the order and what its photos get: the first `percent` of the set from the former stretch on. */
export const StarCut = z.object({ percent: z.number().positive().max(100), rating: Rating.min(1) })

/** Where nobody set cuts yet: the best twentieth, the tenth behind it, the fifth behind that; most photos get none. */
export const FIRST_STARS: readonly z.infer<typeof StarCut>[] = [
  { percent: 5, rating: 5 },
  { percent: 10, rating: 4 },
  { percent: 20, rating: 3 },
]

export const XmpOptions = z.object({
  kind: z.literal('xmp'),
  /** From the top; what is past the last cut gets no stars. Empty: stars are not written. */
  stars: z.array(StarCut).max(10),
  keywords: z.array(z.string().trim().min(1).max(200)).max(50),
  label: Label,
  /** `IMG_1.jpg.xmp` or `IMG_1.xmp` for photos that have neither; an existing file is always the one that is updated. */
  naming: z.enum(['full-name', 'base-name']),
  /** Stars may replace a rating that the person gave. */
  overRatings: z.boolean(),
})
export type XmpOptions = z.infer<typeof XmpOptions>

export const ExportOptions = z.discriminatedUnion('kind', [
  CopyOptions,
  z.object({ kind: z.literal('csv') }),
  z.object({ kind: z.literal('json') }),
  SheetOptions,
  z.object({ kind: z.literal('gallery'), longSide: z.int().min(256).max(4_096) }),
  XmpOptions,
])
export type ExportOptions = z.infer<typeof ExportOptions>
export const EXPORT_KINDS = ['copies', 'csv', 'json', 'sheet', 'gallery', 'xmp'] as const
export type ExportKind = (typeof EXPORT_KINDS)[number]

export const ExportRequest = z.object({
  source: ExportSource,
  options: ExportOptions,
  /** Folder to write into, absolute; made if absent. XMP beside the originals has none. */
  target: z.string().min(1).max(4_000).nullable(),
  /** One ZIP file in the target folder instead of many files. Not for XMP beside the originals. */
  zip: z.boolean(),
  /** What to do where a file of that name exists: stop, take another name, or leave it and go on. Never replaced. */
  clash: z.enum(['refuse', 'rename', 'skip']),
  /** Of the file or the ZIP, without ending; from the sentence where absent. */
  title: z.string().trim().min(1).max(200).optional(),
})
export type ExportRequest = z.infer<typeof ExportRequest>

/** One file that would be written. `bytes` is null where it is only known once made. */
export const PlannedFile = z.object({
  position: z.int().nullable(),
  photoId: PhotoId.nullable(),
  /** Below the target; in a ZIP, `Title.zip/` and the name inside; for XMP the sidecar's whole path. */
  name: z.string(),
  bytes: z.number().nullable(),
  note: z.enum(['clash', 'renamed', 'skipped', 'update', 'offline', 'gone', 'rated']).nullable(),
})
export type PlannedFile = z.infer<typeof PlannedFile>

export const ExportPlan = z.object({
  planId: PlanId,
  kind: z.enum(EXPORT_KINDS),
  target: z.string().nullable(),
  photos: z.int(),
  /** Files that would be written; those inside a ZIP count beside the ZIP itself. */
  files: z.int(),
  /** Estimated where files are made anew. */
  bytes: z.number(),
  /** Null where the system does not say. */
  freeBytes: z.number().nullable(),
  /** Photos that cannot be exported: their drive is offline or their file is gone. */
  unavailable: z.int(),
  clashes: z.int(),
  /** Stars by number of photos, before anything is written. */
  stars: z.array(z.object({ rating: Rating, photos: z.int() })),
  /** Why it may not be started, in words for people; empty when it may. */
  problems: z.array(z.string()),
  /** What a person should know before starting; it may be started all the same. */
  warnings: z.array(z.string()),
  first: z.array(PlannedFile),
})
export type ExportPlan = z.infer<typeof ExportPlan>

export const JobState = z.enum(['waiting', 'running', 'done', 'failed', 'cancelled', 'interrupted'])
export type JobState = z.infer<typeof JobState>

/** `interrupted`: Podium ended in the middle; `jobs.resume` finishes it. written + skipped + failed = done <= total. */
export const Job = z.object({
  jobId: JobId,
  kind: z.enum(EXPORT_KINDS),
  title: z.string(),
  target: z.string().nullable(),
  state: JobState,
  total: z.int(),
  done: z.int(),
  written: z.int(),
  skipped: z.int(),
  failed: z.int(),
  bytes: z.number(),
  message: z.string().nullable(),
  createdAt: z.number(),
  finishedAt: z.number().nullable(),
})
export type Job = z.infer<typeof Job>

/** What became of one file. */
export const JobItem = z.object({
  position: z.int().nullable(),
  photoId: PhotoId.nullable(),
  name: z.string(),
  state: z.enum(['waiting', 'written', 'skipped', 'failed']),
  bytes: z.number().nullable(),
  message: z.string().nullable(),
})
export type JobItem = z.infer<typeof JobItem>
