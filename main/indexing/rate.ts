/** Photos a second over the recent past: the average since the start would lie after a pause. */
const WINDOW_MS = 20_000

export class Rate {
  #marks: { readonly atMs: number; readonly count: number }[] = []

  add(count: number, nowMs: number): void {
    this.#marks.push({ atMs: nowMs, count })
    this.#marks = this.#marks.filter((mark) => nowMs - mark.atMs <= WINDOW_MS)
  }

  reset(): void {
    this.#marks = []
  }

  /** Null until there is enough to tell. */
  perSecond(): number | null {
    const first = this.#marks[0]
    const last = this.#marks.at(-1)
    if (first === undefined || last === undefined || last.atMs - first.atMs < 500) return null
    const counted = this.#marks.slice(1).reduce((sum, mark) => sum + mark.count, 0)
    return (1_000 * counted) / (last.atMs - first.atMs)
  }
}
