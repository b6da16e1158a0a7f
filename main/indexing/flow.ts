/** Small tools for async iterables: batches, and a bounded look-ahead that keeps the next stage fed. */

/** Collects up to `size` items; hands out a smaller batch rather than wait when the source has none ready. */
export async function* batched<T>(source: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = []
  for await (const item of source) {
    batch.push(item)
    if (batch.length === size) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

/**
 * Applies `work` with at most `ahead` calls under way and yields results in order. Pulling gives back-pressure: no
 * call starts beyond the window, however slow the consumer.
 */
export async function* mapAhead<T, U>(source: AsyncIterable<T>, ahead: number, work: (item: T) => Promise<U>): AsyncGenerator<U> {
  const iterator = source[Symbol.asyncIterator]()
  const window: Promise<U>[] = []
  let ended = false
  try {
    for (;;) {
      while (!ended && window.length < ahead) {
        const next = await iterator.next()
        if (next.done === true) ended = true
        else {
          const promise = work(next.value)
          // A failure is thrown in its turn below; until then it must not count as unhandled.
          promise.catch(() => undefined)
          window.push(promise)
        }
      }
      const first = window.shift()
      if (first === undefined) return
      yield await first
    }
  } finally {
    await Promise.allSettled(window)
    await iterator.return?.()
  }
}
