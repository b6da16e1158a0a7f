/** Everything about the photo in focus: its facts, and why it stands where it stands. */
import type { PhotoInfo } from '../../main/contract/photo-info.ts'
import type { Explanation } from '../../main/contract/ranking.ts'
import type { Client } from '../connect.ts'
import { toFailure, type Failure } from './failure.ts'

/** Holding an arrow key passes many photos: only where the focus rests is asked for. */
const REST_MS = 90

export class Details {
  photo = $state.raw<PhotoInfo | null>(null)
  explanation = $state.raw<Explanation | null>(null)
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
    if (this.photo?.photoId !== photoId) this.photo = null
    this.#timer = setTimeout(() => {
      void this.#read(orderId, photoId)
    }, REST_MS)
  }

  clear(): void {
    this.#key = ''
    this.#asking?.abort()
    clearTimeout(this.#timer)
    this.photo = null
    this.explanation = null
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
    } catch (error) {
      if (!signal.aborted) this.failure = toFailure(error)
    }
  }
}
