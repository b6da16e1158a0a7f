/**
 * Every call there is, once. The core implements this contract (`router.ts`), each wire carries it, the page and the
 * command line call it. Names are noun.verb. Each declared error is an `ErrorCode`; anything else arrives as an
 * `INTERNAL_SERVER_ERROR` without its message.
 */
import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import {
  AppEvent,
  AxisInfo,
  Failure,
  Folder,
  FolderId,
  FolderListing,
  HostCapabilities,
  IndexingStatus,
  OrderId,
  PhotoDetail,
  PhotoId,
} from './entities.ts'
import { ERROR_CODES, type ErrorCode } from './errors.ts'
import type { Reading } from './ranking.ts'
import { Explanation, OrderOutline, RankHeader, RankPart, RankRequest, RankRows } from './ranking.ts'

const declared = Object.fromEntries(ERROR_CODES.map((code) => [code, {}])) as Record<ErrorCode, object>
const call = oc.errors(declared)
const nothing = z.object({})

export const api = {
  session: {
    hello: call
      .input(z.object({ contract: z.int() }))
      .output(z.object({ contract: z.int(), version: z.string(), modelId: z.string().nullable() })),
  },
  folders: {
    list: call.input(nothing).output(z.array(Folder)),
    add: call.input(z.object({ path: z.string().min(1) })).output(Folder),
    /** Adds the pictures that come with Podium; adding them twice returns the same folder. */
    addSample: call.input(nothing).output(Folder),
    /** Forgets a folder and what was computed for it alone. Its files are not touched; previews made of them stay. */
    remove: call.input(z.object({ folderId: FolderId })).output(nothing),
    rescan: call.input(z.object({ folderId: FolderId })).output(nothing),
  },
  photos: {
    get: call.input(z.object({ photoId: PhotoId })).output(PhotoDetail),
  },
  ranking: {
    bySentence: call.input(RankRequest).output(eventIterator(RankPart)),
    page: call
      .input(z.object({ orderId: OrderId, offset: z.int().nonnegative(), limit: z.int().min(1).max(1_000) }))
      .output(RankRows),
    outline: call.input(z.object({ orderId: OrderId, bins: z.int().min(1).max(400) })).output(OrderOutline),
    explain: call.input(z.object({ orderId: OrderId, photoId: PhotoId })).output(Explanation),
    /** How a sentence would be read, without ranking. */
    readings: call
      .input(z.object({ sentence: z.string().max(20_000) }))
      .output(RankHeader.pick({ reading: true, alternatives: true, notices: true })),
    axes: call.input(nothing).output(z.array(AxisInfo)),
    close: call.input(z.object({ orderId: OrderId })).output(nothing),
  },
  indexing: {
    status: call.input(nothing).output(IndexingStatus),
    pause: call.input(nothing).output(nothing),
    resume: call.input(nothing).output(nothing),
    failures: call.input(nothing).output(z.array(Failure)),
    /** Without `photoIds` every failure is tried again; an empty list is an error, not "all". */
    retryFailed: call
      .input(z.object({ photoIds: z.array(PhotoId).min(1).optional() }))
      .output(z.object({ retried: z.int() })),
  },
  host: {
    capabilities: call.input(nothing).output(HostCapabilities),
    /** The native dialog; null when the person cancels. `not-available` without one. */
    chooseFolder: call.input(nothing).output(z.object({ path: z.string().nullable() })),
    /** Subfolders of a folder on this machine, for the picker of the browser form; null starts at home. */
    listFolders: call.input(z.object({ path: z.string().nullable() })).output(FolderListing),
    reveal: call.input(z.object({ photoId: PhotoId })).output(nothing),
  },
  events: {
    all: call.input(nothing).output(eventIterator(AppEvent)),
  },
}

export type Api = typeof api
export type ReadingChoice = z.infer<typeof Reading>
