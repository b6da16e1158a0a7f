/** Which parts of a picture count for or against it in a learned order. */
import type { HeatMap, RankHeader } from '../contract/ranking.ts'
import { learnedWords, type ScoreEngines } from './scores.ts'

/**
 * Parts are the adapter's tokens: a square grid over the whole picture, whatever its shape. Where the order shows little of
 * something first, what takes from the score counts for the place.
 * @returns null for an order that is not learned, and for a photo that was not read yet.
 */
export async function heatOf(
  { reading, sentence, reversed }: Pick<RankHeader, 'reading' | 'sentence' | 'reversed'>,
  contentHash: string,
  { matrix, inference, ranker }: ScoreEngines,
): Promise<HeatMap | null> {
  if (reading.kind !== 'adapter' || ranker === null) return null
  const photo = matrix.numbersOf(contentHash)
  if (photo === null) return null
  const parts = await inference.parts(learnedWords(reading.attribute, sentence, ranker), photo)
  const side = Math.round(Math.sqrt(parts.length))
  const strongest = Math.max(...parts.map(Math.abs))
  const unit =
    strongest > 0 && Number.isFinite(strongest)
      ? ((reading.direction === 'descending') === reversed ? -1 : 1) / strongest
      : 0
  return { columns: side, rows: side, values: Array.from(parts, (part) => clamp(part * unit)) }
}

function clamp(value: number): number {
  return Number.isFinite(value) ? Math.max(-1, Math.min(1, value)) : 0
}
