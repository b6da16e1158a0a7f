/** Frames that a person chose to stand for their moment. They hang on the photo, so they outlive any regrouping. */
import type { Database } from 'better-sqlite3'
import type { TopChoice } from '../contract/stacks.ts'
import type { Counters } from './counters.ts'

export interface StackTops {
  all(): Set<number>
  /** Chooses these, or takes their choice back; returns the ones that differed, as they were. Unknown photos are left out. */
  set(choices: readonly TopChoice[]): TopChoice[]
}

export function createStackTops(database: Database, counters: Counters): StackTops {
  const all = database.prepare<[], number>('select photo_id from stack_tops').pluck()
  const insert = database.prepare(
    'insert into stack_tops (photo_id) select id from photos where id = ? on conflict (photo_id) do nothing',
  )
  const remove = database.prepare('delete from stack_tops where photo_id = ?')
  return {
    all: () => new Set(all.all()),
    set: (choices) =>
      database
        .transaction(() => {
          const differed = choices.filter(({ photoId, top }) => (top ? insert : remove).run(photoId).changes > 0)
          // No photo changed, but what depends on which frame stands for a moment did.
          if (differed.length > 0) counters.next('revision')
          // Taken back in the other order.
          return differed.map(({ photoId, top }) => ({ photoId, top: !top })).toReversed()
        })
        .immediate(),
  }
}
