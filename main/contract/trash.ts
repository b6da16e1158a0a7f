/** Files to the system's trash: never without a dry run, and then those it named and no others. */
import { z } from 'zod'
import { PlanId } from './exports.ts'
import { PhotoId } from './entities.ts'

/** Photos at once: more are a mistake, and each file is a call of its own. */
export const MOST_TRASHED = 20_000
/** Names told of a plan; of the others the number is. */
export const TOLD_FILES = 500

/** Why a photo stays: its drive or its file is away, or it is one of those that come with Podium. */
export const StayReason = z.enum(['offline', 'missing', 'sample'])
export type StayReason = z.infer<typeof StayReason>

export const TrashPlan = z.object({
  planId: PlanId,
  photos: z.int(),
  /** Of the files, those beside the photos that go with them. */
  sidecars: z.int(),
  bytes: z.int(),
  /** Relative to their folders, in the order given. */
  files: z.array(z.string()).max(TOLD_FILES),
  staying: z.array(z.object({ reason: StayReason, photos: z.int() })),
})
export type TrashPlan = z.infer<typeof TrashPlan>

export const TrashRequest = z.object({ photoIds: z.array(PhotoId).min(1).max(MOST_TRASHED) })

/** Why a file stays after all: it is another one than the plan named, or the system would not take it. */
export const TrashFailure = z.object({ file: z.string(), reason: z.enum(['changed', 'refused']) })
export type TrashFailure = z.infer<typeof TrashFailure>

export const TrashOutcome = z.object({ trashed: z.int(), failed: z.array(TrashFailure) })
export type TrashOutcome = z.infer<typeof TrashOutcome>
