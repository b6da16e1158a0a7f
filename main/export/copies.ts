/** Ordered copies: the photos under names that keep their order, as they are or made anew. */
import { readdir } from 'node:fs/promises'
import { extname, posix } from 'node:path'
import type { CopyOptions } from '../contract/exports.ts'
import { AppError } from '../contract/errors.ts'
import { sidecarNames } from '../sidecars/find.ts'
import { fillTemplate, NameRegister, positionWidth, splitName, unknownPlaceholders, type NameParts } from './names.ts'
import { giveTurn } from './turns.ts'
import type { ExportItem, ExportRow, ExportSet, RenderTask, Writer, WriterContext } from './writer.ts'

/** Names are cut so that a number may still be put behind them where they are taken. */
const ROOM_FOR_NUMBER = ' (99999999)'

/**
 * A picture is copied as it is where nothing has to change: the original format, all metadata, and no side longer than
 * asked for. Otherwise it is made anew, upright. With `format: original` it then stays a JPEG, WebP, AVIF or PNG, encoded
 * at the chosen quality; of other formats, such as HEIC and TIFF, a JPEG is made. So taking the place out of a photo
 * encodes it again. Sidecars may hold the place too: they go along only with all metadata.
 */
export const copiesWriter: Writer = {
  items: async (set, context) => {
    const options = optionsOf(context)
    const sidecars = takesSidecars(options) ? await sidecarsOf(set.rows, context) : null
    const names = new NameRegister()
    const width = positionWidth(set.rows.length)
    const items: ExportItem[] = []
    for (const row of set.rows) {
      await giveTurn(row.position)
      if (context.signal.aborted) throw new AppError('cancelled', 'The export was cancelled.')
      items.push(...itemsOf(row, set, options, sidecars?.get(row.photoId) ?? [], { names, width }))
    }
    return items
  },
  make: async (item, set, context) => {
    const options = optionsOf(context)
    const row = item.position === null ? undefined : set.rows[item.position - 1]
    if (row === undefined) throw new AppError('internal', 'This photo is not in the set.')
    // What another program writes beside a link must not change the original's.
    if (item.detail !== null) return { kind: 'original', path: item.detail, method: 'copy' }
    if (!isMadeAnew(row, options)) return { kind: 'original', path: row.path, method: options.method }
    const { longSide, quality, metadata } = options
    const task = { path: row.path, longSide, format: formatOf(row, options), quality, metadata }
    return { kind: 'made', path: await context.render(task) }
  },
}

/** What the options cannot mean, in words for people. */
export function copyProblems(options: CopyOptions, zip: boolean): string[] {
  const problems: string[] = []
  const unknown = unknownPlaceholders(options.name)
  if (unknown.length > 0)
    problems.push(
      `The name has {${unknown.join('}, {')}}, which means nothing. It may have {position}, {name}, {date}, {time}, {score} and {camera}.`,
    )
  if (options.method === 'copy') return problems
  if (zip) problems.push('A ZIP holds copies, not links. Choose copies.')
  if (options.format !== 'original' || options.longSide !== null || options.metadata !== 'all')
    problems.push('A link shows the original as it is. Choose copies to change size, format or metadata.')
  return problems
}

/** What a person should know before starting. */
export function copyWarnings(options: CopyOptions): string[] {
  const warnings: string[] = []
  if (options.format === 'original' && options.metadata !== 'all')
    warnings.push(
      `To take metadata out, pictures are encoded again at quality ${String(options.quality)}; what is no JPEG, PNG, WebP or AVIF becomes a JPEG.`,
    )
  if (options.sidecars && options.metadata !== 'all')
    warnings.push('Sidecar files stay behind: they may hold the metadata that were to be taken out.')
  return warnings
}

/** A guess for pictures made anew: bytes per pixel of photographs, at the quality asked for. */
export function estimatedBytes(row: ExportRow, options: CopyOptions): number {
  if (options.method !== 'copy') return 0
  if (!isMadeAnew(row, options)) return row.size
  const { longSide, quality } = options
  if (row.width === null || row.height === null) return row.size
  const scale = longSide === null ? 1 : Math.min(1, longSide / Math.max(row.width, row.height))
  const pixels = row.width * row.height * scale ** 2
  const steepness = (quality / 100) ** 2
  const perPixel = {
    jpeg: 0.06 + 0.5 * steepness,
    webp: 0.04 + 0.35 * steepness,
    avif: 0.03 + 0.3 * steepness,
    png: 1.8,
  }
  return Math.round(pixels * perPixel[formatOf(row, options)])
}

function optionsOf({ request: { options } }: WriterContext): CopyOptions {
  if (options.kind !== 'copies') throw new AppError('internal', 'Copies were asked for without their options.')
  return options
}

function takesSidecars({ sidecars, metadata }: CopyOptions): boolean {
  return sidecars && metadata === 'all'
}

/** Sidecars by photo. Each folder is read once, however many of its photos are in the set. */
async function sidecarsOf(
  rows: readonly ExportRow[],
  { signal }: WriterContext,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const found = new Map<number, readonly string[]>()
  const online = rows.filter((row) => !row.offline)
  for (const [folder, photos] of Map.groupBy(online, ({ path }) => posix.dirname(path))) {
    if (signal.aborted) throw new AppError('cancelled', 'The export was cancelled.')
    // Photo and sidecar agree up to the first dot at least, so few names are compared with each photo.
    const names = Map.groupBy(await readdir(folder).catch(() => []), beforeDot)
    for (const { photoId, name } of photos) {
      const beside = sidecarNames(name, names.get(beforeDot(name)) ?? [])
      if (beside.length > 0)
        found.set(
          photoId,
          beside.map((sidecar) => posix.join(folder, sidecar)),
        )
    }
  }
  return found
}

function beforeDot(name: string): string {
  return name.slice(0, Math.max(1, name.indexOf('.', 1) === -1 ? name.length : name.indexOf('.', 1)))
}

interface Naming {
  readonly names: NameRegister
  readonly width: number
}

function itemsOf(
  row: ExportRow,
  set: ExportSet,
  options: CopyOptions,
  sidecars: readonly string[],
  { names, width }: Naming,
): ExportItem[] {
  const { position, photoId } = row
  const ending = endingOf(row, options)
  // Under both ways of naming them, a sidecar is found by the name of its photo.
  const endings = [ending, ...sidecars.map((path) => sidecarEnding(row, path, ending))]
  const longest = endings.reduce((a, b) => (b.length > a.length ? b : a)) + ROOM_FOR_NUMBER
  const fitted = fillTemplate(options.name, partsOf(row, set, width), longest)
  const stem = fitted.slice(0, -longest.length)
  const suffix = names.takeTogether((more) => endings.map((end) => stem + more + end))
  const whole = { position, photoId, note: row.offline ? ('offline' as const) : null }
  const bytes = row.offline || isMadeAnew(row, options) ? null : estimatedBytes(row, options)
  // The engine numbers the files of all photos.
  const photo: ExportItem = { ...whole, number: 0, name: stem + suffix + ending, bytes, detail: null }
  return [
    photo,
    ...sidecars.map((path, i) => ({
      ...photo,
      name: stem + suffix + (endings[i + 1] ?? ''),
      bytes: null,
      detail: path,
    })),
  ]
}

function sidecarEnding(row: ExportRow, sidecar: string, ending: string): string {
  const end = extname(sidecar)
  return sidecar.toLowerCase() === `${row.path}${end}`.toLowerCase() ? ending + end : end
}

function partsOf(row: ExportRow, set: ExportSet, width: number): NameParts {
  const [date, time] = row.takenAt?.split('T') ?? []
  return {
    position: String(row.position).padStart(width, '0'),
    name: splitName(row.name).stem,
    date: date ?? 'no-date',
    time: time?.replaceAll(':', '-') ?? 'no-time',
    score: scoreOf(row, set),
    camera: row.camera ?? 'no-camera',
  }
}

function scoreOf({ score, takenAt }: ExportRow, { header }: ExportSet): string {
  if (score === null) return 'no-score'
  const { reading, examples = null } = header ?? {}
  const byDate = reading?.kind === 'measured' && reading.axis === 'date' && examples === null
  return byDate ? (takenAt?.slice(0, 10) ?? 'no-score') : Number(score.toPrecision(4)).toString()
}

/** Whether any photo could be made anew: else all are given as they are. */
export function mayMakeAnew({ method, format, metadata, longSide }: CopyOptions): boolean {
  return method === 'copy' && (format !== 'original' || metadata !== 'all' || longSide !== null)
}

function isMadeAnew({ width, height }: ExportRow, options: CopyOptions): boolean {
  const { format, metadata, longSide } = options
  if (!mayMakeAnew(options)) return false
  if (format !== 'original' || metadata !== 'all') return true
  return longSide !== null && (width === null || height === null || Math.max(width, height) > longSide)
}

const FORMATS: readonly RenderTask['format'][] = ['jpeg', 'webp', 'avif', 'png']
const ENDINGS: Readonly<Record<RenderTask['format'], readonly string[]>> = {
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  webp: ['.webp'],
  avif: ['.avif'],
  png: ['.png'],
}

function formatOf(row: ExportRow, { format }: CopyOptions): RenderTask['format'] {
  if (format !== 'original') return format
  return FORMATS.find((one) => one === row.format) ?? 'jpeg'
}

/** The photo's own where it fits what is written. */
function endingOf(row: ExportRow, options: CopyOptions): string {
  const own = splitName(row.name).ending
  if (!isMadeAnew(row, options)) return own
  const fitting = ENDINGS[formatOf(row, options)]
  return fitting.includes(own.toLowerCase()) ? own : (fitting[0] ?? '')
}
