/** Core's view of the process that makes pictures anew: it dies for no photo that is read, and memory is not shared. */
import { rm } from 'node:fs/promises'
import { AppError } from '../contract/errors.ts'
import type { Rendered, Renderer, RenderRequest, StartInference } from './api.ts'
import { InferenceProcess, ProcessEnded, unavailable } from './process.ts'

/** @param threads pictures decoded at once, and a few that wait for the disk. */
export function createRenderer(start: StartInference, threads: number): Renderer {
  const process = new InferenceProcess(() => start('rendering'), { threads })
  let alone: Promise<unknown> = Promise.resolve()

  async function render(request: RenderRequest): Promise<Rendered> {
    for (let seen: Promise<unknown> | null = null; seen !== alone; await seen) seen = alone
    try {
      return await process.ask<Rendered>('render', request)
    } catch (error) {
      if (!(error instanceof ProcessEnded)) throw error
    }
    const mine = alone.then(async () => {
      // What the dead process had begun would stand in the way.
      await rm(request.target, { force: true })
      return process.ask<Rendered>('render', request).catch((error: unknown) => {
        if (!(error instanceof ProcessEnded && error.hadOpened)) return unavailable(error)
        throw new AppError('not-available', 'Making this picture ended the decoder twice.', { cause: error })
      })
    })
    alone = mine.catch(() => undefined)
    return mine
  }

  return { render, close: () => process.close() }
}
