/** Photos that somebody looks at and that are not read yet: in the order in which they came on screen. */

/** About what a large screen shows: what was scrolled past waits its turn like all others. */
const MOST = 100

export class Wanted {
  readonly #photoIds = new Set<number>()

  add(photoId: number): void {
    this.#photoIds.add(photoId)
    if (this.#photoIds.size > MOST) this.take()
  }

  /** The next of them, which is not kept any more. */
  take(): number | undefined {
    const [photoId] = this.#photoIds
    if (photoId !== undefined) this.#photoIds.delete(photoId)
    return photoId
  }
}
