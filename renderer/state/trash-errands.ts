/** To the trash of the system: first the list of files, then, on a button, those. */
import { MOST_TRASHED, type TrashFailure, type TrashPlan } from '../../main/contract/trash.ts'
import type { Client } from '../connect.ts'
import type { Messages } from '../messages/en.ts'
import type { RunErrand } from './errands.ts'
import type { Judging } from './judging.svelte.ts'
import type { Panels } from './panels.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'

export interface TrashErrands {
  /** Shows which files of the photos meant would go. */
  open(): Promise<void>
  move(plan: TrashPlan): Promise<void>
}

export interface TrashErrandParts {
  readonly text: Messages
  readonly client: Client
  readonly run: RunErrand
  readonly ranking: Ranking
  readonly judging: Judging
  readonly panels: Panels
}

export function createTrashErrands({ text, client, run, ranking, judging, panels }: TrashErrandParts): TrashErrands {
  return {
    open: () =>
      run(async () => {
        const photoIds = await judging.ordered()
        if (photoIds.length > MOST_TRASHED) panels.say(text.trash.tooMany(MOST_TRASHED))
        else if (photoIds.length > 0) panels.dialog = { kind: 'trash', plan: await client.trash.plan({ photoIds }) }
      }),
    move: ({ planId }) =>
      run(async () => {
        let failed: readonly TrashFailure[] = []
        try {
          const outcome = await client.trash.run({ planId })
          ;({ failed } = outcome)
          judging.none()
          // First the photos go from the view: the dialog gives the keyboard back to one that is there.
          await ranking.renew()
          if (outcome.trashed > 0) panels.say(text.trash.moved(outcome.trashed))
        } finally {
          panels.dialog = failed.length > 0 ? { kind: 'trash-failed', failed } : null
        }
      }),
  }
}
