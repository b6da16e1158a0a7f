/** The export being prepared, its dry run, and the jobs there are. */
import {
  FIRST_STARS,
  type CopyOptions,
  type ExportKind,
  type ExportOptions,
  type ExportPlan,
  type ExportSource,
  type Job,
  type JobItem,
  type SheetOptions,
  type XmpOptions,
} from '../../main/contract/exports.ts'
import type { Client } from '../connect.ts'
import { toFailure, type Failure } from './failure.ts'

/** A choice changes the plan; while choices follow each other quickly, only the last is planned. */
const PLAN_PAUSE_MS = 250

export interface Draft {
  readonly kind: ExportKind
  readonly target: string
  readonly zip: boolean
  readonly clash: 'refuse' | 'rename' | 'skip'
  readonly copies: CopyOptions
  readonly sheet: SheetOptions
  readonly xmp: XmpOptions
}

const FIRST_DRAFT: Draft = {
  kind: 'copies',
  target: '',
  zip: false,
  clash: 'refuse',
  copies: {
    kind: 'copies',
    method: 'copy',
    name: '{position}_{name}',
    longSide: null,
    format: 'original',
    quality: 88,
    metadata: 'all',
    sidecars: true,
  },
  sheet: {
    kind: 'sheet',
    paper: 'a4',
    landscape: false,
    columns: 4,
    rows: 6,
    caption: ['position', 'score', 'name'],
  },
  xmp: {
    kind: 'xmp',
    stars: [...FIRST_STARS],
    keywords: [],
    label: 'none',
    naming: 'full-name',
    overRatings: false,
  },
}

export class Exports {
  /** Kept from one export to the next: people export the same way again. */
  draft = $state.raw<Draft>(FIRST_DRAFT)
  source = $state.raw<ExportSource | null>(null)
  plan = $state.raw<ExportPlan | null>(null)
  /** A plan is on its way; the one shown is of the choices before. */
  planning = $state(false)
  failure = $state.raw<Failure | null>(null)
  jobs = $state.raw<readonly Job[]>([])
  readonly running = $derived.by(() => this.jobs.filter(({ state }) => state === 'running' || state === 'waiting'))
  /** XMP goes beside the originals; everything else needs a folder. */
  readonly ready = $derived.by(() => this.draft.kind === 'xmp' || this.draft.target !== '')
  readonly #client: Client
  #pause: ReturnType<typeof setTimeout> | undefined
  #turn = 0

  constructor(client: Client) {
    this.#client = client
  }

  begin(source: ExportSource): void {
    this.source = source
    this.plan = null
    this.failure = null
    this.#plan()
  }

  choose(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change }
    this.#plan()
  }

  /** Ends the preparing; what was chosen is kept for the next export. */
  leave(): void {
    clearTimeout(this.#pause)
    this.#turn += 1
    this.source = null
    this.planning = false
  }

  async start(): Promise<Job | null> {
    const planId = this.plan?.planId
    if (planId === undefined || this.planning) return null
    try {
      const job = await this.#client.exports.start({ planId })
      await this.refreshJobs()
      return job
    } catch (error) {
      this.failure = toFailure(error)
      return null
    }
  }

  async refreshJobs(): Promise<void> {
    try {
      this.jobs = await this.#client.jobs.list({})
    } catch (error) {
      this.failure = toFailure(error)
    }
  }

  cancel(jobId: number): Promise<unknown> {
    return this.#client.jobs.cancel({ jobId })
  }

  async resume(jobId: number): Promise<void> {
    await this.#client.jobs.resume({ jobId })
    await this.refreshJobs()
  }

  async forget(jobId: number): Promise<void> {
    await this.#client.jobs.remove({ jobId })
    await this.refreshJobs()
  }

  reveal(jobId: number): Promise<unknown> {
    return this.#client.jobs.reveal({ jobId })
  }

  open(jobId: number): Promise<unknown> {
    return this.#client.jobs.open({ jobId })
  }

  /** What went wrong in a job, file by file: the first thousand of it. */
  troubles(jobId: number): Promise<JobItem[]> {
    return this.#client.jobs.items({ jobId, offset: 0, limit: 1_000, troubled: true })
  }

  #plan(): void {
    clearTimeout(this.#pause)
    this.#turn += 1
    if (this.source === null || !this.ready) {
      this.planning = false
      this.plan = null
      return
    }
    this.planning = true
    this.#pause = setTimeout(() => {
      void this.#ask(this.#turn)
    }, PLAN_PAUSE_MS)
  }

  async #ask(turn: number): Promise<void> {
    const { source, draft } = this
    if (source === null) return
    const target = draft.kind === 'xmp' ? null : draft.target
    try {
      const plan = await this.#client.exports.plan({
        source,
        options: optionsOf(draft),
        target,
        zip: draft.zip && target !== null,
        clash: draft.clash,
      })
      if (turn !== this.#turn) return
      this.plan = plan
      this.failure = null
    } catch (error) {
      if (turn !== this.#turn) return
      this.plan = null
      this.failure = toFailure(error)
    }
    this.planning = false
  }
}

function optionsOf({ kind, copies, sheet, xmp }: Draft): ExportOptions {
  switch (kind) {
    case 'copies':
      return copies
    case 'sheet':
      return sheet
    case 'xmp':
      return xmp
    case 'gallery':
      return { kind, longSide: 1_200 }
    case 'csv':
    case 'json':
      return { kind }
  }
}
