/** What tells frames of one moment, as columns by catalogue row. Read once a content: what is true of bytes stays so. */
import type { Catalogue } from './catalogue.ts'

export interface FrameFacts {
  /** 64 bits as 16 hexadecimal digits. */
  readonly fingerprint: string
  readonly exposureBias: number | null
  /** False where only the file has a time. */
  readonly dated: boolean
}

/** The part of the library that knows them. */
export interface FrameSource {
  readonly contents: {
    frame(contentHash: string): FrameFacts | null
    frames(): ReadonlyMap<string, FrameFacts>
  }
}

/** Up to so many new contents are asked for one by one; for more, all at once is quicker. */
const FEW = 1_000

export class Frames {
  readonly #source: FrameSource
  /** What each row was read for; null where it has no fingerprint yet. */
  readonly #hashes: (string | null)[] = []
  readonly #high: number[] = []
  readonly #low: number[] = []
  readonly #exposures: number[] = []
  readonly #dated: boolean[] = []
  /** One number for all copies of the same bytes. */
  readonly #contents: number[] = []
  readonly #contentOf = new Map<string, number>()

  constructor(source: FrameSource) {
    this.#source = source
  }

  refresh(catalogue: Catalogue): void {
    const stale: number[] = []
    for (let row = 0; row < catalogue.size; row++) {
      // Also where rows went and the others were numbered anew.
      if (catalogue.hashes[row] !== this.#hashes[row]) stale.push(row)
    }
    const { contents } = this.#source
    const all = stale.length > FEW ? contents.frames() : null
    for (const row of stale) {
      const hash = catalogue.hashes[row] ?? null
      const facts = hash === null ? null : all === null ? contents.frame(hash) : all.get(hash)
      this.#write(row, hash, facts ?? null)
    }
  }

  get contentCount(): number {
    return this.#contentOf.size
  }

  /** From 0, the same number for the same bytes; -1 where they were not read yet. */
  content(row: number): number {
    return this.#contents[row] ?? -1
  }

  /** False where a picture has no fingerprint yet. */
  known(row: number): boolean {
    return this.#hashes[row] != null
  }

  /** Bits of 64 that differ. */
  distance(a: number, b: number): number {
    return ones(this.#high[a]! ^ this.#high[b]!) + ones(this.#low[a]! ^ this.#low[b]!)
  }

  /** Exposure compensation in EV; NaN where the camera says nothing. */
  exposure(row: number): number {
    return this.#exposures[row] ?? NaN
  }

  dated(row: number): boolean {
    return this.#dated[row] === true
  }

  #write(row: number, hash: string | null, facts: FrameFacts | null): void {
    this.#contents[row] = hash === null ? -1 : this.#numberOf(hash)
    const fingerprint = facts?.fingerprint ?? ''
    this.#hashes[row] = facts === null ? null : hash
    // Two halves: arithmetic on 64 bits would make an object of each.
    this.#high[row] = Number.parseInt(fingerprint.slice(0, 8), 16) | 0
    this.#low[row] = Number.parseInt(fingerprint.slice(8), 16) | 0
    this.#exposures[row] = facts?.exposureBias ?? NaN
    this.#dated[row] = facts?.dated === true
  }

  #numberOf(hash: string): number {
    const number = this.#contentOf.get(hash) ?? this.#contentOf.size
    this.#contentOf.set(hash, number)
    return number
  }
}

/** Bits set in 32. */
function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
