/**
 * The catalogue of measured axes: what each is called, what it means, and the words that name its two ends.
 * A sentence made of such words (and filler) is answered by a fact instead of a model.
 */
import type { AxisId, AxisInfo } from '../contract/entities.ts'

export interface Axis extends AxisInfo {
  /** Words for much of it: "sharp", "sharpest", "crisp". Several words are one phrase. */
  readonly high: readonly string[]
  /** Words for little of it: "blurry", "out of focus". */
  readonly low: readonly string[]
  /** Neutral names: "sharpness", "by brightness". Much of it comes first unless the sentence says otherwise. */
  readonly names: readonly string[]
  /** Two values nearer than this are one tie band: the axis's own error, in its unit. */
  readonly tieWidth: number
}

export const AXES: readonly Axis[] = [
  {
    axis: 'sharpness',
    unit: 'points',
    definition: 'How crisp the sharpest regions are, 0 to 100; noise is not counted as detail.',
    source: 'Edge energy of the sharpest tiles at native resolution, less the energy the noise explains.',
    high: [
      'sharp',
      'sharper',
      'sharpest',
      'crisp',
      'crisper',
      'crispest',
      'in focus',
      'focused',
      'focussed',
      'clearest',
      'tack sharp',
      'unblurred',
    ],
    low: [
      'blurry',
      'blurrier',
      'blurriest',
      'blurred',
      'blur',
      'blurs',
      'out of focus',
      'unsharp',
      'unfocused',
      'fuzzy',
      'fuzziest',
      'softest',
    ],
    names: ['sharpness', 'focus', 'crispness', 'blurriness', 'blur'],
    tieWidth: 0.5,
  },
  {
    axis: 'noise',
    unit: 'levels',
    definition: 'Standard deviation of the grain in the flattest regions, in 8-bit levels.',
    source: 'Laplacian residual of flat blocks (after Immerkaer, 1996).',
    high: ['noisy', 'noisier', 'noisiest', 'grainy', 'grainier', 'grainiest'],
    low: ['cleanest', 'noiseless', 'noise-free', 'noise free', 'grain-free', 'grain free'],
    names: ['noise', 'grain', 'graininess', 'noisiness'],
    tieWidth: 0.1,
  },
  {
    axis: 'brightness',
    unit: '%',
    definition: 'Mean lightness of the picture, 0 black to 100 white.',
    source: 'Mean luminance of the developed picture.',
    high: ['bright', 'brighter', 'brightest', 'lightest', 'overexposed', 'over-exposed', 'most exposed'],
    low: ['dark', 'darker', 'darkest', 'dim', 'dimmest', 'underexposed', 'under-exposed', 'least exposed', 'blackest'],
    names: ['brightness', 'lightness', 'luminance', 'exposure', 'darkness'],
    tieWidth: 0.2,
  },
  {
    axis: 'contrast',
    unit: '%',
    definition: 'Spread of the luminance about its mean.',
    source: 'Root-mean-square contrast (Peli, 1990).',
    high: [
      'contrasty',
      'contrastiest',
      'contrasted',
      'high contrast',
      'high-contrast',
      'highest contrast',
      'strongest contrast',
      'punchiest',
    ],
    low: ['low contrast', 'low-contrast', 'lowest contrast', 'flattest', 'weakest contrast', 'haziest', 'faintest'],
    names: ['contrast'],
    tieWidth: 0.2,
  },
  {
    axis: 'clipping',
    unit: '%',
    definition: 'Share of pixels burnt out to white or sunk to black.',
    source: 'Pixels at either end of the 8-bit range.',
    high: ['clipped', 'burnt out', 'burned out', 'blown out', 'blown-out'],
    low: ['unclipped'],
    names: ['clipping', 'clipped highlights', 'blown highlights', 'burnt highlights', 'crushed shadows'],
    tieWidth: 0.05,
  },
  {
    axis: 'colourfulness',
    unit: 'points',
    definition: 'How vivid and varied the colours are; 0 is grey, above 100 is extreme.',
    source: 'Hasler and Suesstrunk, 2003.',
    high: ['colourful', 'colorful', 'vivid', 'vividest', 'saturated', 'colourfullest', 'colorfullest', 'vibrant'],
    low: [
      'colourless',
      'colorless',
      'greyest',
      'grayest',
      'grayscale',
      'greyscale',
      'monochrome',
      'black and white',
      'desaturated',
      'muted',
      'palest',
      'dullest',
      'drab',
      'drabbest',
    ],
    names: ['colourfulness', 'colorfulness', 'saturation', 'vividness', 'colour', 'color', 'colours', 'colors'],
    tieWidth: 0.5,
  },
  {
    axis: 'warmth',
    unit: 'points',
    definition: 'Balance of the colours from blue (below 0) to yellow and red (above 0).',
    source: 'Mean of b* in CIELAB.',
    high: ['warm', 'warmer', 'warmest', 'warmest colours', 'warmest colors', 'warm toned', 'warm-toned', 'yellowest'],
    low: ['cool', 'cooler', 'coolest', 'cold', 'colder', 'coldest', 'bluest', 'cool toned', 'cool-toned'],
    names: ['warmth', 'colour temperature', 'color temperature', 'white balance'],
    tieWidth: 0.2,
  },
  {
    axis: 'resolution',
    unit: 'megapixels',
    definition: 'Width times height of the picture.',
    source: 'The file.',
    high: [
      'largest',
      'biggest',
      'large',
      'big',
      'highest resolution',
      'high resolution',
      'high-resolution',
      'hi-res',
      'most pixels',
      'highest-resolution',
    ],
    low: [
      'smallest',
      'tiniest',
      'small',
      'tiny',
      'lowest resolution',
      'low resolution',
      'low-resolution',
      'fewest pixels',
      'lowest-resolution',
    ],
    names: [
      'resolution',
      'megapixels',
      'pixels',
      'pixel count',
      'dimensions',
      'image size',
      'picture size',
      'size in pixels',
      'size',
    ],
    tieWidth: 0,
  },
  {
    axis: 'aspect',
    unit: ': 1',
    definition: 'Width divided by height: above 1 is wide, below 1 is tall.',
    source: 'The file, after orientation.',
    high: ['widest', 'wide', 'wider', 'panoramic', 'landscape format', 'landscape orientation', 'horizontal'],
    low: ['tallest', 'tall', 'narrowest', 'portrait format', 'portrait orientation', 'vertical', 'upright'],
    names: ['aspect ratio', 'aspect', 'orientation', 'width to height'],
    tieWidth: 0.005,
  },
  {
    axis: 'date',
    unit: 'date',
    definition: 'When the photo was taken, as its camera noted; else the date of the file.',
    source: 'EXIF DateTimeOriginal, else the file.',
    high: ['newest', 'new', 'newer', 'latest', 'recent', 'most recent', 'last taken', 'youngest photo', 'last photo'],
    low: ['oldest', 'old', 'older', 'earliest', 'first taken', 'least recent', 'early'],
    names: [
      'date',
      'date taken',
      'capture date',
      'time',
      'time taken',
      'age of the photo',
      'chronological',
      'chronologically',
      'when taken',
      'when it was taken',
      'chronological order',
    ],
    tieWidth: 0,
  },
  {
    axis: 'fileSize',
    unit: 'bytes',
    definition: 'Size of the file on disk.',
    source: 'The file system.',
    high: [
      'largest file',
      'largest files',
      'biggest file',
      'biggest files',
      'heaviest',
      'heaviest files',
      'most bytes',
      'most disk space',
      'most space',
    ],
    low: [
      'smallest file',
      'smallest files',
      'lightest file',
      'lightest files',
      'fewest bytes',
      'least disk space',
      'least space',
    ],
    names: ['file size', 'filesize', 'size on disk', 'disk space', 'bytes', 'megabytes'],
    tieWidth: 0,
  },
]

export function axisOf(id: AxisId): Axis {
  const axis = AXES.find((candidate) => candidate.axis === id)
  if (axis === undefined) throw new Error(`No axis is called ${id}.`)
  return axis
}

/** What the page lists: the catalogue without its words. */
export function describeAxes(): AxisInfo[] {
  return AXES.map(({ axis, unit, definition, source }) => ({ axis, unit, definition, source }))
}
