/** The sentences asked lately, kept by the browser between visits where it allows that. */
const STORAGE_KEY = 'podium.recent-sentences'
const KEPT = 8

export class Recents {
  sentences = $state.raw<readonly string[]>([])
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'> | null

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'> | null) {
    this.#storage = storage
    this.sentences = parse(storage?.getItem(STORAGE_KEY) ?? null)
  }

  /** Half-typed sentences replace each other: only the longest of a run of prefixes stays. */
  add(sentence: string): void {
    const text = sentence.trim()
    if (text === '') return
    const [latest, ...others] = this.sentences
    const grown = latest !== undefined && text.startsWith(latest)
    const kept = (grown ? others : this.sentences).filter((former) => former !== text)
    this.sentences = [text, ...kept].slice(0, KEPT)
    this.#storage?.setItem(STORAGE_KEY, JSON.stringify(this.sentences))
  }
}

function parse(stored: string | null): string[] {
  if (stored === null) return []
  try {
    const value: unknown = JSON.parse(stored)
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string').slice(0, KEPT) : []
  } catch {
    // Whatever another version or a person left there: start afresh rather than fail to open.
    return []
  }
}
