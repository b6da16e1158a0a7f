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
 * call starts beyond the window, however slow the consumer. A finished result is handed out without waiting for a
 * slow source to fill the window.
 */
export async function* mapAhead<T, U>(
  source: AsyncIterable<T>,
  ahead: number,
  work: (item: T) => Promise<U>,
): AsyncGenerator<U> {
  const iterator = source[Symbol.asyncIterator]()
  const window: Promise<U>[] = []
  let pulled: Promise<IteratorResult<T>> | null = null
  let ended = false
  try {
    for (;;) {
      const first = window[0]
      if (!ended && window.length < ahead) {
        pulled ??= iterator.next()
        const next: IteratorResult<T> | null = await (first === undefined
          ? pulled
          : Promise.race([settled(first), pulled]))
        if (next !== null) {
          pulled = null
          if (next.done === true) ended = true
          else {
            const promise = work(next.value)
            // A failure is thrown in its turn below; until then it must not count as unhandled.
            promise.catch(() => undefined)
            window.push(promise)
          }
          continue
        }
      }
      if (first === undefined) return
      yield await first
      void window.shift()
    }
  } finally {
    // What these throw has no reader any more.
    const unread: Promise<unknown>[] = pulled === null ? window : [...window, pulled]
    await Promise.allSettled(unread)
    await iterator.return?.()
  }
}

function settled(promise: Promise<unknown>): Promise<null> {
  return promise.then(
    () => null,
    () => null,
  )
}
