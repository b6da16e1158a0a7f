/** One run of a job: what it works with, what waits, and how each outcome is noted. */
import type { AppError } from '../contract/errors.ts'
import type { JobItem } from '../contract/exports.ts'
import type { Renderer } from '../inference/api.ts'
import type { JobStore, StoredItem } from '../library/jobs.ts'
import type { Disk } from './disk.ts'
import type { FrozenExport } from './journal.ts'
import { NameTaken } from './place.ts'
import type { Target } from './target.ts'
import type { Writer, WriterContext } from './writer.ts'
import type { Writers } from './writers.ts'

/** Rows of the journal read at a time. */
const PAGE = 200

export interface RunServices {
  readonly jobs: JobStore
  readonly writers: Writers
  readonly renderer: Pick<Renderer, 'render'>
  readonly disk: Disk
  /** For pictures that go into something else: a sheet, a gallery, a ZIP. */
  readonly scratchFolder: string
  thumbnail(contentHash: string): Promise<string | null>
  /** Something of the job changed. */
  changed(): void
}

/** What one run of a job is made of. */
export interface Run extends FrozenExport {
  readonly services: RunServices
  readonly writer: Writer
  readonly context: WriterContext
  readonly target: Target | null
  /** An earlier run was cut off, cancelled or failed in part: what lies in the target may be its own. */
  readonly resumed: boolean
  readonly signal: AbortSignal
}

/** By number, read in pages: those that changed their state meanwhile do not come again. */
export function* itemsIn(
  state: JobItem['state'],
  {
    job,
    services: { jobs },
  }: { readonly job: { readonly jobId: number }; readonly services: Pick<RunServices, 'jobs'> },
): Generator<StoredItem, void> {
  for (let after = -1; ;) {
    const page = jobs.inState(job.jobId, state, after, PAGE)
    yield* page
    const last = page.at(-1)
    if (last === undefined) return
    after = last.number
  }
}

/** One bad file costs one entry. @throws AppError where the next would fail as well */
export function settleFailure(
  item: Pick<StoredItem, 'number'>,
  error: AppError,
  { job, request, services }: Run,
): void {
  if (error.code === 'target-unwritable' || error.code === 'inference-unavailable' || error.code === 'cancelled')
    throw error
  if (error.code === 'internal') console.error(error)
  const state = error instanceof NameTaken && request.clash === 'skip' ? 'skipped' : 'failed'
  services.jobs.settle(job.jobId, item.number, { state, message: error.message })
}
