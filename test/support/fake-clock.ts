/** Time that moves only when told to. */
import type { Clock } from '../../main/indexing/clock.ts'

export interface FakeClock extends Clock {
  /** Moves on and calls what became due, in order, each at its own time. */
  advance(ms: number): void
  /** Calls waiting for their time. */
  pending(): number
}

export const FAKE_START_MS = Date.UTC(2026, 0, 1)

export function createFakeClock(startMs: number = FAKE_START_MS): FakeClock {
  let nowMs = startMs
  let timers: { atMs: number; call: () => void }[] = []
  return {
    now: () => nowMs,
    after(delayMs, call) {
      const timer = { atMs: nowMs + delayMs, call }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance(ms) {
      const endMs = nowMs + ms
      for (;;) {
        const next = timers.toSorted((a, b) => a.atMs - b.atMs)[0]
        if (next === undefined || next.atMs > endMs) break
        timers = timers.filter((other) => other !== next)
        nowMs = Math.max(nowMs, next.atMs)
        next.call()
      }
      nowMs = endMs
    },
    pending: () => timers.length,
  }
}
