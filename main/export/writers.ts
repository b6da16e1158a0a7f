/** Which writer makes which kind of export. */
import type { ExportKind } from '../contract/exports.ts'
import { copiesWriter } from './copies.ts'
import { galleryWriter } from './gallery.ts'
import { sheetWriter } from './sheet.ts'
import { csvWriter, jsonWriter } from './tables.ts'
import type { Writer } from './writer.ts'
import { xmpWriter } from './xmp.ts'

export const WRITERS: Readonly<Record<ExportKind, Writer>> = {
  copies: copiesWriter,
  csv: csvWriter,
  json: jsonWriter,
  sheet: sheetWriter,
  gallery: galleryWriter,
  xmp: xmpWriter,
}
