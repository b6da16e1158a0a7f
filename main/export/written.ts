/** Files that are in their places, noted several at a time: one look at the target and one transaction for all of them. */
import { checkTarget } from './target.ts'
import type { Run } from './outcomes.ts'

/** What a crash between placing and noting leaves is found again when the job is resumed, and compared. */
const NOTED_TOGETHER = 16
/** So that a slow drive shows progress too. */
const LONGEST_MS = 100

interface Written {
  readonly number: number
  readonly bytes: number
}

export class WrittenFiles {
  readonly #run: Run
  #files: Written[] = []
  #since = 0
  #noting: Promise<void> = Promise.resolve()

  constructor(run: Run) {
    this.#run = run
  }

  /** @throws AppError `target-unwritable` where the target is gone: what was placed since the last look is not called written. */
  async add(file: Written): Promise<void> {
    if (this.#files.length === 0) this.#since = performance.now()
    this.#files.push(file)
    if (this.#files.length >= NOTED_TOGETHER || performance.now() - this.#since >= LONGEST_MS) await this.note()
  }

  /** @throws as `add` */
  note(): Promise<void> {
    const files = this.#files
    this.#files = []
    if (files.length === 0) return this.#noting
    const { job, services, target } = this.#run
    this.#noting = (async () => {
      // A drive that went meanwhile took the files along, or let them fall beside; nor is there a place for the next.
      if (target !== null) await checkTarget(target, services.disk)
      services.jobs.settleWritten(job.jobId, files)
      services.changed()
    })()
    return this.#noting
  }
}
