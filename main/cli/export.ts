/** `podium export`: one sentence to a folder of copies, a table, a sheet, a gallery, sidecars or a ZIP. */
import { AppError } from '../contract/errors.ts'
import type { ExportPlan, ExportRequest, Job, JobItem, PlannedFile } from '../contract/exports.ts'
import type { Command, CommandContext } from './commands.ts'
import { examplesOf } from './example-words.ts'
import { EXPORT_HELP, EXPORT_OPTIONS, exportOf, type Values } from './export-words.ts'
import { EXIT, table, UsageError, write } from './output.ts'
import { rankedSetOf, SET_HELP, SET_OPTIONS } from './set-words.ts'

const PAGE = 1_000
const PROGRESS_MS = { terminal: 100, plain: 5_000 } as const

export const exportCommand: Command = {
  summary: 'write the first of an order out: copies, table, sheet, gallery, stars',
  help: `Usage: podium export --sentence "SENTENCE" --kind KIND --to FOLDER [OPTIONS] FOLDER...
       podium export --collection NAME --kind KIND --to FOLDER [OPTIONS]
       podium export --resume [--dry-run] [NUMBER...]

Indexes what is new, lists every file that would be written, then writes them in the order of the sentence. --dry-run
lists and writes nothing. --collection exports a collection as it stands, or with --sentence orders it by that.
Ctrl-C stops cleanly: what was written is whole. --resume finishes what a crash or a power cut left, or the exports
with these numbers; with --dry-run it lists what is unfinished. --json prints plan and report as JSON.

${SET_HELP}

${EXPORT_HELP}`,
  options: {
    ...SET_OPTIONS,
    ...EXPORT_OPTIONS,
    collection: { type: 'string' },
    'dry-run': { type: 'boolean' },
    resume: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  check(positionals, values) {
    if (values['resume'] === true) {
      for (const word of positionals)
        if (!/^\d+$/u.test(word)) throw new UsageError(`--resume wants numbers of exports, not "${word}".`)
      return
    }
    exportOf(values)
    if (values['collection'] === undefined && positionals.length === 0)
      throw new UsageError('Name at least one folder, or a --collection.')
    if (needsSentence(values)) rankedSetOf(values, {})
  },
  async run(context) {
    const { values, positionals } = context
    if (values['resume'] === true) return resume(context, positionals.map(Number))
    const request: ExportRequest = { ...exportOf(values), source: await sourceOf(context) }
    const { exports } = context.session.app
    const plan = await exports.plan(request, context.session.signal)
    const files = filesOf(context, plan)
    if (values['dry-run'] === true) {
      if (values['json'] === true) await write(context.out, `${JSON.stringify({ plan, files: [...files] })}\n`)
      else await printPlan(context, plan, files)
      return plan.problems.length === 0 ? EXIT.done : EXIT.unavailable
    }
    if (plan.problems.length > 0) throw new AppError('not-available', plan.problems.join('\n'))
    for (const warning of plan.warnings) await write(context.err, `Note: ${warning}\n`)
    const { jobId } = await exports.start(plan.planId)
    const job = await follow(context, jobId)
    if (values['json'] === true)
      await write(context.out, `${JSON.stringify({ plan, job, items: itemsOf(context, job) })}\n`)
    else await printJob(context, job)
    return exitOf(job)
  },
}

/** A collection alone is exported as it stands; everything else is a rule. */
function needsSentence(values: Values): boolean {
  return (
    ['sentence', 'like', 'unlike', 'top', 'percent', 'one-per-burst', 'reverse', 'filter'].some(
      (name) => values[name] !== undefined,
    ) || values['collection'] === undefined
  )
}

async function sourceOf({ session, values, positionals }: CommandContext): Promise<ExportRequest['source']> {
  const folders = positionals.length === 0 ? [] : await session.index(positionals)
  const folderIds = folders.map(({ folderId }) => folderId)
  const scope = folderIds.length === 0 ? {} : { folderIds }
  const examples = await examplesOf(values, session)
  const name = values['collection']
  if (typeof name !== 'string') return { kind: 'set', set: rankedSetOf(values, scope, examples) }
  await session.app.collections.refreshAll()
  const named = session.app.collections.list().filter((collection) => collection.name === name)
  const [collection] = named
  if (collection === undefined) throw new AppError('not-found', `There is no collection "${name}".`)
  if (named.length > 1)
    throw new AppError('invalid-params', `There are ${String(named.length)} collections "${name}". Rename one.`)
  const { collectionId } = collection
  if (!needsSentence(values)) return { kind: 'collection', collectionId }
  return { kind: 'set', set: rankedSetOf(values, { ...scope, collectionId }, examples) }
}

async function resume(context: CommandContext, chosen: readonly number[]): Promise<number> {
  const { exports } = context.session.app
  const unfinished = exports.list().filter((job) => job.state !== 'done' || job.failed > 0)
  for (const jobId of chosen) exports.job(jobId)
  const wanted = unfinished.filter((job) =>
    chosen.length === 0 ? job.state === 'interrupted' : chosen.includes(job.jobId),
  )
  const json = context.values['json'] === true
  if (context.values['dry-run'] === true) {
    const listed = chosen.length === 0 ? unfinished : wanted
    if (json) await write(context.out, `${JSON.stringify({ jobs: listed })}\n`)
    else if (listed.length === 0) await write(context.out, 'Every export is finished.\n')
    else await write(context.out, table(listed.map(jobCells)))
    return EXIT.done
  }
  const jobs: Job[] = []
  for (const { jobId } of wanted.toReversed()) {
    exports.resume(jobId)
    const job = await follow(context, jobId)
    jobs.push(job)
    if (!json) await printJob(context, job)
  }
  if (json) await write(context.out, `${JSON.stringify({ jobs })}\n`)
  else if (jobs.length === 0) await write(context.out, 'No export was interrupted.\n')
  return jobs.map(exitOf).find((code) => code !== EXIT.done) ?? EXIT.done
}

/** Waits for a job's end and shows how far it is. @throws AppError `cancelled` when the person stops it */
async function follow({ session, err }: CommandContext, jobId: number): Promise<Job> {
  const { app, signal } = session
  const everyMs = err.isTTY === true ? PROGRESS_MS.terminal : PROGRESS_MS.plain
  let shownAt = performance.now()
  const unsubscribe = app.subscribe((event) => {
    if (event.kind !== 'jobs.changed' || event.jobId !== jobId || performance.now() - shownAt < everyMs) return
    shownAt = performance.now()
    const { done, total } = app.exports.job(jobId)
    const line = `Exporting: ${String(done)} of ${String(total)} files`
    err.write(err.isTTY === true ? `\r\u001B[K${line}` : `${line}\n`)
  })
  const stop = (): void => {
    void app.exports.cancel(jobId)
  }
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop)
  try {
    const job = await app.exports.settled(jobId)
    if (job.state === 'cancelled')
      throw new AppError(
        'cancelled',
        `Interrupted after ${String(job.written)} files, which stay. podium export --resume ${String(jobId)} goes on.`,
      )
    return job
  } finally {
    signal.removeEventListener('abort', stop)
    unsubscribe()
    if (err.isTTY === true) err.write('\r\u001B[K')
  }
}

function* filesOf({ session }: CommandContext, plan: ExportPlan): Generator<PlannedFile> {
  for (let offset = 0; ; offset += PAGE) {
    const page = session.app.exports.files(plan.planId, offset, PAGE)
    yield* page
    if (page.length < PAGE) return
  }
}

function itemsOf({ session }: CommandContext, { jobId, total }: Job): JobItem[] {
  const items: JobItem[] = []
  while (items.length < total) {
    const page = session.app.exports.items(jobId, items.length, PAGE)
    if (page.length === 0) break
    items.push(...page)
  }
  return items
}

async function printPlan({ out, err }: CommandContext, plan: ExportPlan, files: Iterable<PlannedFile>): Promise<void> {
  for (const { name, bytes, note } of files)
    await write(out, `${name}${bytes === null ? '' : `  ${size(bytes)}`}${note === null ? '' : `  (${note})`}\n`)
  const free = plan.freeBytes === null ? '' : `, ${size(plan.freeBytes)} free`
  const where = plan.target === null ? 'beside the photos' : `into ${plan.target}`
  const counts = `${String(plan.files)} files of ${String(plan.photos)} photos`
  await write(out, `${counts}, about ${size(plan.bytes)}, ${where}${free}. Nothing was written.\n`)
  for (const { rating, photos } of plan.stars) await write(out, `${'★'.repeat(rating)} ${String(photos)} photos\n`)
  for (const warning of plan.warnings) await write(err, `Note: ${warning}\n`)
  for (const problem of plan.problems) await write(err, `Not possible: ${problem}\n`)
}

async function printJob(context: CommandContext, job: Job): Promise<void> {
  const { out, err } = context
  if (job.failed > 0 || job.skipped > 0)
    for (const { name, state, message } of itemsOf(context, job))
      if (state === 'failed' || state === 'skipped') await write(err, `Not written: ${name}: ${message ?? state}\n`)
  if (job.state === 'failed') throw new AppError('target-unwritable', resumable(job))
  const where = job.target === null ? 'beside the photos' : `to ${job.target}`
  await write(out, `${String(job.written)} of ${String(job.total)} files written ${where}, ${size(job.bytes)}.\n`)
}

function exitOf(job: Job): number {
  if (job.state === 'failed') return EXIT.folder
  return job.failed > 0 ? EXIT.partial : EXIT.done
}

function resumable({ message, jobId }: Job): string {
  return `${message ?? 'The export stopped.'} podium export --resume ${String(jobId)} goes on.`
}

function jobCells({ jobId, state, kind, title, target, done, total, message }: Job): string[] {
  const counts = `${String(done)} of ${String(total)}`
  return [String(jobId), state, kind, counts, `${title} ${target ?? 'beside the photos'} ${message ?? ''}`.trimEnd()]
}

function size(bytes: number): string {
  const [value, unit] = bytes >= 1e9 ? [bytes / 1e9, 'GB'] : bytes >= 1e6 ? [bytes / 1e6, 'MB'] : [bytes / 1e3, 'kB']
  return `${value.toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`
}
