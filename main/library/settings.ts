/** Settings, each with its own check: what a file holds may come from another version. */
import type { Database } from 'better-sqlite3'

interface SettingValues {
  /** Indexing was paused by the person and stays so after a restart. */
  readonly paused: boolean
}

const DEFAULTS: SettingValues = { paused: false }

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
    get: (key) => {
      const row = read.get(key)
      return row === undefined ? DEFAULTS[key] : row.value === 'true'
    },
    set: (key, value) => {
      write.run(key, JSON.stringify(value))
    },
  }
}
