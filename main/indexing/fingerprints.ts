/**
 * Fingerprints of contents that were analysed before there were any, so that an old library knows its bursts too. They
 * are made of the stored thumbnails and the metadata of the files, which decodes and embeds nothing anew: a small part
 * of what reading the photos again would cost, and meanwhile each photo keeps its state and its place in every order.
 * The library says what is left, so stopping anywhere loses one batch at most.
 */
import type { Inference } from '../inference/api.ts'
import type { ContentFile } from '../library/contents.ts'
import type { Library } from '../library/open.ts'
import type { FileSystem } from './files.ts'

export interface FingerprintsOptions {
  readonly library: Library
  readonly inference: Pick<Inference, 'fingerprints'>
  readonly files: FileSystem
  /** Resolves when work may go on. */
  readonly mayGoOn: () => Promise<void>
  readonly signal: AbortSignal
}

/** Photos in one request: an interactive question comes between two pictures, a photo to read between two batches. */
const BATCH = 32

export class Fingerprints {
  readonly #options: FingerprintsOptions
  /** Contents that got none when they were last asked for: tried again when Podium starts again. */
  readonly #refused = new Set<string>()
  #batch = BATCH

  constructor(options: FingerprintsOptions) {
    this.#options = options
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
    const { library, inference, files, signal } = this.#options
    for (const { contentHash } of batch) this.#refused.add(contentHash)
    const settled = await Promise.all(
      batch.map(async ({ path, size, mtimeMs }) => {
        const facts = await files.facts(path)
        return facts?.size === size && facts.mtimeMs === mtimeMs
      }),
    )
    // What changed or vanished is for the scan to find.
    const made = await inference.fingerprints(batch.filter((_, i) => settled[i])).catch((error: unknown) => {
      // One file may have ended the process: alone it is found, and must not do so again and again.
      if (batch.length > 1) for (const { contentHash } of batch) this.#refused.delete(contentHash)
      this.#batch = batch.length > 1 ? 1 : BATCH
      throw error
    })
    if (signal.aborted) return
    library.transaction(() => {
      library.contents.putFingerprints(made.filter((one) => one !== null))
    })
    for (const one of made) if (one !== null) this.#refused.delete(one.contentHash)
  }

  #next(count: number): ContentFile[] {
    const left = this.#options.library.contents.withoutFingerprint(this.#refused.size + count)
    return left.filter(({ contentHash }) => !this.#refused.has(contentHash)).slice(0, count)
  }
}
