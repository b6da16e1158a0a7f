/** Jobs: what an export is made of, frozen when it began, and what became of each of its files. */
import type { Database } from 'better-sqlite3'
import type { ExportKind, Job, JobItem, JobState, PlannedFile } from '../contract/exports.ts'

/** One file of a job. `detail` belongs to whoever makes the file. */
export interface StoredItem extends PlannedFile {
  readonly number: number
  readonly detail: string | null
}

/** `request`, `header` and the blocks of rows are JSON of the exporter's own. */
export interface NewJob {
  /** Unique among all libraries: it names unfinished files. */
  readonly key: string
  readonly kind: ExportKind
  readonly title: string
  readonly target: string | null
  /** The target without links in its path; null where it has none. */
  readonly realTarget: string | null
  readonly request: string
  readonly header: string
  readonly createdAt: number
}

export interface StoredJob extends NewJob {
  readonly jobId: number
  /** Its target was there already. */
  readonly opened: boolean
  readonly state: JobState
}

/** `state` `skipped`, with the reason, for what will not be made. */
export interface NewItem extends StoredItem {
  readonly state: 'waiting' | 'skipped'
  readonly message: string | null
}

export type Outcome =
  | { readonly state: 'written'; readonly bytes: number; readonly message: string | null }
  | { readonly state: 'skipped' | 'failed'; readonly message: string }

export interface JobStore {
  /** All of it or nothing. Returns the id. */
  add(job: NewJob, items: Iterable<NewItem>, blocks: Iterable<string>): number
  /** Newest first. */
  list(): Job[]
  get(jobId: number): Job | null
  stored(jobId: number): StoredJob | null
  /** The blocks of rows, in order. */
  blocks(jobId: number): IterableIterator<string>
  /** @param troubled those alone that have a message */
  items(jobId: number, offset: number, limit: number, troubled?: boolean): JobItem[]
  /** Files in one state, by number, after `afterNumber`. */
  inState(jobId: number, state: JobItem['state'], afterNumber: number, limit: number): StoredItem[]
  /** Writes the outcome of a file that was waiting. */
  settle(jobId: number, number: number, outcome: Outcome): void
  /** The same for many that are whole, all at once. */
  settleWritten(jobId: number, files: readonly { readonly number: number; readonly bytes: number }[]): void
  /** Gives the files of a state back to be made. */
  reopen(jobId: number, state: 'failed' | 'written', numbers?: readonly number[]): void
  setState(jobId: number, state: JobState, message: string | null, finishedAt: number | null): void
  setOpened(jobId: number): void
  /** Jobs that a process left unfinished when it ended. Returns how many. */
  interruptUnfinished(): number
  remove(jobId: number): void
}

interface JobRow {
  readonly id: number
  readonly key: string
  readonly kind: ExportKind
  readonly title: string
  readonly target: string | null
  readonly real_target: string | null
  readonly opened: number
  readonly request: string
  readonly header: string
  readonly state: JobState
  readonly message: string | null
  readonly total: number
  readonly written: number
  readonly skipped: number
  readonly failed: number
  readonly bytes: number
  readonly created_at: number
  readonly finished_at: number | null
}

interface ItemRow {
  readonly number: number
  readonly position: number | null
  readonly photo_id: number | null
  readonly name: string
  readonly note: PlannedFile['note']
  readonly detail: string | null
  readonly state: JobItem['state']
  readonly bytes: number | null
  readonly message: string | null
}

/** What the list shows: the frozen request may be megabytes long. */
const SHOWN = `id, kind, title, target, state, message, total, written, skipped, failed, bytes, created_at, finished_at`

export function createJobs(database: Database): JobStore {
  const insert = database.prepare<unknown[], { id: number }>(`insert into jobs
    (key, kind, title, target, real_target, request, header, state, total, created_at)
    values (?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?) returning id`)
  const insertItem = database.prepare(`insert into job_items
    (job_id, number, position, photo_id, name, note, detail, state, bytes, message) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const insertBlock = database.prepare('insert into job_rows (job_id, block, rows) values (?, ?, ?)')
  const all = database.prepare<[], JobRow>(`select ${SHOWN} from jobs order by id desc`)
  const shown = database.prepare<[number], JobRow>(`select ${SHOWN} from jobs where id = ?`)
  const one = database.prepare<[number], JobRow>('select * from jobs where id = ?')
  const blocks = database.prepare<[number], string>('select rows from job_rows where job_id = ? order by block').pluck()
  const page = database.prepare<[number, number, number], ItemRow>(
    'select * from job_items where job_id = ? order by number limit ? offset ?',
  )
  const troubledPage = database.prepare<[number, number, number], ItemRow>(
    'select * from job_items where job_id = ? and message is not null order by number limit ? offset ?',
  )
  const inState = database.prepare<[number, string, number, number], ItemRow>(
    'select * from job_items where job_id = ? and state = ? and number > ? order by number limit ?',
  )
  const settle = database.prepare(`update job_items set state = ?, bytes = coalesce(?, bytes), message = ?
    where job_id = ? and number = ? and state = 'waiting'`)
  const reopenAll = database.prepare(
    `update job_items set state = 'waiting', message = null where job_id = ? and state = ?`,
  )
  const reopenOne = database.prepare(
    `update job_items set state = 'waiting', message = null where job_id = ? and state = ? and number = ?`,
  )
  const count = {
    written: database.prepare('update jobs set written = written + 1, bytes = bytes + ? where id = ?'),
    skipped: database.prepare('update jobs set skipped = skipped + 1, bytes = bytes + ? where id = ?'),
    failed: database.prepare('update jobs set failed = failed + 1, bytes = bytes + ? where id = ?'),
  }
  const countWritten = database.prepare('update jobs set written = written + ?, bytes = bytes + ? where id = ?')
  const recount = database.prepare(`update jobs set
    total = (select count(*) from job_items i where i.job_id = jobs.id),
    written = (select count(*) from job_items i where i.job_id = jobs.id and i.state = 'written'),
    skipped = (select count(*) from job_items i where i.job_id = jobs.id and i.state = 'skipped'),
    failed = (select count(*) from job_items i where i.job_id = jobs.id and i.state = 'failed'),
    bytes = (select coalesce(sum(i.bytes), 0) from job_items i where i.job_id = jobs.id and i.state = 'written')
    where id = ?`)
  const setState = database.prepare('update jobs set state = ?, message = ?, finished_at = ? where id = ?')
  const setOpened = database.prepare('update jobs set opened = 1 where id = ?')
  const interrupt = database.prepare(
    "update jobs set state = 'interrupted', message = null where state in ('waiting', 'running')",
  )
  const remove = database.prepare('delete from jobs where id = ?')

  return {
    add: database.transaction((job: NewJob, items: Iterable<NewItem>, rows: Iterable<string>) => {
      const { key, kind, title, target, realTarget, request, header, createdAt } = job
      const jobId = insert.get(key, kind, title, target, realTarget, request, header, createdAt)?.id ?? 0
      for (const item of items) {
        const { number, position, photoId, name, note, detail, state, bytes, message } = item
        insertItem.run(jobId, number, position, photoId, name, note, detail, state, bytes, message)
      }
      let block = 0
      for (const text of rows) insertBlock.run(jobId, block++, text)
      recount.run(jobId)
      return jobId
    }),
    list: () => all.all().map(toJob),
    get: (jobId) => {
      const row = shown.get(jobId)
      return row === undefined ? null : toJob(row)
    },
    stored: (jobId) => {
      const row = one.get(jobId)
      if (row === undefined) return null
      const { key, kind, title, target, real_target, opened, request, header, created_at, state } = row
      const given = { key, kind, title, target, realTarget: real_target, request, header, createdAt: created_at }
      return { ...given, jobId, state, opened: opened === 1 }
    },
    blocks: (jobId) => blocks.iterate(jobId),
    items: (jobId, offset, limit, troubled = false) =>
      (troubled ? troubledPage : page).all(jobId, limit, offset).map(toJobItem),
    inState: (jobId, state, afterNumber, limit) => inState.all(jobId, state, afterNumber, limit).map(toStoredItem),
    settle: database.transaction((jobId: number, number: number, outcome: Outcome) => {
      const bytes = outcome.state === 'written' ? outcome.bytes : null
      const { changes } = settle.run(outcome.state, bytes, outcome.message, jobId, number)
      if (changes > 0) count[outcome.state].run(bytes ?? 0, jobId)
    }),
    settleWritten: database.transaction(
      (jobId: number, files: readonly { readonly number: number; readonly bytes: number }[]) => {
        let written = 0
        let total = 0
        for (const { number, bytes } of files) {
          const { changes } = settle.run('written', bytes, null, jobId, number)
          written += changes
          if (changes > 0) total += bytes
        }
        countWritten.run(written, total, jobId)
      },
    ),
    reopen: database.transaction((jobId: number, state: string, numbers?: readonly number[]) => {
      if (numbers === undefined) reopenAll.run(jobId, state)
      else for (const number of numbers) reopenOne.run(jobId, state, number)
      recount.run(jobId)
    }),
    setState: (jobId, state, message, finishedAt) => {
      setState.run(state, message, finishedAt, jobId)
    },
    setOpened: (jobId) => {
      setOpened.run(jobId)
    },
    interruptUnfinished: () => interrupt.run().changes,
    remove: (jobId) => {
      remove.run(jobId)
    },
  }
}

function toJob(row: JobRow): Job {
  const { id, kind, title, target, state, total, written, skipped, failed, bytes, message } = row
  const done = written + skipped + failed
  const counts = { total, done, written, skipped, failed, bytes }
  return {
    jobId: id,
    kind,
    title,
    target,
    state,
    ...counts,
    message,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}

function toJobItem({ position, photo_id, name, state, bytes, message }: ItemRow): JobItem {
  return { position, photoId: photo_id, name, state, bytes, message }
}

function toStoredItem({ number, position, photo_id, name, note, detail, bytes }: ItemRow): StoredItem {
  return { number, position, photoId: photo_id, name, note, detail, bytes }
}
