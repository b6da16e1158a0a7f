/** Photos beside a sentence, or instead of one: those an order is to resemble, and those it is to stay away from. */
import { z } from 'zod'
import { PhotoId } from './entities.ts'

/** A photo has one place: in both lists it counts as liked. */
export const Examples = z.object({ like: z.array(PhotoId).max(200), unlike: z.array(PhotoId).max(200) })
export type Examples = z.infer<typeof Examples>

const ExamplePhoto = z.object({ photoId: PhotoId, name: z.string(), version: z.string() })
export type ExamplePhoto = z.infer<typeof ExamplePhoto>

/** The examples as an order was made by them. */
export const UsedExamples = z.object({
  like: z.array(ExamplePhoto),
  unlike: z.array(ExamplePhoto),
  /** Named and not used: no longer in the library, or not read yet. */
  left: z.int().nonnegative(),
})
export type UsedExamples = z.infer<typeof UsedExamples>
