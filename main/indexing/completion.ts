/**
 * What contents lack that were analysed before there was such a thing: fingerprints, faces. It is made of the stored
 * thumbnails and the metadata of the files, which decodes and embeds nothing anew: a small part of what reading the photos
 * again would cost, and meanwhile each photo keeps its state and its place in every order. The library says what is left, so
 * stopping anywhere loses one batch at most.
 */
import type { PhotoToAnalyse } from '../inference/api.ts'
import type { ContentFile } from '../library/contents.ts'
import type { Library } from '../library/open.ts'
import type { FileSystem } from './files.ts'

export interface CompletionOptions {
  readonly library: Library
  readonly files: FileSystem
  /** Resolves when work may go on. */
  readonly mayGoOn: () => Promise<void>
  readonly signal: AbortSignal
}

/** One thing that contents may lack. */
export interface Lack<Made extends { readonly contentHash: string }> {
  lacking(limit: number): ContentFile[]
  /** In order; null for what cannot be made now. */
  make(photos: readonly PhotoToAnalyse[]): Promise<(Made | null)[]>
  /** In a transaction. */
  store(made: readonly Made[]): void
}

/** Photos in one request: an interactive question comes between two pictures, a photo to read between two batches. */
const BATCH = 32

export class Completion<Made extends { readonly contentHash: string }> {
  readonly #options: CompletionOptions
  readonly #lack: Lack<Made>
  /** Contents that got none when they were last asked for: tried again when Podium starts again. */
  readonly #refused = new Set<string>()
  #batch = BATCH

  constructor(options: CompletionOptions, lack: Lack<Made>) {
    this.#options = options
    this.#lack = lack
  }

  /** Some are left to make. */
  get wanted(): boolean {
    return this.#next(1).length > 0
  }

  /** Makes them until none is left or a photo waits to be read. Throws what inference throws when it is unavailable. */
  async make(): Promise<void> {
    const { library, mayGoOn, signal } = this.#options
    for (;;) {
      await mayGoOn()
      if (signal.aborted || library.photos.waiting(0, 1).length > 0) return
      const batch = this.#next(this.#batch)
      if (batch.length === 0) return
      await this.#makeOf(batch)
    }
  }

  async #makeOf(batch: readonly ContentFile[]): Promise<void> {
    const { library, files, signal } = this.#options
    for (const { contentHash } of batch) this.#refused.add(contentHash)
    const settled = await Promise.all(
      batch.map(async ({ path, size, mtimeMs }) => {
        const facts = await files.facts(path)
        return facts?.size === size && facts.mtimeMs === mtimeMs
      }),
    )
    // What changed or vanished is for the scan to find.
    const made = await this.#lack.make(batch.filter((_, i) => settled[i])).catch((error: unknown) => {
      // One file may have ended the process: alone it is found, and must not do so again and again.
      if (batch.length > 1) for (const { contentHash } of batch) this.#refused.delete(contentHash)
      this.#batch = batch.length > 1 ? 1 : BATCH
      throw error
    })
    if (signal.aborted) return
    const found = made.filter((one) => one !== null)
    library.transaction(() => {
      this.#lack.store(found)
    })
    for (const { contentHash } of found) this.#refused.delete(contentHash)
  }

  #next(count: number): ContentFile[] {
    const left = this.#lack.lacking(this.#refused.size + count)
    return left.filter(({ contentHash }) => !this.#refused.has(contentHash)).slice(0, count)
  }
}
