/** How near pictures are looked at, and from where: one zoom may be shared by several stages side by side. */

/** Screen pixels for one pixel of the picture. */
const MOST = 8

export class Zoom {
  /** Screen pixels for one pixel of the picture, 1 being real pixels; null while pictures are fitted. */
  scale = $state<number | null>(null)
  /** What stands in the middle of each stage, as shares of its picture. */
  centre = $state.raw({ x: 0.5, y: 0.5 })

  get actual(): boolean {
    return this.scale !== null
  }

  fit(): void {
    this.scale = null
    this.centre = { x: 0.5, y: 0.5 }
  }
}

/** Where a picture lies on its stage, in pixels of the page. */
export interface StagedBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** One picture on one part of the screen. */
export class Stage {
  /** Of the stage, in pixels of the page. */
  width = $state(0)
  height = $state(0)
  readonly zoom: Zoom
  #picture = $state.raw({ width: 0, height: 0 })
  #pointer: { readonly x: number; readonly y: number } | null = null
  readonly #density: () => number
  /** Null while the picture fits: the style sheet then places it. */
  readonly box: StagedBox | null = $derived.by(() => {
    const { scale, centre } = this.zoom
    if (scale === null || this.#picture.width === 0) return null
    const density = this.#density()
    const width = (this.#picture.width * scale) / density
    const height = (this.#picture.height * scale) / density
    const x = within(this.width / 2 - centre.x * width, this.width, width)
    const y = within(this.height / 2 - centre.y * height, this.height, height)
    // On whole pixels of the screen, or real pixels would be blurred.
    return { x: Math.round(x * density) / density, y: Math.round(y * density) / density, width, height }
  })

  /** @param density pixels of the screen for one of the page */
  constructor(zoom: Zoom, density: () => number) {
    this.zoom = zoom
    this.#density = density
  }

  /** @param width of the picture, in its own pixels */
  measure(width: number, height: number): void {
    this.#picture = { width, height }
  }

  /** Where the pointer is: zooming keeps what is there. Null: nowhere, the middle counts. */
  point(point: { readonly x: number; readonly y: number } | null): void {
    this.#pointer = point
  }

  /** Fitted, or real pixels with the same point under the pointer. */
  toggle(): void {
    if (this.zoom.actual) this.zoom.fit()
    else this.#scaleTo(1)
  }

  /** Nearer or further by a factor; a picture that fits again is fitted. */
  magnify(factor: number): void {
    const wanted = (this.zoom.scale ?? this.#fitted) * factor
    if (!Number.isFinite(wanted)) return
    if (wanted <= Math.min(1, this.#fitted)) this.zoom.fit()
    else this.#scaleTo(Math.min(MOST, wanted))
  }

  /** Moves the picture by pixels of the page. */
  pan(x: number, y: number): void {
    const { box } = this
    if (box === null) return
    this.#centreOn((this.width / 2 - box.x - x) / box.width, (this.height / 2 - box.y - y) / box.height, box)
  }

  /** Screen pixels for one of the picture while it is fitted. */
  get #fitted(): number {
    const { width, height } = this.#picture
    return Math.min(this.width / width, this.height / height) * this.#density()
  }

  #scaleTo(scale: number): void {
    const before = this.box ?? this.#fittedBox()
    if (before === null) return
    const { x, y } = this.#pointer ?? { x: this.width / 2, y: this.height / 2 }
    // The same point of the picture, before and after, under the pointer.
    const across = (x - before.x) / before.width
    const down = (y - before.y) / before.height
    const size = {
      width: (this.#picture.width * scale) / this.#density(),
      height: (this.#picture.height * scale) / this.#density(),
    }
    this.zoom.scale = scale
    this.#centreOn(across - (x - this.width / 2) / size.width, down - (y - this.height / 2) / size.height, size)
  }

  #fittedBox(): StagedBox | null {
    const scale = this.#fitted / this.#density()
    if (!Number.isFinite(scale) || scale <= 0) return null
    const [width, height] = [this.#picture.width * scale, this.#picture.height * scale]
    return { x: (this.width - width) / 2, y: (this.height - height) / 2, width, height }
  }

  /** Never further than the edges: what was pulled beyond would have to be pulled back first. */
  #centreOn(x: number, y: number, { width, height }: { readonly width: number; readonly height: number }): void {
    const bounded = (share: number, stage: number, picture: number): number => {
      const half = stage / 2 / picture
      return half >= 0.5 ? 0.5 : Math.max(half, Math.min(1 - half, share))
    }
    this.zoom.centre = { x: bounded(x, this.width, width), y: bounded(y, this.height, height) }
  }
}

/** A picture wider than the stage never leaves a gap at an edge; a narrower one is centred. */
function within(offset: number, stage: number, picture: number): number {
  return picture <= stage ? (stage - picture) / 2 : Math.min(0, Math.max(stage - picture, offset))
}
