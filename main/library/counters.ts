/** Numbers that only grow: kept in the file, so that they mean the same after a restart. */
import type { Database } from 'better-sqlite3'

export type CounterName = 'revision' | 'epoch' | 'vector'

export interface Counters {
  value(name: CounterName): number
  /** Grows by one and returns the new value. */
  next(name: CounterName): number
}

export function createCounters(database: Database): Counters {
  const read = database.prepare<[string], { value: number }>('select value from counters where name = ?')
  const grow = database.prepare<[string], { value: number }>(
    'update counters set value = value + 1 where name = ? returning value',
  )
  return {
    value: (name) => read.get(name)?.value ?? 0,
    next: (name) => grow.get(name)?.value ?? 0,
  }
}
