/** Pictures made ready before they are asked for, so that the next one is there at once. */
import type { DecodedPicture, PictureDecoder } from '../picture-decoder.ts'

/** Of all pictures held: on a very large screen fewer neighbours are ready. */
const MOST_BYTES = 256 * 2 ** 20
/** A window pulled larger by less than this does not have everything read again. */
const STEP_PX = 256

export class Pictures {
  /** What is ready by address; null where it could not be decoded. */
  ready = $state.raw<ReadonlyMap<string, DecodedPicture | null>>(new Map())
  readonly #decoder: PictureDecoder
  readonly #atATime: number
  #reading = new Map<string, AbortController>()
  #wanted: readonly string[] = []
  #room = { width: 0, height: 0 }

  /** @param atATime more would keep the nearest waiting for the others, and the page for a core to draw on */
  constructor(decoder: PictureDecoder, atATime = 1) {
    this.#decoder = decoder
    this.#atATime = atATime
  }

  /**
   * Keeps these and lets all others go.
   *
   * @param addresses the most wanted first
   * @param room what each should fit into, in pixels of the screen
   */
  keep(addresses: readonly string[], room: { readonly width: number; readonly height: number }): void {
    const width = Math.ceil(room.width / STEP_PX) * STEP_PX
    const height = Math.ceil(room.height / STEP_PX) * STEP_PX
    if (width === 0 || height === 0) return
    const most = Math.max(3, Math.floor(MOST_BYTES / (4 * width * height)))
    const wanted = addresses.slice(0, most)
    const grown = width !== this.#room.width || height !== this.#room.height
    this.#room = { width, height }
    this.#wanted = wanted
    this.#drop((address) => !grown && wanted.includes(address))
    this.#go()
  }

  /** What could not be decoded is read once more. */
  retry(): void {
    this.ready = new Map([...this.ready].filter(([, picture]) => picture !== null))
    this.#go()
  }

  close(): void {
    this.#wanted = []
    this.#drop(() => false)
    this.#decoder.close()
  }

  #drop(stays: (address: string) => boolean): void {
    for (const [address, reading] of this.#reading) {
      if (stays(address)) continue
      reading.abort()
      this.#reading.delete(address)
    }
    const gone = [...this.ready].filter(([address]) => !stays(address))
    if (gone.length === 0) return
    this.ready = new Map([...this.ready].filter(([address]) => stays(address)))
    for (const [, picture] of gone) picture?.release()
  }

  #go(): void {
    for (const address of this.#wanted) {
      if (this.#reading.size >= this.#atATime) return
      if (!this.ready.has(address) && !this.#reading.has(address)) void this.#read(address)
    }
  }

  async #read(address: string): Promise<void> {
    const reading = new AbortController()
    this.#reading.set(address, reading)
    const picture = await this.#decoder.decode(address, this.#room, reading.signal).catch(() => null)
    if (reading.signal.aborted) {
      picture?.release()
      return
    }
    this.#reading.delete(address)
    this.ready = new Map([...this.ready, [address, picture]])
    this.#go()
  }
}
