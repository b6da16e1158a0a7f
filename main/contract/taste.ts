/** What a person prefers: answers to "which of these two is more of it?", and what they do to an order. */
import { z } from 'zod'
import { OrderId, PhotoId } from './entities.ts'

export const TasteChoice = z.enum(['left', 'right', 'same'])
export type TasteChoice = z.infer<typeof TasteChoice>

/** What is taught, in the words all its wordings share; null: taste in general. */
export const TaughtSentence = z.string().min(1).max(20_000).nullable()
export type TaughtSentence = z.infer<typeof TaughtSentence>

/**
 * How well an order agrees with answers it was not made from. Each answer is foretold from the others; every fourth is never
 * learned from at all. Those that said "the same" are not counted here.
 */
export const TasteStatus = z.object({
  sentence: TaughtSentence,
  answers: z.int(),
  /** Answers that agreement is about: of photos that are here and have a place in the order. */
  judged: z.int(),
  /** Share, 0 to 1, of the order as it is without taste, and of the order bent by it; null with too few answers. */
  agreementBefore: z.number().nullable(),
  agreementAfter: z.number().nullable(),
  /** Answers still wanted before agreement is told. */
  wanted: z.int(),
  /** The order is bent: agreement rises, and taste is not paused. */
  used: z.boolean(),
  paused: z.boolean(),
})
export type TasteStatus = z.infer<typeof TasteStatus>

const AskedPhoto = z.object({
  photoId: PhotoId,
  /** Path below the folder. */
  name: z.string(),
  version: z.string(),
  /** width / height; 1 where not yet known. */
  aspect: z.number(),
})
export type AskedPhoto = z.infer<typeof AskedPhoto>

/** What is asked next about an order on screen, and how things stand. */
export const TasteRequest = z.object({
  orderId: OrderId,
  /** Of taste in general instead of this order's sentence. */
  general: z.boolean(),
  /** Pairs that were passed over. */
  skipped: z.array(z.tuple([PhotoId, PhotoId])).max(1_000),
})
export type TasteRequest = z.infer<typeof TasteRequest>

export const TasteQuestion = z.object({
  /** Null where no two photos are left that could be asked about. */
  pair: z.object({ left: AskedPhoto, right: AskedPhoto }).nullable(),
  status: TasteStatus,
})
export type TasteQuestion = z.infer<typeof TasteQuestion>

export const TasteAnswer = z.object({
  sentence: TaughtSentence,
  left: PhotoId,
  right: PhotoId,
  choice: TasteChoice,
})
export type TasteAnswer = z.infer<typeof TasteAnswer>

export const TaughtSummary = z.object({ sentence: TaughtSentence, answers: z.int(), paused: z.boolean() })
export type TaughtSummary = z.infer<typeof TaughtSummary>
