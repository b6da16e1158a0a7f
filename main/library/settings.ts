/** Settings, each with its own check: what a file holds may come from another version. */
import type { Database } from 'better-sqlite3'

interface SettingValues {
  /** Indexing was paused by the person and stays so after a restart. */
  readonly paused: boolean
  /** Width of the smallest face that counts, as a share of the picture's longer side; null: as the detector is made. */
  readonly smallestFace: number | null
}

/** What a stored value means; what cannot be such a value is the default. */
const READ: { readonly [K in keyof SettingValues]: (value: unknown) => SettingValues[K] } = {
  paused: (value) => value === true,
  smallestFace: (value) => (typeof value === 'number' && value > 0 && value <= 1 ? value : null),
}

export interface Settings {
  get<K extends keyof SettingValues>(key: K): SettingValues[K]
  set<K extends keyof SettingValues>(key: K, value: SettingValues[K]): void
}

export function createSettings(database: Database): Settings {
  const read = database.prepare<[string], { value: string }>('select value from settings where key = ?')
  const write = database.prepare(
    'insert into settings (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
  )
  return {
    get: (key) => READ[key](parsed(read.get(key)?.value ?? 'null')),
    set: (key, value) => {
      write.run(key, JSON.stringify(value))
    },
  }
}

function parsed(stored: string): unknown {
  try {
    return JSON.parse(stored)
  } catch {
    return null
  }
}
