/** What a command says: results on standard output, progress on standard error, and the meaning of each exit code. */
import { stringify } from 'csv-stringify/sync'
import { AppError, type ErrorCode } from '../contract/errors.ts'
import type { IndexingStatus } from '../contract/entities.ts'

export const EXIT = {
  done: 0,
  internal: 1,
  usage: 2,
  library: 3,
  model: 4,
  folder: 5,
  unavailable: 6,
  partial: 7,
  interrupted: 130,
} as const

/** Shown by `--help`, so that it cannot drift from the codes. */
export const EXIT_CODES_HELP = `Exit codes: 0 done; 1 internal error; 2 wrong use; 3 the library cannot be opened; 4 the model cannot be used;
5 a folder cannot be read or written; 6 what was asked for is not available; 7 some files could not be written;
130 interrupted.`

const CODES: Readonly<Record<ErrorCode, number>> = {
  'not-found': EXIT.usage,
  'invalid-params': EXIT.usage,
  'folder-unreadable': EXIT.folder,
  'folder-already-watched': EXIT.folder,
  'library-from-future': EXIT.library,
  'library-damaged': EXIT.library,
  'library-in-use': EXIT.library,
  'model-missing': EXIT.model,
  'model-damaged': EXIT.model,
  'model-failed-self-test': EXIT.model,
  'inference-unavailable': EXIT.model,
  'order-gone': EXIT.internal,
  'target-unwritable': EXIT.folder,
  'not-available': EXIT.unavailable,
  cancelled: EXIT.interrupted,
  internal: EXIT.internal,
}

export class UsageError extends Error {}

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage
  return error instanceof AppError ? CODES[error.code] : EXIT.internal
}

export interface Streams {
  readonly out: NodeJS.WritableStream
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

/** Writes and waits when the reader is slow, so that 5,000 long lines do not pile up in memory. */
export async function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (stream.write(text)) return
  await new Promise<void>((resolve) => stream.once('drain', resolve))
}

/** CSV with a header; cells that a spreadsheet would take for a formula are neutralised. */
export function csv(columns: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return stringify([columns, ...rows], { escape_formulas: true })
}

/** Left-aligned text columns; the last is not padded, since paths are long. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, cell.length)), [])
  return rows
    .map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  ')}\n`)
    .join('')
}

/** A bar on a terminal, a plain line every few seconds elsewhere. */
export class Progress {
  readonly #stream: Streams['err']
  readonly #everyMs: number
  #lastAt = 0
  #drawn = false

  constructor(stream: Streams['err']) {
    this.#stream = stream
    this.#everyMs = stream.isTTY === true ? 100 : 5_000
  }

  show(status: IndexingStatus): void {
    const now = Date.now()
    if (status.waiting === 0 || now - this.#lastAt < this.#everyMs) return
    this.#lastAt = now
    const rate = status.photosPerSecond === null ? '' : `, ${status.photosPerSecond.toFixed(1)} photos/s`
    const left = status.secondsLeft === null ? '' : `, ${duration(status.secondsLeft)} left`
    const done = status.indexed + status.failed
    const line = `${String(done)} of ${String(status.total)} photos${rate}${left}`
    if (this.#stream.isTTY !== true) {
      this.#stream.write(`Indexing: ${line}\n`)
      return
    }
    const filled = Math.round((20 * done) / Math.max(1, status.total))
    this.#stream.write(`\r\u001B[K${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${line}`)
    this.#drawn = true
  }

  end(): void {
    if (this.#drawn) this.#stream.write('\r\u001B[K')
    this.#drawn = false
  }
}

function duration(seconds: number): string {
  if (seconds < 90) return `${String(Math.round(seconds))} s`
  return seconds < 5_400 ? `${String(Math.round(seconds / 60))} min` : `${(seconds / 3_600).toFixed(1)} h`
}
