/** Which directories want a look. Asked a thousand times for one directory, it is looked at once. */
import type { Alarms } from './alarms.ts'

/** How long changes are gathered: a copy of a thousand files reports each of them. */
const GATHER_MS = 200

/** A directory of a watched folder, relative and POSIX; '' is the whole folder. */
export interface Look {
  readonly folderId: number
  readonly under: string
}

export class Looks {
  readonly #alarms: Alarms
  /** Called when a look that was promised for later has come due. */
  readonly #onDue: () => void
  readonly #due = new Map<number, Set<string>>()
  #gathering: Look[] | null = null
  #promised = 0

  constructor(alarms: Alarms, onDue: () => void) {
    this.#alarms = alarms
    this.#onDue = onDue
  }

  get hasDue(): boolean {
    return this.#due.size > 0
  }

  /** Also true while looks are promised for later. */
  get hasAny(): boolean {
    return this.hasDue || this.#promised > 0
  }

  add({ folderId, under }: Look): void {
    this.#due.set(folderId, (this.#due.get(folderId) ?? new Set()).add(under))
  }

  later(delayMs: number, look: Look): void {
    this.#promise(delayMs, () => [look])
  }

  /** As `later`, with all that come in the meantime. */
  gather(look: Look): void {
    if (this.#gathering !== null) {
      this.#gathering.push(look)
      return
    }
    const gathered = [look]
    this.#gathering = gathered
    this.#promise(GATHER_MS, () => {
      this.#gathering = null
      return gathered
    })
  }

  next(): Look | null {
    for (const [folderId, directories] of this.#due) {
      // A look at the whole folder includes all others.
      const under = directories.has('') ? '' : [...directories][0]
      if (under !== undefined) directories.delete(under)
      if (under === '' || directories.size === 0) this.#due.delete(folderId)
      if (under !== undefined) return { folderId, under }
    }
    return null
  }

  forget(folderId: number): void {
    this.#due.delete(folderId)
  }

  #promise(delayMs: number, looks: () => Look[]): void {
    this.#promised += 1
    this.#alarms.set(delayMs, () => {
      this.#promised -= 1
      for (const look of looks()) this.add(look)
      this.#onDue()
    })
  }
}
