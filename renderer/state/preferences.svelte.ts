/** What a person chose for the page, kept by the browser between visits where it allows that. */
const STORAGE_KEY = 'podium.preferences'

export interface PreferenceValues {
  /** Frames of one moment are shown as one. */
  readonly stacked: boolean
}

const DEFAULTS: PreferenceValues = { stacked: false }

export class Preferences {
  values = $state.raw<PreferenceValues>(DEFAULTS)
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'> | null

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'> | null) {
    this.#storage = storage
    this.values = parse(storage?.getItem(STORAGE_KEY) ?? null)
  }

  set(wish: Partial<PreferenceValues>): void {
    this.values = { ...this.values, ...wish }
    this.#storage?.setItem(STORAGE_KEY, JSON.stringify(this.values))
  }
}

/** Whatever another version or a person left there: what is no such value is as at the beginning. */
function parse(stored: string | null): PreferenceValues {
  try {
    const found: unknown = JSON.parse(stored ?? '{}')
    const value = typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>) : {}
    const { stacked } = value
    return { ...DEFAULTS, ...(typeof stacked === 'boolean' ? { stacked } : {}) }
  } catch {
    return DEFAULTS
  }
}
