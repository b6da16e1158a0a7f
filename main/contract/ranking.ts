/** What a ranked answer is made of: how the sentence was read, the order, and why each photo stands where it stands. */
import { z } from 'zod'
import { AxisId, OrderId, PhotoId, Scope } from './entities.ts'
import { Examples, UsedExamples } from './examples.ts'
import { Filter } from './filters.ts'
import { Flag, Label, Rating } from './marks.ts'
import { StackView } from './stacks.ts'
import { TasteStatus } from './taste.ts'

export const Direction = z.enum(['descending', 'ascending'])
export type Direction = z.infer<typeof Direction>

/**
 * What the learned adapter was trained to order by. `aged`: how old the print looks; `aesthetics`: frame, light and faults; then
 * single faults: `bright` and `dark` of a wrong exposure, `cast` of a colour over the whole picture, `jpeg` of compression.
 */
export const Attribute = z.enum(['people', 'age', 'quality', 'aged', 'aesthetics', 'bright', 'dark', 'cast', 'jpeg'])
export type Attribute = z.infer<typeof Attribute>

/** `direction` of a measured reading is of the axis value: "least blurry" is sharpness, descending. */
export const Reading = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('measured'), axis: AxisId, direction: Direction }),
  /** `attribute` null: the adapter is asked in the words of the sentence, whatever it makes of them. */
  z.object({ kind: z.literal('adapter'), attribute: Attribute.nullable(), direction: Direction }),
  z.object({ kind: z.literal('similarity') }),
  /** What the person likes: by quality, bent by their taste in general. */
  z.object({ kind: z.literal('taste') }),
  /** The order a person gave a fixed collection: only with that collection as the scope. */
  z.object({ kind: z.literal('manual') }),
])
export type Reading = z.infer<typeof Reading>

/** Photos without a face have no place in such an order. */
export function goesByFaces(reading: Reading): boolean {
  if (reading.kind === 'adapter') return reading.attribute === 'age'
  return reading.kind === 'measured' && (reading.axis === 'oldestFace' || reading.axis === 'youngestFace')
}

/** Said above the order when the answer is not quite the question. Turned into a sentence by the reader. */
export const Notice = z.discriminatedUnion('kind', [
  /** Similarity cannot honour "no", "without", "not": the words after it still attract. */
  z.object({ kind: z.literal('negation-ignored'), words: z.string() }),
  /** The learned adapter was asked for and none is installed; the order shown is similarity. */
  z.object({ kind: z.literal('adapter-missing') }),
  /** A word nobody knows was taken for a slip of the finger. */
  z.object({ kind: z.literal('read-as'), sentence: z.string() }),
  /** No letters to read; the default order is shown. */
  z.object({ kind: z.literal('empty-sentence') }),
  /** The adapter was asked in words it was not trained on: nothing says that the order means anything. */
  z.object({ kind: z.literal('unfamiliar') }),
  /** The age of people was learned from faces: where they are small it is a guess, and photos without one have no place. */
  z.object({ kind: z.literal('faces-only') }),
  /** Beauty is only frame, light and the lack of faults: no opinion of anybody was learned. */
  z.object({ kind: z.literal('weak-aesthetics') }),
  /** The photos are being read with a newer model; until that is done the one before answers. */
  z.object({ kind: z.literal('former-model') }),
  /** The person's taste is asked for, and too little of it is known. */
  z.object({ kind: z.literal('taste-unknown') }),
  z.object({ kind: z.literal('truncated'), maxTokens: z.int() }),
  /** The sentence does not look English, the only language the model was trained on. */
  z.object({ kind: z.literal('language'), languages: z.array(z.string()) }),
])
export type Notice = z.infer<typeof Notice>

export const Reason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('measured'), axis: AxisId, value: z.number(), unit: z.string(), median: z.number() }),
  z.object({ kind: z.literal('similarity'), value: z.number(), typical: z.number() }),
  z.object({ kind: z.literal('adapter'), value: z.number(), typical: z.number() }),
  /** Sentence and examples together, in standard deviations. */
  z.object({ kind: z.literal('bent'), value: z.number() }),
  z.object({ kind: z.literal('unscored'), why: z.enum(['waiting', 'not-measured', 'no-face']) }),
  /** A person put it there. */
  z.object({ kind: z.literal('manual') }),
])
export type Reason = z.infer<typeof Reason>

/**
 * A window of an order, as columns: one entry per row in each, so that long orders stay cheap on the wire.
 * `scores` are in the reading's unit, null for photos not scored (they come last). `percentiles` are 0..100 by
 * position among scored photos: 100 is first. Rows with one `tieBands` number differ by less than the ranker's error.
 */
export const RankRows = z.object({
  offset: z.int(),
  photoIds: z.array(PhotoId),
  scores: z.array(z.number().nullable()),
  percentiles: z.array(z.number().nullable()),
  tieBands: z.array(z.int()),
  /** Wall-clock `YYYY-MM-DDTHH:MM:SS` or null. */
  takenAt: z.array(z.string().nullable()),
  /** Path below the folder. */
  names: z.array(z.string()),
  folderIds: z.array(z.int()),
  /** width / height; 1 where not yet known. */
  aspects: z.array(z.number()),
  /** Photo's folder cannot be read now. */
  offline: z.array(z.boolean()),
  /** Changes when the picture's bytes change: part of the asset address, so caches never show an old picture. */
  versions: z.array(z.string()),
  ratings: z.array(Rating),
  flags: z.array(Flag),
  labels: z.array(Label),
  /** Frames of its moment, itself included, where the set holds one of each or they are stacked; else 1. */
  stacks: z.array(z.int()),
  /** Names the stack, to open and close it; null for a photo that is in none. */
  stackIds: z.array(PhotoId.nullable()),
  /** Place of a frame in its open stack, 0 for the one that stands for it; null elsewhere. */
  stackPlaces: z.array(z.int().nullable()),
})
export type RankRows = z.infer<typeof RankRows>

export const RankHeader = z.object({
  orderId: OrderId,
  sentence: z.string(),
  reading: Reading,
  alternatives: z.array(Reading),
  /** Photos that the order goes by, beside the sentence where there is one; null without any. */
  examples: UsedExamples.nullable(),
  /** The component that computed the scores; null for facts. */
  modelId: z.string().nullable(),
  /** True when the user turned the order round: last first. */
  reversed: z.boolean(),
  /** Places of the order as it is shown. */
  total: z.int(),
  /** Photos of the order without a score, those behind others included. */
  notScored: z.int(),
  /** Of the scope and not in the order, by reason; what is shown and what is left out add up to the scope. */
  hidden: z.object({ missing: z.int(), filtered: z.int(), bursts: z.int(), cut: z.int(), stacked: z.int() }),
  /**
   * Photos of the order and how many stacks they make; `alone` of these hold one photo, the only one of its moment. Null
   * where they are not stacked.
   */
  stacks: z.object({ photos: z.int(), stacks: z.int(), alone: z.int() }).nullable(),
  /** The second key is always the date, newest first, then the name. */
  secondKey: z.literal('date'),
  /** What the person answered about this order; null where it cannot be taught: facts, and what was put by hand. */
  taste: TasteStatus.nullable(),
  notices: z.array(Notice),
})
export type RankHeader = z.infer<typeof RankHeader>

export const RankPart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('header'), header: RankHeader }),
  z.object({ kind: z.literal('page'), rows: RankRows }),
  /** `fadesAt`: first position whose place is no better than noise; null when the order holds to its end. */
  z.object({ kind: z.literal('done'), fadesAt: z.int().nullable() }),
])
export type RankPart = z.infer<typeof RankPart>

/** Photos of like value. `from`: the first of them, or where they would stand; `range` null: there are none. */
export const OrderBar = z.object({
  from: z.int(),
  count: z.int(),
  range: z.object({ least: z.number(), most: z.number() }).nullable(),
})
export type OrderBar = z.infer<typeof OrderBar>

/** The whole order at a glance: what the grid needs for its geometry and the rail for its bars. */
export const OrderOutline = z.object({
  /** round(100 * width / height), one per position. */
  aspects: z.array(z.int()),
  /** Equal slices of the order: mean score scaled to 0..1 over the order, null for unscored slices. */
  bins: z.array(
    z.object({
      from: z.int(),
      score: z.number().nullable(),
      value: z.number().nullable(),
      takenAt: z.string().nullable(),
    }),
  ),
  fadesAt: z.int().nullable(),
  /** How the values are spread, from the first of the order to the last; empty where all are level. */
  histogram: z.array(OrderBar),
})
export type OrderOutline = z.infer<typeof OrderOutline>

export const Explanation = z.object({
  photoId: PhotoId,
  /** Of a frame in a closed stack, where the stack stands. */
  position: z.int(),
  total: z.int(),
  percentile: z.number().nullable(),
  score: z.number().nullable(),
  modelId: z.string().nullable(),
  reason: Reason,
  /** Places by which the person's taste moves it, up to the front; null where taste is not at work. */
  movedByTaste: z.int().nullable(),
})
export type Explanation = z.infer<typeof Explanation>

/** What each part of a photo does to its place in a learned order. */
export const HeatMap = z.object({
  columns: z.int().positive(),
  rows: z.int().positive(),
  /** Row by row, -1 to 1: what the part adds to the score, the strongest being 1 or -1; all 0 where no part matters. */
  values: z.array(z.number().min(-1).max(1)),
})
export type HeatMap = z.infer<typeof HeatMap>

/** How much of an order belongs to a set, from the top. `percent` is of the photos that have a score. */
export const Cut = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('top'), count: z.int().min(1) }),
  z.object({ kind: z.literal('percent'), percent: z.number().positive().max(100) }),
  /** Scores in the reading's unit, both ends included. */
  z.object({ kind: z.literal('score'), least: z.number().optional(), most: z.number().optional() }),
])
export type Cut = z.infer<typeof Cut>

/** A ranked set: a rule that always gives the same photos in the same order for the same library. */
export const RankedSet = z.object({
  sentence: z.string().max(20_000),
  scope: Scope,
  /** Chosen by hand instead of what the sentence suggests. */
  reading: Reading.optional(),
  reversed: z.boolean().optional(),
  filter: Filter.optional(),
  /** The order goes by these photos too; without a sentence by them alone. */
  examples: Examples.optional(),
  /** Of each burst the frame a person chose, else the first in the order; brackets and panoramas stay whole. */
  onePerBurst: z.boolean().optional(),
  cut: Cut.optional(),
})
export type RankedSet = z.infer<typeof RankedSet>

export const RankRequest = RankedSet.extend({
  /** Of the scope these photos alone: what is looked at for once and belongs to no rule. */
  only: z.array(PhotoId).max(1_000_000).optional(),
  /** Frames of one moment are shown as one. An order made by hand, and one of each moment, are not stacked. */
  stacked: StackView.optional(),
  /** Rows in the first page. */
  limit: z.int().min(1).max(1_000).optional(),
})
export type RankRequest = z.infer<typeof RankRequest>
