/** A table that was exported becomes a fixed collection: its photos are found by their bytes, else by their path. */
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { parse, type Parser } from 'csv-parse'
import type { CollectionService } from '../collections/service.ts'
import type { Collection } from '../contract/collections.ts'
import { AppError } from '../contract/errors.ts'
import { EXPORT_FILE_VERSION } from '../contract/export-file.ts'
import { ImportedFile, ImportedHead, type ImportedRow } from '../contract/imported-rows.ts'
import type { Library } from '../library/open.ts'

export interface ImportedTable {
  readonly collection: Collection
  readonly matched: number
  /** Paths of the rows no photo of the library was found for. */
  readonly missing: string[]
}

/** @throws AppError `invalid-params` for anything but a table that Podium wrote; nothing is made then. */
export type TableImport = (name: string, text: string) => Promise<ImportedTable>

/** Rows looked up at a time: about 10 ms. */
const BLOCK = 500
/** Characters parsed at a time. */
const CHUNK = 262_144

export function createTableImport(library: Library, collections: CollectionService): TableImport {
  return async (name, text) => {
    const rows = (await rowsOf(text)).toSorted((a, b) => a.position - b.position)
    if (rows.length === 0) throw new AppError('invalid-params', 'The table has no rows: there is nothing to import.')
    const photoIds = new Set<number>()
    const missing: string[] = []
    for (const [number, row] of rows.entries()) {
      const photoId = find(row, library, photoIds)
      if (photoId === null) missing.push(row.path)
      else photoIds.add(photoId)
      // A question must not wait for 100,000 rows.
      if (number % BLOCK === 0) await setImmediate()
    }
    const collection = await collections.create({ name, of: { kind: 'fixed', photoIds: [...photoIds] } })
    return { collection, matched: photoIds.size, missing }
  }
}

/** Of several copies of the same bytes the one at the path stated, else one that is not taken yet. */
function find({ hash, path }: ImportedRow, library: Library, taken: ReadonlySet<number>): number | null {
  const same = hash === null ? [] : library.finder.withHash(hash)
  const there = library.finder.at(path)
  if (there !== null && (same.length === 0 || same.includes(there))) return there
  return same.find((photoId) => !taken.has(photoId)) ?? same[0] ?? null
}

async function rowsOf(text: string): Promise<ImportedRow[]> {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
  return /^\s*[{[]/u.test(plain) ? jsonRows(plain) : csvRows(plain)
}

function jsonRows(text: string): ImportedRow[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new AppError('invalid-params', 'The file is no whole JSON file. Export it again.', { cause: error })
  }
  const head = ImportedHead.safeParse(value).data
  if (head === undefined) throw new AppError('invalid-params', 'The file is not an export of Podium.')
  if (head.version > EXPORT_FILE_VERSION)
    throw new AppError('invalid-params', 'The file was written by a newer Podium. Update Podium to read it.')
  const file = ImportedFile.safeParse(value).data
  if (file === undefined) throw new AppError('invalid-params', 'The rows of the file are not as Podium writes them.')
  return file.rows
}

async function csvRows(text: string): Promise<ImportedRow[]> {
  const rows: ImportedRow[] = []
  let row: ((cells: readonly string[]) => ImportedRow) | null = null
  try {
    for await (const cells of records(text)) {
      if (row === null) row = rowReader(cells)
      else rows.push(row(cells))
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('invalid-params', 'The file is neither JSON nor CSV.', { cause: error })
  }
  if (row === null) throw new AppError('invalid-params', 'The file is empty.')
  return rows
}

function records(text: string): AsyncIterable<string[]> {
  const head = text.slice(0, text.indexOf('\n'))
  // A spreadsheet of some countries saves a table with semicolons.
  const delimiter = [',', ';', '\t'].find((sign) => head.includes(sign)) ?? ','
  const parser: Parser = parse({ delimiter, skip_empty_lines: true, relax_column_count: true })
  return Readable.from(chunks(text)).pipe(parser)
}

/** Whole lines: cut elsewhere, a character of two units would be lost. */
function* chunks(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const line = text.indexOf('\n', from + CHUNK)
    const to = line === -1 ? text.length : line + 1
    yield text.slice(from, to)
    from = to
  }
}

/** @throws AppError for columns that are not those of an export. */
function rowReader(columns: readonly string[]): (cells: readonly string[]) => ImportedRow {
  const [position = -1, path = -1, hash = -1] = ['position', 'path', 'hash'].map((name) => columns.indexOf(name))
  if (Math.min(position, path, hash) < 0)
    throw new AppError('invalid-params', 'The table needs the columns position, path and hash, as Podium writes them.')
  return (cells) => {
    const [place = '', file = '', bytes = ''] = [cells[position], cells[path], cells[hash]]
    if (place.trim() === '' || !Number.isFinite(Number(place)) || file === '')
      throw new AppError(
        'invalid-params',
        `A row of the table is not as Podium writes it: ${cells.join(', ').slice(0, 200)}`,
      )
    return { position: Number(place), path: asWritten(file), hash: bytes === '' ? null : bytes }
  }
}

/** A cell that a spreadsheet would take for a formula was exported behind an apostrophe. */
function asWritten(cell: string): string {
  return /^'[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/u.test(cell) ? cell.slice(1) : cell
}
