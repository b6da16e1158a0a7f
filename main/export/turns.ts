/** Long work on the thread that also answers questions: it lets them in now and then. */

const EVERY = 1_000

/** Awaited with a running number: now and then others get their turn before it goes on. */
export async function giveTurn(number: number): Promise<void> {
  if (number % EVERY === EVERY - 1) await new Promise((resolve) => setImmediate(resolve))
}
