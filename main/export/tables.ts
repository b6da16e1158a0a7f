/** CSV for spreadsheets and JSON for programs: a row per photo, written as they come. */
import { stringify } from 'csv-stringify/sync'
import { AxisId } from '../contract/entities.ts'
import { AppError } from '../contract/errors.ts'
import { EXPORT_FILE_VERSION, type ExportFile, type ExportFileRow } from '../contract/export-file.ts'
import { VERSION } from '../version.ts'
import { safeName } from './names.ts'
import type { ExportItem, ExportRow, ExportSet, Writer, WriterContext } from './writer.ts'

/** Rows made at a time: a few hundred kilobytes, whatever the set. */
const BATCH = 500

type Cell = string | number | null

/** What the whole set says of itself, repeated in each line so that a line taken out of its table still says it. */
interface SetCells {
  readonly sentence: Cell
  readonly reading: Cell
  readonly orderedBy: Cell
  readonly direction: Cell
  readonly modelId: Cell
}

const SET_COLUMNS = ['sentence', 'reading', 'orderedBy', 'direction', 'modelId'] as const satisfies (keyof SetCells)[]

/** Size and date have columns of their own. */
const MEASURED = AxisId.options.filter((axis) => axis !== 'date' && axis !== 'fileSize')

const ORDER_COLUMNS = ['position', 'score', 'percentile', 'tieBand'] as const
const PHOTO_COLUMNS = [
  'path',
  'relativePath',
  'hash',
  'takenAt',
  'rating',
  'flag',
  'label',
  'width',
  'height',
  'format',
  'camera',
  'latitude',
  'longitude',
  'size',
] as const

export const CSV_COLUMNS: readonly string[] = [...ORDER_COLUMNS, ...SET_COLUMNS, ...PHOTO_COLUMNS, ...MEASURED]

export const csvWriter: Writer = {
  items: (set) => Promise.resolve([oneFile(set, 'csv')]),
  make: (_item, set, context) => Promise.resolve({ kind: 'stream', bytes: encoded(csvText(set, context)) }),
}

export const jsonWriter: Writer = {
  items: (set) => Promise.resolve([oneFile(set, 'json')]),
  make: (_item, set, context) => Promise.resolve({ kind: 'stream', bytes: encoded(jsonText(set, context)) }),
}

function oneFile(set: ExportSet, ending: string): ExportItem {
  const name = safeName(`${set.title}.${ending}`)
  return { number: 0, position: null, photoId: null, name, bytes: null, note: null, detail: null }
}

function* csvText(set: ExportSet, context: WriterContext): Generator<string> {
  // The mark of UTF-8 is what makes Excel read names as they are written.
  yield `\uFEFF${lines([CSV_COLUMNS])}`
  const { sentence, reading, orderedBy, direction, modelId } = setCells(set)
  const common = [sentence, reading, orderedBy, direction, modelId]
  for (const batch of batches(set, context)) {
    yield lines(
      batch.map((row) => {
        const facts = fileRow(row)
        const measured = MEASURED.map((axis) => facts.measures[axis] ?? null)
        const order = ORDER_COLUMNS.map((column) => facts[column])
        return [...order, ...common, ...PHOTO_COLUMNS.map((column) => facts[column]), ...measured]
      }),
    )
  }
}

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers never do. */
function lines(rows: readonly (readonly Cell[])[]): string {
  return stringify([...rows], { escape_formulas: true, record_delimiter: 'windows', quote_record_delimiter: true })
}

function setCells({ header }: ExportSet): SetCells {
  if (header === null) return { sentence: null, reading: null, orderedBy: null, direction: null, modelId: null }
  const { sentence, reading, reversed, modelId } = header
  const orderedBy = reading.kind === 'measured' ? reading.axis : reading.kind === 'adapter' ? reading.attribute : null
  const descending = (!('direction' in reading) || reading.direction === 'descending') !== reversed
  const direction = reading.kind === 'manual' ? null : descending ? 'descending' : 'ascending'
  const { kind } = reading
  const engine = header.examples == null ? kind : sentence.trim() === '' ? 'examples' : `${kind}+examples`
  return { sentence, reading: engine, orderedBy, direction, modelId }
}

function* jsonText(set: ExportSet, context: WriterContext): Generator<string> {
  // The rows come last and one to a line, so the head is written as an object that is not closed yet.
  const head = JSON.stringify(fileHead(set, context.now()), null, 2)
  yield `${head.slice(0, -2)},\n  "rows": [`
  let before = '\n'
  for (const batch of batches(set, context)) {
    yield before + batch.map((row) => `    ${JSON.stringify(fileRow(row))}`).join(',\n')
    before = ',\n'
  }
  yield before === '\n' ? ']\n}\n' : '\n  ]\n}\n'
}

function fileHead(set: ExportSet, now: Date): Omit<ExportFile, 'rows'> {
  const { header } = set
  return {
    format: 'podium-export',
    version: EXPORT_FILE_VERSION,
    podium: VERSION,
    title: set.title,
    createdAt: now.toISOString(),
    evaluatedAt: new Date(set.evaluatedAt).toISOString(),
    sentence: header?.sentence ?? null,
    reading: header?.reading ?? null,
    modelId: header?.modelId ?? null,
    reversed: header?.reversed ?? null,
    notices: header === null ? null : [...header.notices],
    taste: tasteOf(header),
    fadesAt: set.fadesAt,
    rule: set.rule,
    total: set.rows.length,
  }
}

function tasteOf(header: ExportSet['header']): NonNullable<ExportFile['taste']> | null {
  if (header?.taste?.used !== true) return null
  const { answers, agreementBefore, agreementAfter } = header.taste
  return { answers, agreementBefore, agreementAfter }
}

function fileRow(row: ExportRow): ExportFileRow {
  return {
    position: row.position,
    score: row.score,
    percentile: row.percentile,
    tieBand: row.tieBand,
    path: row.path,
    relativePath: row.relativePath,
    hash: row.contentHash,
    size: row.size,
    takenAt: row.takenAt,
    rating: row.marks.rating,
    flag: row.marks.flag,
    label: row.marks.label,
    width: row.width,
    height: row.height,
    format: row.format,
    camera: row.camera,
    latitude: row.latitude,
    longitude: row.longitude,
    measures: row.measures,
  }
}

function* batches({ rows }: ExportSet, { signal }: WriterContext): Generator<readonly ExportRow[]> {
  for (let from = 0; from < rows.length; from += BATCH) {
    if (signal.aborted) throw new AppError('cancelled', 'The export was cancelled.')
    yield rows.slice(from, from + BATCH)
  }
}

async function* encoded(text: Iterable<string>): AsyncGenerator<Uint8Array> {
  for (const part of text) yield await Promise.resolve(Buffer.from(part))
}
