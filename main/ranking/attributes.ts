/**
 * The orders the learned adapter was trained on: what people call them, and the sentence in which the model is asked, so
 * that every wording of one wish gives one order.
 */
import type { Attribute } from '../contract/ranking.ts'

export interface RankedAttribute {
  readonly attribute: Attribute
  /** Words for much of it first; several words are one phrase. */
  readonly high: readonly string[]
  /** Words for little of it first. */
  readonly low: readonly string[]
  /** Neutral names: much of it comes first unless the sentence says otherwise. */
  readonly names: readonly string[]
  /** What the model is asked for much of it first. */
  readonly sentence: string
}

export const ATTRIBUTES: readonly RankedAttribute[] = [
  {
    attribute: 'people',
    high: [
      'most people',
      'more people',
      'many people',
      'lots of people',
      'most persons',
      'most humans',
      'crowded',
      'most crowded',
      'busiest',
      'biggest group',
      'biggest groups',
      'largest group',
      'largest groups',
      'biggest crowd',
      'largest crowd',
      'groups before single persons',
    ],
    low: [
      'fewest people',
      'fewer people',
      'least people',
      'few people',
      'fewest persons',
      'least crowded',
      'no people',
      'without people',
      'smallest group',
      'smallest groups',
      'emptiest',
    ],
    names: [
      'number of people',
      'number of persons',
      'how many people',
      'how many people there are',
      'people count',
      'count of people',
      'head count',
      'headcount',
      'group size',
      'crowdedness',
    ],
    sentence: 'most people',
  },
  {
    attribute: 'age',
    high: [
      'oldest person',
      'oldest persons',
      'oldest people',
      'oldest face',
      'oldest faces',
      'oldest man',
      'oldest woman',
      'oldest human',
      'older people',
      'eldest',
      'eldest person',
      'eldest people',
      'most elderly',
      'oldest looking person',
      'grandparents first',
    ],
    low: [
      'youngest',
      'youngest person',
      'youngest people',
      'youngest face',
      'youngest faces',
      'youngest child',
      'youngest kid',
      'younger people',
      'youngest man',
      'youngest woman',
      'babies first',
    ],
    names: [
      'age',
      'age of the person',
      'age of person',
      'age of people',
      'age of the people',
      "person's age",
      'age of the main person',
      'apparent age',
      'how old the person is',
      'how old the person looks',
      'how old people are',
    ],
    sentence: 'oldest person',
  },
  {
    attribute: 'quality',
    high: [
      'best quality',
      'highest quality',
      'best image quality',
      'best photo quality',
      'best picture quality',
      'best technical quality',
      'technically best',
      'best photos',
      'best pictures',
      'best shots',
      'best images',
    ],
    low: [
      'worst quality',
      'lowest quality',
      'poorest quality',
      'bad quality',
      'technically worst',
      'worst photos',
      'worst pictures',
      'worst shots',
      'worst images',
    ],
    names: ['quality', 'image quality', 'photo quality', 'picture quality', 'technical quality'],
    sentence: 'best quality',
  },
  {
    attribute: 'aged',
    high: [
      'oldest looking',
      'oldest-looking',
      'oldest looking photo',
      'oldest looking photos',
      'most aged',
      'most aged print',
      'oldest print',
      'oldest prints',
      'most faded',
      'most vintage',
      'most antique',
    ],
    low: ['newest looking', 'most modern looking', 'least faded', 'least aged', 'least vintage'],
    names: ['age of the print', 'how old the photo looks', 'how old the print looks', 'fading', 'vintage look'],
    sentence: 'most aged print',
  },
  {
    attribute: 'aesthetics',
    high: [
      'most aesthetic',
      'aesthetically best',
      'aesthetic',
      'most beautiful',
      'beautiful',
      'prettiest',
      'pretty',
      'loveliest',
      'nicest',
      'nicest looking',
      'best looking',
      'most attractive',
      'most pleasing',
      'most appealing',
      'most stunning',
      'most gorgeous',
      'most picturesque',
      'best composed',
      'best composition',
      'well composed',
    ],
    low: [
      'least aesthetic',
      'aesthetically worst',
      'ugliest',
      'ugly',
      'least beautiful',
      'least attractive',
      'least pleasing',
      'worst composed',
      'worst composition',
      'badly composed',
    ],
    names: [
      'beauty',
      'aesthetics',
      'aesthetic value',
      'composition',
      'how beautiful the photo is',
      'how pleasing it looks',
    ],
    sentence: 'most aesthetic',
  },
]

const BY_NAME: ReadonlyMap<Attribute, RankedAttribute> = new Map(ATTRIBUTES.map((entry) => [entry.attribute, entry]))

/** The sentence in which the model is asked for an attribute. */
export function sentenceOf(attribute: Attribute): string {
  return BY_NAME.get(attribute)?.sentence ?? attribute
}
