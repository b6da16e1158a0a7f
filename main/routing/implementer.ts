/** Where handlers of the contract are made: known errors cross with their code, others without their message. */
import { implement, ORPCError } from '@orpc/server'
import { api } from '../contract/api.ts'
import { AppError } from '../contract/errors.ts'

/** Anything unknown is logged here, and arrives without its message. */
export function toWire(error: unknown): unknown {
  if (error instanceof AppError) return new ORPCError(error.code, { message: error.message })
  if (!(error instanceof ORPCError) && !(error instanceof DOMException && error.name === 'AbortError'))
    console.error(error)
  return error
}

// The inferred type names every procedure; spelling it out would write the contract a second time.

export function createImplementer() {
  return implement(api).use(async ({ next }) => {
    try {
      return await next()
    } catch (error) {
      throw toWire(error)
    }
  })
}

export type Implementer = ReturnType<typeof createImplementer>
