/** How much of the machine a benchmark gets. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/**
 * Cores' worth of time the machine gives to busy threads now: other guests of the same hardware take their part, which no
 * arrangement of the work could win back.
 */
export async function coresGiven(cores: number): Promise<number> {
  const spin = `const end = performance.now() + 2000; while (performance.now() < end);`
  const start = process.cpuUsage()
  const from = performance.now()
  await Promise.all(Array.from({ length: cores }, () => once(new Worker(spin, { eval: true }), 'exit')))
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000 / (performance.now() - from)
}
