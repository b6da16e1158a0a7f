/** Gives photos their places in the learned orders while others are read: many at a time, since each time costs something too. */

/** As many photos come in it as a question waits for without notice. */
const GATHER_MS = 2_000

export interface Timer {
  /** Calls once after `delayMs`; the returned function takes it back. */
  after(delayMs: number, call: () => void): () => void
}

export interface Follower {
  /** Photos may have come: soon they are looked at. */
  follow(): void
  /** Nothing is begun afterwards; waits for what is under way. */
  close(): Promise<void>
}

/** @param prepare may fail: whoever asks for an order is told why. */
export function createFollower(prepare: () => Promise<void>, timer: Timer): Follower {
  let cancel: (() => void) | null = null
  let underWay: Promise<void> | null = null
  let again = false
  let closed = false

  function follow(): void {
    if (closed || cancel !== null) return
    if (underWay !== null) {
      again = true
      return
    }
    cancel = timer.after(GATHER_MS, () => {
      cancel = null
      underWay = prepare()
        .catch(() => undefined)
        .finally(() => {
          underWay = null
          if (again) {
            again = false
            follow()
          }
        })
    })
  }

  return {
    follow,
    async close() {
      closed = true
      cancel?.()
      await underWay
    },
  }
}
