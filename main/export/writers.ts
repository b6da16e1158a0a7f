/** Which writer makes which kind of export. Loaded when it is needed: some bring libraries that take longer than the app. */
import type { ExportKind } from '../contract/exports.ts'
import type { Writer } from './writer.ts'

export type Writers = Readonly<Record<ExportKind, () => Promise<Writer>>>

export const WRITERS: Writers = {
  copies: async () => (await import('./copies.ts')).copiesWriter,
  csv: async () => (await import('./tables.ts')).csvWriter,
  json: async () => (await import('./tables.ts')).jsonWriter,
  sheet: async () => (await import('./sheet.ts')).sheetWriter,
  gallery: async () => (await import('./gallery.ts')).galleryWriter,
  xmp: async () => (await import('./xmp.ts')).xmpWriter,
}
