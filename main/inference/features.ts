/** Packed tokens as the learned adapter's network takes them. */
import { AppError } from '../contract/errors.ts'
import type { ModelManifest } from '../packs/manifest.ts'

export interface Tokens {
  /** [photos, tokens, dimension]; times its scale each is a token. */
  readonly numbers: Int8Array
  /** [photos, tokens]. */
  readonly scales: Float32Array
}

/** @throws AppError `invalid-params` for bytes that are not those of whole photos. */
export function unpackTokens(packed: Uint8Array, { count, dimension, bytes }: ModelManifest['tokens']): Tokens {
  const photos = packed.length / bytes
  if (!Number.isInteger(photos))
    throw new AppError('invalid-params', 'The tokens of the photos are not those of this model.')
  const size = count * dimension
  const numbers = new Int8Array(photos * size)
  const scales = new Float32Array(photos * count)
  for (let photo = 0; photo < photos; photo++) {
    const from = packed.byteOffset + photo * bytes
    numbers.set(new Int8Array(packed.buffer, from, size), photo * size)
    const view = new DataView(packed.buffer, from + size, 2 * count)
    for (let cell = 0; cell < count; cell++) scales[photo * count + cell] = view.getFloat16(2 * cell, true)
  }
  return { numbers, scales }
}
