/** Sets to export and what writers ask for, with real files and real pictures but no library. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { AppError } from '../../main/contract/errors.ts'
import type { ExportOptions } from '../../main/contract/exports.ts'
import type { Reading } from '../../main/contract/ranking.ts'
import type { ExportRow, ExportSet, Made, RenderTask, Writer, WriterContext } from '../../main/export/writer.ts'

export function exportRow(position: number, changes: Partial<ExportRow> = {}): ExportRow {
  const name = changes.name ?? `IMG_${String(position).padStart(4, '0')}.jpg`
  return {
    position,
    photoId: position,
    path: `/photos/${name}`,
    relativePath: name,
    name,
    contentHash: `hash${position}`,
    size: 1_000_000 + position,
    score: 200 - position,
    percentile: 100,
    tieBand: position,
    takenAt: '2019-07-01T18:22:05',
    width: 4_000,
    height: 3_000,
    format: 'jpeg',
    camera: 'X-T3',
    latitude: null,
    longitude: null,
    offline: false,
    marks: { rating: 0, flag: 'none', label: 'none' },
    measures: { sharpness: 71.25, warmth: -3.5 },
    ...changes,
  }
}

export interface SetChanges extends Partial<Omit<ExportSet, 'header'>> {
  readonly sentence?: string
  readonly reading?: Reading
  readonly header?: ExportSet['header']
}

/** Percentiles are those of the whole set, as where an order is made. */
export function exportSet(rows: readonly ExportRow[], changes: SetChanges = {}): ExportSet {
  const { sentence = 'most colourful', reading, ...others } = changes
  const measured = { kind: 'measured', axis: 'colourfulness', direction: 'descending' } as const
  return {
    rule: { sentence, scope: {} },
    header: { sentence, reading: reading ?? measured, modelId: null, reversed: false, taste: null, notices: [] },
    fadesAt: null,
    title: sentence,
    evaluatedAt: Date.UTC(2026, 2, 4, 12),
    rows: rows.map((row, i) => ({
      ...row,
      percentile:
        row.score === null ? null : rows.length === 1 ? 100 : (100 * (rows.length - 1 - i)) / (rows.length - 1),
    })),
    ...others,
  }
}

export interface ContextChanges extends Partial<Pick<WriterContext, 'signal' | 'thumbnail'>> {
  readonly render?: (task: RenderTask) => Promise<string>
}

/** Renders with the real decoder into `folder`; there are no thumbnails unless given. */
export function writerContext(folder: string, options: ExportOptions, changes: ContextChanges = {}): WriterContext {
  return {
    request: {
      source: { kind: 'photos', photoIds: [1] },
      options,
      target: folder,
      zip: false,
      clash: 'refuse',
    },
    signal: new AbortController().signal,
    now: () => new Date(Date.UTC(2026, 2, 4, 12, 30)),
    render: (task) => render(folder, task),
    thumbnail: () => Promise.resolve(null),
    ...changes,
  }
}

async function render(folder: string, { path, longSide, format, quality }: RenderTask): Promise<string> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw new AppError('not-found', `The file ${path} is gone.`)
  const file = join(folder, 'rendered', `${randomUUID()}.${format}`)
  await mkdir(join(folder, 'rendered'), { recursive: true })
  const inside = { fit: 'inside', withoutEnlargement: true } as const
  await sharp(path)
    .autoOrient()
    .resize(longSide === null ? inside : { ...inside, width: longSide, height: longSide })
    .keepIccProfile()
    .toFormat(format, { quality })
    .toFile(file)
  return file
}

/** The one file that a writer makes of a set, whole. */
export async function fileOf(writer: Writer, set: ExportSet, context: WriterContext): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of await streamOf(writer, set, context)) parts.push(part)
  return Buffer.concat(parts)
}

export async function streamOf(
  writer: Writer,
  set: ExportSet,
  context: WriterContext,
): Promise<AsyncIterable<Uint8Array>> {
  const [item] = await writer.items(set, context)
  const made: Made = await writer.make(item!, set, context)
  if (made.kind !== 'stream') throw new Error('Expected a stream.')
  return made.bytes
}

/** Rows of the pictures that come with Podium, in the order of their names. */
export async function sampleRows(count: number): Promise<ExportRow[]> {
  const folder = join(import.meta.dirname, '../../main/sample/pictures')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg')).toSorted()
  return Promise.all(
    names.slice(0, count).map(async (name, i) => {
      const path = join(folder, name)
      const { width, height } = (await sharp(path).metadata()).autoOrient
      return exportRow(i + 1, { name, path, width, height, score: 112 - i * 1.7 })
    }),
  )
}
