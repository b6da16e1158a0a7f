/**
 * The nouns of Podium as they cross a wire. Schemas first: the types derive from them,
 * so what the page believes and what the core checks cannot drift apart.
 */
import { z } from 'zod'

export const CONTRACT_VERSION = 1

export const FolderId = z.int().nonnegative()
export const PhotoId = z.int().nonnegative()
export const CollectionId = z.int().nonnegative()
export const OrderId = z.string().min(1).max(64)

/** A watched folder. `offlineSince` is set while it cannot be read; its photos stay in every order. */
export const Folder = z.object({
  folderId: FolderId,
  path: z.string(),
  name: z.string(),
  photoCount: z.int().nonnegative(),
  offlineSince: z.number().nullable(),
  /** False where changes cannot be watched (network drives, system limits): Podium scans instead. */
  watched: z.boolean(),
})
export type Folder = z.infer<typeof Folder>

/** Where the capture time comes from; `file` is the last resort: the file's own modification time. */
export const TakenSource = z.enum(['exif', 'file'])

/** Measured axes: facts of the pixels or the file. The catalogue in `ranking/axes.ts` defines each. */
export const AxisId = z.enum([
  'sharpness',
  'noise',
  'brightness',
  'contrast',
  'clipping',
  'colourfulness',
  'warmth',
  'resolution',
  'aspect',
  'faces',
  'largestFace',
  'oldestFace',
  'youngestFace',
  'date',
  'fileSize',
])
export type AxisId = z.infer<typeof AxisId>

export const AxisInfo = z.object({
  axis: AxisId,
  unit: z.string(),
  definition: z.string(),
  source: z.string(),
})
export type AxisInfo = z.infer<typeof AxisInfo>

/** What the library knows of one photo. */
export const PhotoDetail = z.object({
  photoId: PhotoId,
  folderId: FolderId,
  name: z.string(),
  relativePath: z.string(),
  folderPath: z.string(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  size: z.number(),
  format: z.string().nullable(),
  /** Wall-clock time as the camera showed it, `YYYY-MM-DDTHH:MM:SS`, without a zone. */
  takenAt: z.string().nullable(),
  takenOffsetMinutes: z.number().nullable(),
  takenSource: TakenSource.nullable(),
  camera: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  damaged: z.boolean(),
  offline: z.boolean(),
  measures: z.partialRecord(AxisId, z.number()),
})
export type PhotoDetail = z.infer<typeof PhotoDetail>

const Facet = z.object({ value: z.string(), photos: z.int() })
export const PhotoFacets = z.object({ cameras: z.array(Facet), formats: z.array(Facet) })
export type PhotoFacets = z.infer<typeof PhotoFacets>

export const FailureKind = z.enum([
  'unreadable',
  'unsupported',
  'damaged',
  'too-large',
  'vanished',
  'busy',
  'inference-died',
  'killed-inference',
  'internal',
])
export type FailureKind = z.infer<typeof FailureKind>

/** A photo that is not in the order, with the reason. `willRetry` is false for what only a changed file can mend. */
export const Failure = z.object({
  photoId: PhotoId,
  path: z.string(),
  stage: z.enum(['scan', 'decode', 'embed', 'store']),
  kind: FailureKind,
  message: z.string(),
  attempts: z.int(),
  willRetry: z.boolean(),
})
export type Failure = z.infer<typeof Failure>

/** indexed + waiting + failed = total, always; photos of unplugged folders are included. */
export const IndexingStatus = z.object({
  /** `completing`: every photo is read; what an earlier version did not note of some is made up for. */
  state: z.enum(['idle', 'scanning', 'indexing', 'completing', 'paused', 'stopped']),
  total: z.int(),
  indexed: z.int(),
  waiting: z.int(),
  failed: z.int(),
  missing: z.int(),
  photosPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** What computes: `cpu`, `webgpu`, ... as the runtime really made it; null before the model is open. */
  device: z.string().nullable(),
  /** Why indexing cannot go on, in words for people; null when all is well. */
  problem: z.string().nullable(),
})
export type IndexingStatus = z.infer<typeof IndexingStatus>

/** Which photos a question is about. Nothing given: the whole library; both given: what is in both. */
export const Scope = z.object({
  folderIds: z.array(FolderId).optional(),
  /** The members of a collection as they are stored. */
  collectionId: CollectionId.optional(),
})
export type Scope = z.infer<typeof Scope>

export const HostCapabilities = z.object({
  kind: z.enum(['desktop', 'browser']),
  /** A native folder dialog; without it the page draws its own picker over `host.listFolders`. */
  folderDialog: z.boolean(),
  reveal: z.boolean(),
  /** Files can be opened in the program the system has for them. */
  open: z.boolean(),
  /** Files can be dragged out of the window into another program. */
  drag: z.boolean(),
})
export type HostCapabilities = z.infer<typeof HostCapabilities>

export const FolderListing = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  entries: z.array(z.object({ name: z.string(), path: z.string() })),
  pictureCount: z.int(),
})
export type FolderListing = z.infer<typeof FolderListing>

/** Small "this changed" messages; the reader fetches again. */
export const AppEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folders.changed') }),
  z.object({ kind: z.literal('photos.changed'), revision: z.int() }),
  z.object({ kind: z.literal('indexing.changed'), status: IndexingStatus }),
  z.object({ kind: z.literal('models.changed') }),
  z.object({ kind: z.literal('collections.changed') }),
  z.object({ kind: z.literal('jobs.changed'), jobId: z.int() }),
])
export type AppEvent = z.infer<typeof AppEvent>
