/** Words about the parts of a picture that count in a learned order. */
export const heat = {
  show: 'Show what counts',
  hide: 'Hide what counts',
  label: 'Parts of the picture that count: warm ones for its place, cold ones against it',
  legend: 'Warm parts count for its place, cold ones against it.',
  none: 'No single part counts: the picture is judged as a whole.',
} as const
