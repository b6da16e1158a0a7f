import { implement, ORPCError } from '@orpc/server'
import { api } from '../../../main/contract/api.ts'
import type { IndexingStatus } from '../../../main/contract/entities.ts'

const part = {
  session: api.session,
  photos: { get: api.photos.get },
  folders: { list: api.folders.list },
  events: api.events,
}

export const STATUS: IndexingStatus = {
  state: 'idle',
  total: 0,
  indexed: 0,
  waiting: 0,
  failed: 0,
  missing: 0,
  photosPerSecond: null,
  secondsLeft: null,
  device: null,
  problem: null,
}

export interface SmallRouter {
  readonly router: ReturnType<typeof makeRouter>
  /** Parts given to streams so far, and streams that came to their end on the server. */
  readonly seen: { parts: number; ended: number }
}

/** A part of the real contract: one plain answer, one typed error, one leak, one endless stream. */
export function smallRouter(): SmallRouter {
  const seen = { parts: 0, ended: 0 }
  return { router: makeRouter(seen), seen }
}

// The type is what the contract makes of it.

function makeRouter(seen: { parts: number; ended: number }) {
  const os = implement(part)
  return os.router({
    session: {
      hello: os.session.hello.handler(({ input }) => ({ contract: input.contract, version: 'test', modelId: null })),
    },
    photos: {
      get: os.photos.get.handler(({ input }) => {
        throw new ORPCError('not-found', { message: `No photo ${input.photoId}.` })
      }),
    },
    folders: {
      list: os.folders.list.handler(() => {
        throw new Error('The secret is in /home/someone/secret.')
      }),
    },
    events: {
      all: os.events.all.handler(async function* ({ signal }) {
        try {
          while (signal?.aborted !== true) {
            yield { kind: 'photos.changed', revision: (seen.parts += 1) } as const
            // Gives way to the wire, so that an abort can arrive between two parts.
            await new Promise((resolve) => setImmediate(resolve))
          }
        } finally {
          seen.ended += 1
        }
      }),
    },
  })
}

export type SmallClientContract = typeof part
