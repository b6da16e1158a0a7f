/** What a person chose for the page, kept by the browser between visits where it allows that. */
const STORAGE_KEY = 'podium.preferences'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]
export const MOTIONS = ['system', 'none'] as const
export type Motion = (typeof MOTIONS)[number]

export interface PreferenceValues {
  /** Frames of one moment are shown as one. */
  readonly stacked: boolean
  /** Height of a row of tiles in pixels; null: as suits the window. */
  readonly tileSize: number | null
  /** Equal cells instead of justified rows. */
  readonly uniform: boolean
  /** Under the photo that is viewed, its neighbours. */
  readonly filmstrip: boolean
  readonly theme: Theme
  /** What moves on the screen: as the system says, or nothing. */
  readonly motion: Motion
  /** Keys that type a character are keys of the page too. */
  readonly letterKeys: boolean
  /** Keys that do something else than at first, by place and command: see `keys.svelte.ts`. */
  readonly keys: Readonly<Record<string, readonly string[]>>
}

const DEFAULTS: PreferenceValues = {
  stacked: false,
  tileSize: null,
  uniform: false,
  filmstrip: true,
  theme: 'system',
  motion: 'system',
  letterKeys: true,
  keys: {},
}
/** What the slider offers, in pixels. */
export const TILE_SIZES = { least: 120, most: 400 } as const

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
    const { stacked, tileSize, uniform, filmstrip, theme, motion, letterKeys, keys } = value
    return {
      ...DEFAULTS,
      ...(typeof stacked === 'boolean' ? { stacked } : {}),
      ...(isTileSize(tileSize) ? { tileSize } : {}),
      ...(typeof uniform === 'boolean' ? { uniform } : {}),
      ...(typeof filmstrip === 'boolean' ? { filmstrip } : {}),
      theme: THEMES.find((one) => one === theme) ?? DEFAULTS.theme,
      motion: MOTIONS.find((one) => one === motion) ?? DEFAULTS.motion,
      ...(typeof letterKeys === 'boolean' ? { letterKeys } : {}),
      ...(typeof keys === 'object' && keys !== null ? { keys: lists(keys) } : {}),
    }
  } catch {
    return DEFAULTS
  }
}

function lists(value: object): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string[]] =>
        Array.isArray(entry[1]) && entry[1].every((one: unknown) => typeof one === 'string' && one !== ''),
    ),
  )
}

function isTileSize(value: unknown): value is number {
  return typeof value === 'number' && value >= TILE_SIZES.least && value <= TILE_SIZES.most
}
