/** Conditions on facts and marks that stand beside a sentence: and, or, not over single terms. */
import { z } from 'zod'
import { AxisId, CollectionId, FolderId } from './entities.ts'
import { Flag, Label } from './marks.ts'

const Day = z.iso.date()

export const FilterTerm = z.discriminatedUnion('kind', [
  /** Days of the capture time, both included; a photo without a date is in no range. */
  z.object({ kind: z.literal('date'), from: Day.optional(), to: Day.optional() }),
  /** A watched folder, or the directory `under` below it (`2019/beach`). */
  z.object({ kind: z.literal('folder'), folderId: FolderId, under: z.string().max(4_000).optional() }),
  z.object({ kind: z.literal('camera'), cameras: z.array(z.string()).min(1) }),
  z.object({ kind: z.literal('format'), formats: z.array(z.string()).min(1) }),
  z.object({
    kind: z.literal('rating'),
    least: z.int().min(0).max(5).optional(),
    most: z.int().min(0).max(5).optional(),
  }),
  z.object({ kind: z.literal('flag'), flags: z.array(Flag).min(1) }),
  z.object({ kind: z.literal('label'), labels: z.array(Label).min(1) }),
  /** A measured axis in its own unit; of `date`, milliseconds of the wall clock as if it were UTC. */
  z.object({ kind: z.literal('fact'), axis: AxisId, least: z.number().optional(), most: z.number().optional() }),
  /** Members of a collection as they are stored; a ranked one is not evaluated anew inside another. */
  z.object({ kind: z.literal('collection'), collectionId: CollectionId }),
  /** Part of the file's name or of the folders below the watched one; case does not matter. */
  z.object({ kind: z.literal('name'), contains: z.string().min(1).max(400) }),
])
export type FilterTerm = z.infer<typeof FilterTerm>

export type Filter =
  | FilterTerm
  | { readonly kind: 'all'; readonly of: readonly Filter[] }
  | { readonly kind: 'any'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }

/** `all` of nothing is everything, `any` of nothing is nothing. */
export const Filter: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    FilterTerm,
    z.object({ kind: z.literal('all'), of: z.array(Filter).max(100) }),
    z.object({ kind: z.literal('any'), of: z.array(Filter).max(100) }),
    z.object({ kind: z.literal('not'), of: Filter }),
  ]),
)
