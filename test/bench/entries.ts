/** What the launcher built before the bench: the processes as people run them, without a compiler in each thread. */
import { fileURLToPath } from 'node:url'

export const COPIER = new URL('../../out/main/copy-worker.js', import.meta.url)
export const INFERENCE = fileURLToPath(new URL('../../out/main/inference.js', import.meta.url))
