/**
 * Every call there is, once. The core implements this contract (`router.ts`), each wire carries it, the page and the
 * command line call it. Names are noun.verb. Each declared error is an `ErrorCode`; anything else arrives as an
 * `INTERNAL_SERVER_ERROR` without its message.
 */
import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { Collection, CollectionChange, CollectionNews, NewCollection, PhotoMove } from './collections.ts'
import {
  AppEvent,
  AxisInfo,
  CollectionId,
  Failure,
  Folder,
  FolderId,
  FolderListing,
  HostCapabilities,
  IndexingStatus,
  OrderId,
  PhotoFacets,
  PhotoId,
} from './entities.ts'
import { ERROR_CODES, type ErrorCode } from './errors.ts'
import { MOST_DRAGGED, MOST_OPENED } from './host.ts'
import { ExportPlan, ExportRequest, Job, JobId, JobItem, PlanId, PlannedFile } from './exports.ts'
import { FormerMarks, MarkChange } from './marks.ts'
import { ModelCheck, ModelReport } from './models.ts'
import { PhotoInfo } from './photo-info.ts'
import type { Reading } from './ranking.ts'
import { LibrarySettings, SmallestFace } from './settings.ts'
import { Explanation, HeatMap, OrderOutline, RankHeader, RankPart, RankRequest, RankRows } from './ranking.ts'
import { Stack, TopChoice } from './stacks.ts'
import { TasteAnswer, TasteQuestion, TasteRequest, TaughtSentence, TaughtSummary } from './taste.ts'
import { TrashOutcome, TrashPlan, TrashRequest } from './trash.ts'

const declared = Object.fromEntries(ERROR_CODES.map((code) => [code, {}])) as Record<ErrorCode, object>
const call = oc.errors(declared)
const nothing = z.object({})
const CollectionPhotos = z.object({ collectionId: CollectionId, photoIds: z.array(PhotoId).min(1).max(1_000_000) })

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
    get: call.input(z.object({ photoId: PhotoId })).output(PhotoInfo),
    /** Returns the marks as they were, for undo, of those photos that changed. */
    mark: call.input(MarkChange).output(z.array(FormerMarks)),
    /** Gives photos the marks they had; those gone meanwhile are left out. Returns the marks replaced, for redo. */
    restoreMarks: call.input(z.array(FormerMarks).min(1).max(200_000)).output(z.array(FormerMarks)),
    /** Chooses the frames that stand for their moments; returns those that differed, as they were, to be set again for undo. */
    setTops: call.input(z.array(TopChoice).min(1).max(100_000)).output(z.array(TopChoice)),
    /** Where their files lie, as this system writes paths, for the clipboard; photos that are gone are left out. */
    paths: call
      .input(z.object({ photoIds: z.array(PhotoId).min(1).max(1_000_000) }))
      .output(z.object({ paths: z.array(z.string()) })),
    /** What a filter can be made of: cameras and formats of the library with their number of photos. */
    facets: call.input(nothing).output(PhotoFacets),
  },
  ranking: {
    bySentence: call.input(RankRequest).output(eventIterator(RankPart)),
    page: call
      .input(z.object({ orderId: OrderId, offset: z.int().nonnegative(), limit: z.int().min(1).max(1_000) }))
      .output(RankRows),
    outline: call.input(z.object({ orderId: OrderId, bins: z.int().min(1).max(400) })).output(OrderOutline),
    /** All frames of the photo's moment in this order, those behind it too; the photo alone where it is in no stack. */
    stack: call.input(z.object({ orderId: OrderId, photoId: PhotoId })).output(Stack),
    explain: call.input(z.object({ orderId: OrderId, photoId: PhotoId })).output(Explanation),
    /** Which parts of the picture count for or against it in this order; null where the order does not look at parts. */
    heat: call.input(z.object({ orderId: OrderId, photoId: PhotoId })).output(HeatMap.nullable()),
    /** How a sentence would be read, without ranking. */
    readings: call
      .input(z.object({ sentence: z.string().max(20_000) }))
      .output(RankHeader.pick({ reading: true, alternatives: true, notices: true })),
    axes: call.input(nothing).output(z.array(AxisInfo)),
    close: call.input(z.object({ orderId: OrderId })).output(nothing),
  },
  taste: {
    /** The two photos of an order whose comparison would teach most, never asked before. `not-available` for facts. */
    next: call.input(TasteRequest).output(TasteQuestion),
    answer: call.input(TasteAnswer).output(z.object({ answerId: z.int() })),
    /** Takes an answer back; one that is gone already is no error. */
    undo: call.input(z.object({ answerId: z.int() })).output(nothing),
    /** Everything that was taught. */
    status: call.input(nothing).output(z.array(TaughtSummary)),
    /** Leaves taste out of the order, or takes it in again; the answers stay. */
    pause: call.input(z.object({ sentence: TaughtSentence, paused: z.boolean() })).output(nothing),
    /** Deletes the answers about a sentence, for good. */
    forget: call.input(z.object({ sentence: TaughtSentence })).output(z.object({ forgotten: z.int() })),
  },
  collections: {
    /** All of them, groups before their members. */
    list: call.input(nothing).output(z.array(Collection)),
    create: call.input(NewCollection).output(Collection),
    change: call.input(CollectionChange).output(Collection),
    /** Beside the original; of a group, everything in it. */
    duplicate: call.input(z.object({ collectionId: CollectionId })).output(Collection),
    /** A fixed collection of what a ranked one holds now, in its order, named after the day. */
    freeze: call.input(z.object({ collectionId: CollectionId })).output(Collection),
    /** Takes a collection and what it groups out of sight; `restore` brings them back until Podium is started again. */
    remove: call.input(z.object({ collectionId: CollectionId })).output(nothing),
    restore: call.input(z.object({ collectionId: CollectionId })).output(Collection),
    /** To the end of a fixed collection; those in it stay where they are. Returns those that came. */
    addPhotos: call.input(CollectionPhotos).output(z.object({ photoIds: z.array(PhotoId) })),
    /** Returns where they stood: adding them again and moving them so brings them back. */
    takePhotos: call.input(CollectionPhotos).output(z.object({ taken: z.int(), places: z.array(PhotoMove) })),
    /** One move after the other, all or none. Returns the moves that put everything back, to be made in one call too. */
    movePhotos: call
      .input(z.object({ collectionId: CollectionId, moves: z.array(PhotoMove).min(1).max(1_000_000) }))
      .output(z.array(PhotoMove)),
    news: call.input(z.object({ collectionId: CollectionId })).output(CollectionNews),
    /** A person has looked: what entered and left is counted from now on. */
    seen: call.input(z.object({ collectionId: CollectionId })).output(nothing),
    /** Makes a fixed collection of a JSON or CSV export, matched by content, then by path. */
    importTable: call
      .input(z.object({ name: z.string().trim().min(1).max(200), text: z.string().max(200_000_000) }))
      .output(z.object({ collection: Collection, matched: z.int(), missing: z.array(z.string()) })),
  },
  exports: {
    /** A dry run: lists every file and writes none. A plan is kept until another twenty were made. */
    plan: call.input(ExportRequest).output(ExportPlan),
    files: call
      .input(z.object({ planId: PlanId, offset: z.int().nonnegative(), limit: z.int().min(1).max(1_000) }))
      .output(z.array(PlannedFile)),
    start: call.input(z.object({ planId: PlanId })).output(Job),
  },
  trash: {
    /** A dry run: lists what would go, and moves nothing. */
    plan: call.input(TrashRequest).output(TrashPlan),
    /** Moves what the plan named to the system's trash, once. */
    run: call.input(z.object({ planId: PlanId })).output(TrashOutcome),
  },
  jobs: {
    /** Newest first. */
    list: call.input(nothing).output(z.array(Job)),
    items: call
      .input(
        z.object({
          jobId: JobId,
          offset: z.int().nonnegative(),
          limit: z.int().min(1).max(1_000),
          /** Those alone of which there is something to say. */
          troubled: z.boolean().optional(),
        }),
      )
      .output(z.array(JobItem)),
    cancel: call.input(z.object({ jobId: JobId })).output(nothing),
    /** Does what is not written yet, and tries again what failed. */
    resume: call.input(z.object({ jobId: JobId })).output(Job),
    /** Forgets the job; what it wrote stays. */
    remove: call.input(z.object({ jobId: JobId })).output(nothing),
    /** Shows the target in the file manager. */
    reveal: call.input(z.object({ jobId: JobId })).output(nothing),
    /** Opens what was written in its program, where that is one file. */
    open: call.input(z.object({ jobId: JobId })).output(nothing),
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
  settings: {
    get: call.input(nothing).output(LibrarySettings),
    /** Photos are looked at again for faces, in the background; until then each keeps what was found before. */
    setSmallestFace: call.input(z.object({ smallestFace: SmallestFace })).output(nothing),
  },
  models: {
    /** Those in use, with how many photos each has read. */
    list: call.input(nothing).output(ModelReport),
    /** Compares their files with what was published and their answers with stored ones: about a second. */
    check: call.input(nothing).output(ModelCheck),
  },
  host: {
    capabilities: call.input(nothing).output(HostCapabilities),
    /** The native dialog; null when the person cancels. `not-available` without one. */
    chooseFolder: call.input(nothing).output(z.object({ path: z.string().nullable() })),
    /** Subfolders of a folder on this machine, for the picker of the browser form; null starts at home. */
    listFolders: call.input(z.object({ path: z.string().nullable() })).output(FolderListing),
    reveal: call.input(z.object({ photoId: PhotoId })).output(nothing),
    /** In the program the system has for such files. */
    open: call.input(z.object({ photoIds: z.array(PhotoId).min(1).max(MOST_OPENED) })).output(nothing),
    /** The page has begun a drag of these photos: it goes on with their files, and may end in another program. */
    drag: call.input(z.object({ photoIds: z.array(PhotoId).min(1).max(MOST_DRAGGED) })).output(nothing),
  },
  events: {
    all: call.input(nothing).output(eventIterator(AppEvent)),
  },
}

export type Api = typeof api
export type ReadingChoice = z.infer<typeof Reading>
