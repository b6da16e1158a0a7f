/** The trash of the core in memory: photos that went into it are in no order any more. */
import { ORPCError } from '@orpc/server'
import type { TrashFailure, TrashPlan } from '../../main/contract/trash.ts'
import type { Implementer } from '../../main/routing/implementer.ts'

export interface FakeTrash {
  readonly inside: Set<number>
  /** What stays of each plan. */
  staying: TrashPlan['staying']
  /** What the next run cannot move. */
  failing: readonly TrashFailure[]
}

export function fakeTrashRoutes({ trash: os }: Implementer, trash: FakeTrash) {
  const plans = new Map<string, readonly number[]>()
  return {
    plan: os.plan.handler(({ input: { photoIds } }) => {
      const planId = String(plans.size)
      const stay = trash.staying.reduce((sum, { photos }) => sum + photos, 0)
      const going = photoIds.slice(stay)
      plans.set(planId, going)
      const files = going.map((photoId) => `${String(photoId)}.jpg`)
      return { planId, photos: going.length, sidecars: 1, bytes: 8_340_112, files, staying: trash.staying }
    }),
    run: os.run.handler(({ input }) => {
      const photoIds = plans.get(input.planId)
      if (photoIds === undefined) throw new ORPCError('not-found')
      plans.delete(input.planId)
      const gone = photoIds.slice(trash.failing.length)
      for (const photoId of gone) trash.inside.add(photoId)
      return { trashed: gone.length, failed: [...trash.failing] }
    }),
  }
}
