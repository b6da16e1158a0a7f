/** The JSON file an export writes, for programs of other people: a version, the rule, and a row per photo. */
import { z } from 'zod'
import { AxisId } from './entities.ts'
import { Flag, Label, Rating } from './marks.ts'
import { Notice, RankedSet, Reading } from './ranking.ts'
import { TasteStatus } from './taste.ts'

/** Rises when a reader of the former version would misread a file; new fields alone do not raise it. */
export const EXPORT_FILE_VERSION = 1

export const ExportFileRow = z.object({
  /** From 1. */
  position: z.int().positive(),
  /** In the unit of the reading; comparable inside this file only. */
  score: z.number().nullable(),
  /** 100 is first. */
  percentile: z.number().min(0).max(100).nullable(),
  /** Rows with one number differ by less than the ranker's error. */
  tieBand: z.int(),
  /** Absolute, `/` between folders. */
  path: z.string(),
  /** Below the watched folder. */
  relativePath: z.string(),
  /** Of the bytes; null for a photo that was not read yet. */
  hash: z.string().nullable(),
  size: z.number().nonnegative(),
  /** Wall-clock `YYYY-MM-DDTHH:MM:SS`, without a zone. */
  takenAt: z.string().nullable(),
  rating: Rating,
  flag: Flag,
  label: Label,
  /** Pixels of the upright picture. */
  width: z.int().nullable(),
  height: z.int().nullable(),
  format: z.string().nullable(),
  camera: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  /** What was measured, in the unit of each axis. */
  measures: z.partialRecord(AxisId, z.number()),
})
export type ExportFileRow = z.infer<typeof ExportFileRow>

export const ExportFile = z.object({
  format: z.literal('podium-export'),
  version: z.literal(EXPORT_FILE_VERSION),
  /** Version of Podium that wrote it. */
  podium: z.string(),
  title: z.string(),
  createdAt: z.iso.datetime(),
  /** When the order was made. */
  evaluatedAt: z.iso.datetime(),
  /** This and the next four are null where photos were chosen one by one. */
  sentence: z.string().nullable(),
  reading: Reading.nullable(),
  modelId: z.string().nullable(),
  reversed: z.boolean().nullable(),
  notices: z.array(Notice).nullable(),
  /** The person's answers that bend the order; null, or not there, where they do not. */
  taste: TasteStatus.pick({ answers: true, agreementBefore: true, agreementAfter: true }).nullable().optional(),
  /** First position whose place is no better than noise; null when the order holds to its end. */
  fadesAt: z.int().positive().nullable(),
  /** The rule that gives this set again in the same library; its ids mean nothing elsewhere. */
  rule: RankedSet.nullable(),
  /** Rows to come: tells a whole file from a broken one. */
  total: z.int().nonnegative(),
  rows: z.array(ExportFileRow),
})
export type ExportFile = z.infer<typeof ExportFile>

/** The same as JSON Schema (2020-12). Fields that a later Podium adds are allowed by it. */
export function exportJsonSchema(): z.core.JSONSchema.JSONSchema {
  return z.toJSONSchema(ExportFile, { io: 'input' })
}
