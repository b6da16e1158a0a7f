/** What is read back from an exported table: of each row only what finds the photo again. */
import { z } from 'zod'
import { EXPORT_FILE_VERSION } from './export-file.ts'

export const ImportedRow = z.object({ position: z.number(), path: z.string(), hash: z.string().nullable() })
export type ImportedRow = z.infer<typeof ImportedRow>

/** Told apart from the file itself, so that one of a later version can be refused by its number. */
export const ImportedHead = z.object({ format: z.literal('podium-export'), version: z.int() })

export const ImportedFile = ImportedHead.extend({
  version: z.int().max(EXPORT_FILE_VERSION),
  rows: z.array(ImportedRow),
})
