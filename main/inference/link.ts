/** Pipes to an inference process: a forked child in plain Node; in Electron the shell hands over a port instead. */
import { fork } from 'node:child_process'
import type { InferenceLink, Purpose } from './api.ts'

/**
 * What the process must find when it starts. glibc keeps what pictures and models leave behind, in one heap per thread;
 * told so, it gives large blocks back at once, and asks for pages of 2 MB, since getting and clearing small ones took a tenth
 * of the time; other systems ignore that.
 * Writing thumbnails waits for the disk on the threads that decode: with more of them than cores, none is idle for it.
 */
const READING_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '2097152',
  MALLOC_TRIM_THRESHOLD_: '8388608',
  GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
  // See `no-telemetry.ts`; here too, so that no order of loading can undo it.
  ORT_DISABLE_TELEMETRY: '1',
  UV_THREADPOOL_SIZE: '8',
}

/**
 * Young objects hold pictures and inputs outside the heap: collected often, they do not pile up. Old ones are few, and what is large
 * is given back by hand (`memory.ts`): a heap that may grow to three times what lives is looked through a fifth as often. The
 * cores are busy with pictures: a collector on threads of its own would only take turns with them, and hold more memory.
 */
const READING_FLAGS = [
  '--max-semi-space-size=1',
  '--heap-growing-percent=200',
  '--single-threaded-gc',
  // For `memory.ts`.
  '--expose-gc',
]
/**
 * It holds a few pictures and no model, and ends with its work: what one picture leaves may be kept for the next, and one heap for
 * all threads would only make them wait.
 */
const RENDERING_ENVIRONMENT = {
  MALLOC_MMAP_THRESHOLD_: '33554432',
  MALLOC_TRIM_THRESHOLD_: '134217728',
  UV_THREADPOOL_SIZE: '8',
}

/** How a process for this purpose is started. */
export function processOptions(purpose: Purpose): {
  readonly env: Record<string, string>
  readonly execArgv: string[]
} {
  return purpose === 'reading'
    ? { env: READING_ENVIRONMENT, execArgv: READING_FLAGS }
    : { env: RENDERING_ENVIRONMENT, execArgv: [] }
}

/** Starts `entryFile` as a child that ends with this process. Typed arrays cross as they are. */
export function forkInference(entryFile: string, purpose: Purpose = 'reading'): InferenceLink {
  const { env, execArgv } = processOptions(purpose)
  const child = fork(entryFile, [], {
    serialization: 'advanced',
    // Its standard output belongs to a command's results; what it prints goes to the error stream.
    stdio: ['ignore', 2, 2, 'ipc'],
    execArgv,
    env: { ...process.env, ...env },
  })
  let ended = false
  return {
    send: (message) => {
      // A child that is gone says so through onExit; its requests are answered there.
      if (child.connected) child.send(message as object, () => undefined)
    },
    onMessage: (listener) => {
      child.on('message', listener)
    },
    onExit: (listener) => {
      const once = (reason: string): void => {
        if (!ended) listener(reason)
        ended = true
      }
      child.once('exit', (code, signal) => {
        once(signal === null ? `ended with code ${String(code)}` : `ended by ${signal}`)
      })
      child.once('error', (error) => {
        once(error.message)
      })
    },
    kill: () => {
      child.kill('SIGKILL')
    },
  }
}
