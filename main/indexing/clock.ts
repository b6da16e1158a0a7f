/** Time as a port: tests move it by hand. */
export interface Clock {
  now(): number
  /** Calls once after `delayMs`; the returned function takes it back. */
  after(delayMs: number, call: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, call) => {
    // A day-long retry must not overflow the timer, nor keep a finished command alive.
    const timer = setTimeout(call, Math.min(delayMs, 2 ** 31 - 1))
    return () => {
      clearTimeout(timer)
    }
  },
}
