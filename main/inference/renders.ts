/** What the process that makes pictures does with each request. */
import { AppError } from '../contract/errors.ts'
import type { RenderConfiguration, RenderRequest } from './api.ts'
import { containerThreads } from './containers.ts'
import { Limit } from './lanes.ts'
import type { RequestKind } from './messages.ts'
import { configureImages } from './pixels.ts'
import { DecodeError, notAvailable } from './refusal.ts'
import { renderPicture } from './render.ts'

/** Without a request for so long, the process ends and gives its memory back. */
const IDLE_MS = 20_000

/** @param end called when nothing was asked for a while. */
export function openRenders(
  { threads }: RenderConfiguration,
  end: () => void,
): (kind: RequestKind, payload: unknown) => unknown {
  configureImages()
  // More than the cores: while a file is flushed, the others keep them busy.
  const limit = new Limit(threads + 3)
  const containers = containerThreads()
  let underWay = 0
  let idle = setTimeout(end, IDLE_MS)
  return async (kind, payload) => {
    if (kind === 'ready') return null
    if (kind !== 'render') throw new AppError('internal', `The process that makes pictures was asked for "${kind}".`)
    clearTimeout(idle)
    underWay += 1
    try {
      return await limit.run(() => renderPicture(payload as RenderRequest, containers)).catch(notRendered)
    } finally {
      underWay -= 1
      if (underWay === 0) idle = setTimeout(end, IDLE_MS)
    }
  }
}

function notRendered(error: unknown): never {
  if (error instanceof DecodeError && error.kind === 'vanished')
    throw new AppError('not-found', error.message, { cause: error })
  return notAvailable(error)
}
