/** Measured axes by content hash, NULL for "not measured" and never 0; and the traces of faults, which the adapter reads. */
import type { Database } from 'better-sqlite3'

export const MEASURED = ['sharpness', 'noise', 'brightness', 'contrast', 'clipping', 'colourfulness', 'warmth'] as const
export type Measured = (typeof MEASURED)[number]
export type MeasureValues = Readonly<Record<Measured, number | null>>

export interface Measures {
  /** @param traces null where none were read. */
  put(contentHash: string, version: number, values: MeasureValues, traces?: Uint8Array | null): void
  get(contentHash: string): MeasureValues | null
}

export function createMeasures(database: Database): Measures {
  const upsert = database.prepare(`insert into measures (content_hash, version, ${MEASURED.join(', ')})
    values (?, ?, ${MEASURED.map(() => '?').join(', ')})
    on conflict (content_hash) do update set version = excluded.version, ${MEASURED.map((name) => `${name} = excluded.${name}`).join(', ')}`)
  const trace = database.prepare('insert or replace into traces (content_hash, traces) values (?, ?)')
  const one = database.prepare<[string], MeasureValues>(
    `select ${MEASURED.join(', ')} from measures where content_hash = ?`,
  )
  return {
    get: (hash) => one.get(hash) ?? null,
    put: (hash, version, values, traces = null) => {
      upsert.run(hash, version, ...MEASURED.map((name) => finite(values[name])))
      if (traces !== null) trace.run(hash, traces)
    },
  }
}

/** NaN would be stored as NULL anyway; infinity would not, and no order can hold it. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}
