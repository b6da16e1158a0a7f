/** The calls that move photos to the system's trash. */
import type { TrashService } from '../trash/service.ts'
import type { Implementer } from './implementer.ts'

// The inferred type names every procedure; spelling it out would write the contract a second time.

export function trashRoutes({ trash: os }: Implementer, trash: TrashService) {
  return {
    plan: os.plan.handler(({ input }) => trash.plan(input.photoIds)),
    run: os.run.handler(({ input }) => trash.run(input.planId)),
  }
}
