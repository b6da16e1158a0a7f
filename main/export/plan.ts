/** The dry run: every file that an export would write, what stands in its way, and nothing written yet. */
import { AppError } from '../contract/errors.ts'
import type { ExportPlan, ExportRequest, PlannedFile } from '../contract/exports.ts'
import { isMade, settleNames } from './clashes.ts'
import { copyProblems, copyWarnings, estimatedBytes } from './copies.ts'
import type { Disk } from './disk.ts'
import type { GonePhoto, SourcedSet } from './set.ts'
import { starsOf } from './stars.ts'
import { holds, inspectTarget, type TargetFacts } from './target.ts'
import type { ExportItem, ExportSet, Writer, WriterContext } from './writer.ts'

/** Files shown with the plan itself. */
const FIRST = 20
/** Rough sizes of a photo's part in files whose size is only known once they are made. */
const BYTES_PER_PHOTO = { csv: 700, json: 1_200, sheet: 40_000, gallery: 180_000, xmp: 4_000 } as const

/** All that is needed to start, or to look at the target again. */
export interface PlannedExport {
  readonly plan: ExportPlan
  readonly request: ExportRequest
  readonly sourced: SourcedSet
  /** As the writer named them, before the target was looked at. */
  readonly drafts: readonly ExportItem[]
  /** As they would be written, numbered. */
  readonly items: readonly ExportItem[]
  readonly realTarget: string | null
}

export interface Planning {
  readonly planId: string
  readonly request: ExportRequest
  readonly sourced: SourcedSet
  readonly writer: Writer
  readonly context: WriterContext
  readonly disk: Disk
  /** Watched folders: what is written into one comes into the library. */
  readonly watched: readonly string[]
}

/** @throws AppError `invalid-params` for a request that means nothing. */
export async function planExport(planning: Planning): Promise<PlannedExport> {
  const { request, sourced, writer, context } = planning
  checkRequest(request)
  const problems: string[] = []
  const drafts = await writer.items(sourced.set, context).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error
    problems.push(error.message)
    return []
  })
  return lookAt({ ...planning, drafts, problems })
}

/** The same files, held against what is in the target now. */
export function planAgain(
  { request, sourced, drafts, plan }: PlannedExport,
  planning: Planning,
): Promise<PlannedExport> {
  return lookAt({ ...planning, planId: plan.planId, request, sourced, drafts, problems: [] })
}

interface Looking extends Planning {
  readonly drafts: readonly ExportItem[]
  readonly problems: readonly string[]
}

async function lookAt({
  planId,
  request,
  sourced,
  drafts,
  problems: former,
  disk,
  watched,
}: Looking): Promise<PlannedExport> {
  const { target, zip, clash, options } = request
  const { set, gone } = sourced
  const problems = [...former]
  const facts = target === null ? null : await inspectTarget(target, disk)
  if (facts?.problem != null) problems.push(facts.problem)
  const inside = facts !== null && facts.exists && facts.problem === null ? facts.realPath : null
  const named = target === null ? drafts : await filesOf(drafts, { set, zip, clash }, inside, disk)
  const items = [...named, ...gone.map(goneItem)].map((item, number) => ({ ...item, number }))
  const made = items.filter(isMade)
  const clashes = items.filter(({ note }) => note === 'clash').length
  const bytes = bytesOf(made, set, options)
  problems.push(...problemsOf({ request, set, listed: drafts.length, made, clashes, facts, none: problems.length > 0 }))
  const unavailable =
    gone.length + new Set(items.filter(({ note }) => note === 'offline').map(({ photoId }) => photoId)).size
  const plan: ExportPlan = {
    planId,
    kind: options.kind,
    target,
    photos: set.rows.length,
    files: made.length,
    bytes,
    freeBytes: facts?.freeBytes ?? null,
    unavailable,
    clashes: clashes + items.filter(({ note }) => note === 'renamed' || note === 'skipped').length,
    stars: starCounts(request, set),
    problems,
    warnings: warningsOf(request, facts, { watched, unavailable, bytes }),
    first: items.slice(0, FIRST).map(toPlannedFile),
  }
  return { plan, request, sourced, drafts, items, realTarget: facts?.realPath ?? null }
}

export function toPlannedFile({ position, photoId, name, bytes, note }: ExportItem): PlannedFile {
  return { position, photoId, name, bytes, note }
}

/** Whether two plans would write the same files. */
export function samePlan(left: PlannedExport, right: PlannedExport): boolean {
  return (
    left.realTarget === right.realTarget &&
    left.items.length === right.items.length &&
    left.items.every(({ name, note }, i) => name === right.items[i]?.name && note === right.items[i].note)
  )
}

function checkRequest({ options, target, zip }: ExportRequest): void {
  if (target !== null) return
  if (zip) throw new AppError('invalid-params', 'A ZIP needs a folder to lie in. Choose one.')
  if (options.kind !== 'xmp') throw new AppError('invalid-params', 'Choose a folder to write into.')
}

/** The ZIP comes first and what is in it after it, under the ZIP's name. */
async function filesOf(
  drafts: readonly ExportItem[],
  { set, zip, clash }: Pick<ExportRequest, 'zip' | 'clash'> & { readonly set: ExportSet },
  inside: string | null,
  disk: Disk,
): Promise<ExportItem[]> {
  if (!zip) return settleNames(drafts, inside, clash, disk)
  const name = `${set.title}.zip`
  const whole: ExportItem = { number: 0, position: null, photoId: null, name, bytes: null, note: null, detail: null }
  const [archive = whole] = await settleNames([whole], inside, clash, disk)
  const entries = await settleNames(drafts, null, 'refuse', disk)
  const note = archive.note === 'skipped' ? ('skipped' as const) : null
  return [
    archive,
    ...entries.map((item) => ({ ...item, name: `${archive.name}/${item.name}`, note: note ?? item.note })),
  ]
}

function goneItem({ photoId, name }: GonePhoto): ExportItem {
  const shown = name ?? 'a photo that left the library'
  return { number: 0, position: null, photoId, name: shown, bytes: null, note: 'gone', detail: null }
}

function bytesOf(made: readonly ExportItem[], set: ExportSet, options: ExportRequest['options']): number {
  let bytes = 0
  for (const item of made) {
    if (item.bytes !== null) bytes += item.bytes
    else if (options.kind === 'copies') {
      const row = item.position === null ? undefined : set.rows[item.position - 1]
      bytes += row === undefined || item.detail !== null ? 0 : estimatedBytes(row, options)
    } else if (options.kind === 'xmp') bytes += BYTES_PER_PHOTO.xmp
  }
  if (options.kind === 'copies' || options.kind === 'xmp' || made.length === 0) return bytes
  const each =
    options.kind === 'gallery'
      ? (BYTES_PER_PHOTO.gallery * options.longSide ** 2) / 1_024 ** 2
      : BYTES_PER_PHOTO[options.kind]
  return Math.round(Math.max(bytes, each * set.rows.length))
}

interface Judged {
  readonly request: ExportRequest
  readonly set: ExportSet
  /** Files that the writer thought of, whatever stands in their way. */
  readonly listed: number
  readonly made: readonly ExportItem[]
  readonly clashes: number
  readonly facts: TargetFacts | null
  /** Something else stands in the way already, which explains that nothing is made. */
  readonly none: boolean
}

function problemsOf({ request, set, listed, made, clashes, facts, none }: Judged): string[] {
  const { options, target } = request
  const problems = options.kind === 'copies' ? copyProblems(options, request.zip) : []
  if (set.rows.length === 0) problems.push('There is no photo to export: the set is empty.')
  else if (listed === 0) problems.push('No photo would get anything: set stars, keywords or a label.')
  else if (made.length === 0 && !none)
    problems.push('Nothing would be written: every file is there already, or its photo cannot be read.')
  if (clashes > 0)
    problems.push(
      `${count(clashes, 'file')} of these names ${clashes === 1 ? 'is' : 'are'} in ${String(target)} already. Choose another folder, or other names, or leave them out.`,
    )
  const free = facts?.freeBytes ?? Infinity
  const certain = made.reduce((sum, item) => sum + (item.bytes ?? 0), 0)
  if (certain > free) problems.push(`${size(certain)} are needed and ${size(free)} are free.`)
  return problems
}

interface Remarkable {
  readonly watched: readonly string[]
  readonly unavailable: number
  readonly bytes: number
}

function warningsOf(
  { options, target }: ExportRequest,
  facts: TargetFacts | null,
  { watched, unavailable, bytes }: Remarkable,
): string[] {
  const warnings = options.kind === 'copies' ? copyWarnings(options) : []
  const around = facts === null ? undefined : watched.find((folder) => holds(folder, facts.realPath))
  if (around !== undefined && options.kind === 'copies')
    warnings.push(`${String(target)} is in the library as part of ${around}: the copies will appear there as photos.`)
  const free = facts?.freeBytes ?? Infinity
  if (bytes > free) warnings.push(`It may not fit: about ${size(bytes)} are needed and ${size(free)} are free.`)
  if (unavailable > 0 && (options.kind === 'copies' || options.kind === 'xmp'))
    warnings.push(`${count(unavailable, 'photo')} cannot be read now and will be left out.`)
  return warnings
}

function starCounts({ options }: ExportRequest, set: ExportSet): ExportPlan['stars'] {
  if (options.kind !== 'xmp') return []
  const given = Map.groupBy(starsOf(set.rows.length, options.stars), (rating) => rating)
  return [...given].filter(([rating]) => rating > 0).map(([rating, rows]) => ({ rating, photos: rows.length }))
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}

function size(bytes: number): string {
  const [value, unit] = bytes >= 1e9 ? [bytes / 1e9, 'GB'] : [bytes / 1e6, 'MB']
  return `${value.toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`
}
