/** Everything the viewer and the information panel show of one photo. */
import { z } from 'zod'
import { FailureKind, PhotoDetail } from './entities.ts'
import { Label } from './marks.ts'

/** What another program wrote of a photo into its sidecar, as last read; what Podium wrote there itself is left out. */
export const SidecarSaid = z.object({
  /** -1 is rejected; null where it says nothing of it. */
  rating: z.int().min(-1).max(5).nullable(),
  label: Label.nullable(),
  /** When it was written, in ms since 1970. */
  changedAt: z.number(),
  /** It was newer than the person's own marks when it was read, and became them. */
  applied: z.boolean(),
})
export type SidecarSaid = z.infer<typeof SidecarSaid>

const Share = z.number().min(0).max(1)

/** Where a face is, in parts of the sides of the upright picture, and the years it looks; null where it is too small to tell. */
export const Face = z.object({ left: Share, top: Share, width: Share, height: Share, age: z.number().nullable() })
export type Face = z.infer<typeof Face>

export const PhotoInfo = PhotoDetail.extend({
  sidecar: SidecarSaid.nullable(),
  faces: z.array(Face),
  /** Why it could not be read; null where it was, or is still to be. */
  failure: z.object({ kind: FailureKind, message: z.string() }).nullable(),
})
export type PhotoInfo = z.infer<typeof PhotoInfo>
