/** What a person sets once for a library; what concerns the screen alone stays with the page. */
import * as z from 'zod'

/** Width of the smallest face that counts, as a share of the picture's longer side: below, the detector sees nothing. */
export const SmallestFace = z.number().min(0.025).max(0.5)

export const LibrarySettings = z.object({
  /** Null where no face detector is installed. */
  smallestFace: SmallestFace.nullable(),
})
export type LibrarySettings = z.infer<typeof LibrarySettings>
