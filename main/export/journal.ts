/** An export frozen with its job, and thawed again: what is planned once is made the same, however often it is resumed. */
import { randomBytes } from 'node:crypto'
import { AppError } from '../contract/errors.ts'
import { ExportRequest } from '../contract/exports.ts'
import type { JobStore, NewItem, StoredJob } from '../library/jobs.ts'
import { isMade } from './clashes.ts'
import type { PlannedExport } from './plan.ts'
import type { ExportItem, ExportRow, ExportSet } from './writer.ts'

/** Rows in one text: a few hundred kilobytes. */
const BLOCK = 500

/** An export as it was when its job began. */
export interface FrozenExport {
  readonly job: StoredJob
  readonly request: ExportRequest
  readonly set: ExportSet
}

/** Puts a plan into the job tables, whole or not at all. Returns the job's id. */
export function freeze(
  { plan, request, sourced, items, realTarget }: PlannedExport,
  jobs: JobStore,
  nowMs: number,
): number {
  const { rows, ...header } = sourced.set
  const job = {
    key: randomBytes(6).toString('hex'),
    kind: plan.kind,
    title: header.title,
    target: plan.target,
    realTarget,
    request: JSON.stringify(request),
    header: JSON.stringify(header),
    createdAt: nowMs,
  }
  return jobs.add(job, items.values().map(toNewItem), blocksOf(rows))
}

/** @throws AppError `not-found` for a job that is gone. */
export function thaw(jobId: number, jobs: JobStore): FrozenExport {
  const job = jobs.stored(jobId)
  if (job === null) throw new AppError('not-found', 'This export is no longer in the list.')
  // Both were written by `freeze`; the request is checked, since it says what may be written where.
  const header = JSON.parse(job.header) as Omit<ExportSet, 'rows'>
  const rows: ExportRow[] = []
  for (const block of jobs.blocks(jobId)) rows.push(...(JSON.parse(block) as ExportRow[]))
  return { job, request: ExportRequest.parse(JSON.parse(job.request)), set: { ...header, rows } }
}

function* blocksOf(rows: readonly ExportRow[]): Generator<string> {
  for (let from = 0; from < rows.length; from += BLOCK) yield JSON.stringify(rows.slice(from, from + BLOCK))
}

const LEFT_OUT: Readonly<Partial<Record<NonNullable<ExportItem['note']>, string>>> = {
  offline: 'The drive of this photo is offline.',
  gone: 'The file of this photo is gone.',
  skipped: 'A file of this name is there already.',
  rated: 'You gave this photo a rating, which stays.',
}

function toNewItem(item: ExportItem): NewItem {
  if (isMade(item)) return { ...item, state: 'waiting', message: null }
  return { ...item, state: 'skipped', message: (item.note === null ? null : LEFT_OUT[item.note]) ?? null }
}
