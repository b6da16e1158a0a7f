/** What a person says of a photo. It hangs on the photo, not on its bytes: an edit of the file does not lose it. */
import { z } from 'zod'
import { PhotoId } from './entities.ts'

/** Stars; 0 is no opinion. */
export const Rating = z.int().min(0).max(5)
export type Rating = z.infer<typeof Rating>
export const Flag = z.enum(['none', 'pick', 'reject'])
export type Flag = z.infer<typeof Flag>
export const Label = z.enum(['none', 'red', 'yellow', 'green', 'blue', 'purple'])
export type Label = z.infer<typeof Label>

export const Marks = z.object({ rating: Rating, flag: Flag, label: Label })
export type Marks = z.infer<typeof Marks>

/** What is not named stays as it is. */
export const MarkChange = z.object({
  photoIds: z.array(PhotoId).min(1).max(200_000),
  rating: Rating.optional(),
  flag: Flag.optional(),
  label: Label.optional(),
})
export type MarkChange = z.infer<typeof MarkChange>

/** Marks of one photo as they were: what undo gives back. */
export const FormerMarks = z.object({ photoId: PhotoId, marks: Marks })
export type FormerMarks = z.infer<typeof FormerMarks>
