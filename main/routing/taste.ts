/** The calls by which an order is taught. */
import type { Teaching } from '../ranking/teaching.ts'
import type { Implementer } from './implementer.ts'

// The inferred type names every procedure; spelling it out would write the contract a second time.

export function tasteRoutes({ taste: os }: Implementer, teaching: Teaching) {
  return {
    next: os.next.handler(({ input }) => teaching.next(input)),
    answer: os.answer.handler(({ input }) => ({ answerId: teaching.answer(input) })),
    undo: os.undo.handler(({ input }) => {
      teaching.undo(input.answerId)
      return {}
    }),
    status: os.status.handler(() => teaching.status()),
    pause: os.pause.handler(({ input }) => {
      teaching.pause(input.sentence, input.paused)
      return {}
    }),
    forget: os.forget.handler(({ input }) => ({ forgotten: teaching.forget(input.sentence) })),
  }
}
