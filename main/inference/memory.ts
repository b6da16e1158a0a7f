/** Memory outside the heap, given back at once. */

/** Smaller arrays may lie in memory that others share. */
const LEAST_BYTES = 65_536

/**
 * Gives back what these arrays hold, which are empty afterwards: the collector sees small objects, waits until many lie about,
 * and then looks through the whole heap, which took a tenth of the time that reading photos takes.
 */
export function giveBack(...arrays: readonly (Uint8Array | Uint8ClampedArray | Uint32Array | Float32Array)[]): void {
  for (const { buffer, byteLength } of arrays)
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength > LEAST_BYTES)
      buffer.transfer(0)
}

/**
 * Looks through the heap of this thread, where `link.ts` let it be asked for: by itself the collector does so after a thousand
 * photos, and what small objects hold outside the heap lies scattered until then, so that no room is left for pictures between.
 */
export function collect(): void {
  globalThis.gc?.()
}
