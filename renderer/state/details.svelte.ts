/** Everything about the photo in focus: its facts, and why it stands where it stands. */
import type { PhotoInfo } from '../../main/contract/photo-info.ts'
import type { Explanation, HeatMap } from '../../main/contract/ranking.ts'
import type { Client } from '../connect.ts'
import { toFailure, type Failure } from './failure.ts'

/** Holding an arrow key passes many photos: only where the focus rests is asked for. */
const REST_MS = 90

export class Details {
  photo = $state.raw<PhotoInfo | null>(null)
  explanation = $state.raw<Explanation | null>(null)
  /** Of the photo in focus, once it was asked for. */
  heat = $state.raw<HeatMap | null>(null)
  /** Whether parts that count are shown over pictures, of whichever photo comes into focus. */
  heats = $state(false)
  /** Whether faces are marked in pictures, likewise. */
  showsFaces = $state(false)
  failure = $state.raw<Failure | null>(null)
  readonly #client: Client
  #asking: AbortController | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #key = ''

  constructor(client: Client) {
    this.#client = client
  }

  show(orderId: string, photoId: number): void {
    const key = `${orderId} ${String(photoId)}`
    if (key === this.#key) return
    this.#key = key
    this.#asking?.abort()
    clearTimeout(this.#timer)
    this.explanation = null
    this.heat = null
    if (this.photo?.photoId !== photoId) this.photo = null
    this.#timer = setTimeout(() => {
      void this.#read(orderId, photoId)
    }, REST_MS)
  }

  /** Shows the parts that count, or hides them. */
  toggleHeat(orderId: string, photoId: number): void {
    this.heats = !this.heats
    if (!this.heats) this.heat = null
    else void this.#heat(orderId, photoId, this.#asking?.signal ?? null)
  }

  clear(): void {
    this.#key = ''
    this.#asking?.abort()
    clearTimeout(this.#timer)
    this.photo = null
    this.explanation = null
    this.heat = null
    this.failure = null
  }

  async #read(orderId: string, photoId: number): Promise<void> {
    const asking = new AbortController()
    const { signal } = asking
    this.#asking = asking
    try {
      const [photo, explanation] = await Promise.all([
        this.#client.photos.get({ photoId }, { signal }),
        this.#client.ranking.explain({ orderId, photoId }, { signal }),
      ])
      if (signal.aborted) return
      this.photo = photo
      this.explanation = explanation
      this.failure = null
      if (this.heats) await this.#heat(orderId, photoId, signal)
    } catch (error) {
      if (!signal.aborted) this.failure = toFailure(error)
    }
  }

  async #heat(orderId: string, photoId: number, signal: AbortSignal | null): Promise<void> {
    const key = this.#key
    try {
      const heat = await this.#client.ranking.heat({ orderId, photoId }, signal === null ? {} : { signal })
      if (this.heats && key === this.#key) this.heat = heat
    } catch (error) {
      if (signal?.aborted !== true) this.failure = toFailure(error)
    }
  }
}
