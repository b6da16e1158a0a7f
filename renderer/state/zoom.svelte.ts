/** Fit or actual size of one picture on a stage: the point under the pointer stays where it is. */
export class Zoom {
  /** Of the stage, in pixels. */
  width = $state(0)
  height = $state(0)
  actual = $state(false)
  #x = $state(0)
  #y = $state(0)
  #pictureWidth = $state(0)
  #pictureHeight = $state(0)
  #pointer: { readonly x: number; readonly y: number } | null = null

  /** Null while the picture fits: the style sheet then places it. */
  readonly transform: string | null = $derived.by(() =>
    this.actual ? `translate(${String(Math.round(this.#x))}px, ${String(Math.round(this.#y))}px)` : null,
  )

  measure(width: number, height: number): void {
    this.#pictureWidth = width
    this.#pictureHeight = height
  }

  point(x: number, y: number): void {
    this.#pointer = { x, y }
  }

  fit(): void {
    this.actual = false
  }

  toggle(): void {
    if (this.actual) {
      this.fit()
      return
    }
    const scale = Math.min(this.width / this.#pictureWidth, this.height / this.#pictureHeight)
    if (!Number.isFinite(scale) || scale <= 0) return
    const { x, y } = this.#pointer ?? { x: this.width / 2, y: this.height / 2 }
    // The same point of the picture, before and after, under the pointer.
    const left = (this.width - this.#pictureWidth * scale) / 2
    const top = (this.height - this.#pictureHeight * scale) / 2
    this.actual = true
    this.#place(x - (x - left) / scale, y - (y - top) / scale)
  }

  pan(x: number, y: number): void {
    if (this.actual) this.#place(this.#x + x, this.#y + y)
  }

  /** A picture wider than the stage never leaves a gap at an edge; a narrower one is centred. */
  #place(x: number, y: number): void {
    this.#x = within(x, this.width, this.#pictureWidth)
    this.#y = within(y, this.height, this.#pictureHeight)
  }
}

function within(offset: number, stage: number, picture: number): number {
  return picture <= stage ? (stage - picture) / 2 : Math.min(0, Math.max(stage - picture, offset))
}
