/** Ranked sets and the collections that keep them. */
import { z } from 'zod'
import { CollectionId, PhotoId } from './entities.ts'
import { RankedSet } from './ranking.ts'

/** `fixed`: chosen photos in an order made by hand. `ranked`: a rule. `group`: holds collections. */
export const CollectionKind = z.enum(['fixed', 'ranked', 'group'])
export type CollectionKind = z.infer<typeof CollectionKind>

export const Collection = z.object({
  collectionId: CollectionId,
  parentId: CollectionId.nullable(),
  name: z.string(),
  kind: CollectionKind,
  /** Of a ranked collection. */
  rule: RankedSet.nullable(),
  count: z.int(),
  /** Chosen, else the first photo; null where there is none. */
  coverPhotoId: PhotoId.nullable(),
  coverChosen: z.boolean(),
  /** Of the cover's bytes: part of the address of its picture. */
  coverVersion: z.string().nullable(),
  /** Since a person last looked: photos that came into the set, and that went. */
  entered: z.int(),
  left: z.int(),
  /** When the members were last computed or changed, in ms since 1970. */
  updatedAt: z.number(),
  /** Why a ranked collection could not be brought up to date; its members are the last good ones. */
  problem: z.string().nullable(),
})
export type Collection = z.infer<typeof Collection>

export const CollectionName = z.string().trim().min(1).max(200)

export const NewCollection = z.object({
  name: CollectionName,
  parentId: CollectionId.nullable().optional(),
  of: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('fixed'), photoIds: z.array(PhotoId).max(1_000_000) }),
    z.object({ kind: z.literal('ranked'), rule: RankedSet }),
    z.object({ kind: z.literal('group') }),
  ]),
})
export type NewCollection = z.infer<typeof NewCollection>

/** What is not named stays as it is. `coverPhotoId` null goes back to the first photo. */
export const CollectionChange = z.object({
  collectionId: CollectionId,
  name: CollectionName.optional(),
  parentId: CollectionId.nullable().optional(),
  rule: RankedSet.optional(),
  coverPhotoId: PhotoId.nullable().optional(),
})
export type CollectionChange = z.infer<typeof CollectionChange>

/** Photos of a fixed collection put, in the order given, before another; null: at the end. */
export const PhotoMove = z.object({
  photoIds: z.array(PhotoId).min(1).max(1_000_000),
  before: PhotoId.nullable(),
})
export type PhotoMove = z.infer<typeof PhotoMove>

/** Photos that came and went since a person last looked at a collection. */
export const CollectionNews = z.object({
  since: z.number().nullable(),
  entered: z.array(PhotoId),
  left: z.array(PhotoId),
})
export type CollectionNews = z.infer<typeof CollectionNews>
