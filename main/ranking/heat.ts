/** Which parts of a picture count for or against it in a learned order. */
import type { HeatMap, RankHeader } from '../contract/ranking.ts'
import { weighedSums } from './order-table.ts'
import type { ScoreEngines } from './scores.ts'

/**
 * Parts are the adapter's tokens: a square grid over the whole picture, whatever its shape. Where the order shows little of
 * something first, what takes from the score counts for the place.
 * @returns null for an order that is not learned, and for a photo that was not read yet.
 */
export async function heatOf(
  { reading, sentence, reversed }: Pick<RankHeader, 'reading' | 'sentence' | 'reversed'>,
  contentHash: string,
  { matrix, inference, learned }: ScoreEngines,
): Promise<HeatMap | null> {
  if (reading.kind !== 'adapter' || learned === null) return null
  const { hashes, numbers } = matrix.numbersOf([contentHash])
  if (hashes.length === 0) return null
  const { weights } = await learned.meaning(reading.attribute, sentence)
  const ofOrders = await inference.parts(numbers)
  const parts = weighedSums(ofOrders, ofOrders.length / weights.length, weights)
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
