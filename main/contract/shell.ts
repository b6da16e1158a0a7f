/**
 * The internal wire between the desktop shell and the core's process. No page can open it, yet both ends parse what
 * arrives: a process of another build may sit at the other end after an update.
 */
import { z } from 'zod'
import { ERROR_CODES } from './errors.ts'

const Answer = { question: z.int() }
const ErrorOnWire = z.object({ code: z.enum(ERROR_CODES), message: z.string() })

/** `page` and `inference` carry a MessagePort beside the message. */
export const ToCore = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('page') }),
  z.object({ kind: z.literal('inference'), inference: z.int() }),
  z.object({ kind: z.literal('inference-ended'), inference: z.int(), reason: z.string() }),
  z.object({
    kind: z.literal('which-file'),
    ...Answer,
    asset: z.enum(['thumbnail', 'view']),
    photoId: z.int().nonnegative(),
  }),
  z.object({ kind: z.literal('folder-chosen'), ...Answer, path: z.string().nullable() }),
  /** To `reveal`, `open`, `drag` and `trash`. */
  z.object({ kind: z.literal('done'), ...Answer, error: ErrorOnWire.nullable() }),
  z.object({ kind: z.literal('close') }),
])
export type ToCore = z.infer<typeof ToCore>

export const FromCore = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  /** The core cannot start, with the reason in words for people: starting it again would not help. */
  z.object({ kind: z.literal('failed'), error: ErrorOnWire }),
  z.object({ kind: z.literal('start-inference'), inference: z.int(), purpose: z.enum(['reading', 'rendering']) }),
  z.object({ kind: z.literal('end-inference'), inference: z.int() }),
  z.object({
    kind: z.literal('file'),
    ...Answer,
    file: z
      .object({ file: z.string(), contentType: z.string(), cacheControl: z.string(), version: z.string() })
      .nullable(),
  }),
  z.object({ kind: z.literal('choose-folder'), ...Answer }),
  z.object({ kind: z.literal('reveal'), ...Answer, path: z.string() }),
  z.object({ kind: z.literal('open'), ...Answer, paths: z.array(z.string()) }),
  z.object({ kind: z.literal('drag'), ...Answer, paths: z.array(z.string()) }),
  z.object({ kind: z.literal('trash'), ...Answer, paths: z.array(z.string()) }),
  z.object({ kind: z.literal('closed') }),
])
export type FromCore = z.infer<typeof FromCore>
