/** Frames of one moment, shown as one: which of them stands for the others is a person's choice, else the order's. */
import { z } from 'zod'
import { PhotoId } from './entities.ts'

/** How an order is shown: all frames of a moment behind one, but for the stacks that hold one of these photos. */
export const StackView = z.object({ open: z.array(PhotoId).max(100_000) })
export type StackView = z.infer<typeof StackView>

/** A frame that stands for the others of its moment wherever it is among them, or no longer. */
export const TopChoice = z.object({ photoId: PhotoId, top: z.boolean() })
export type TopChoice = z.infer<typeof TopChoice>

/** The frames of one moment in an order: the one that stands for them first, then by their places. */
export const Stack = z.object({
  photoIds: z.array(PhotoId),
  /** A person chose the first one. */
  chosen: z.boolean(),
})
export type Stack = z.infer<typeof Stack>
