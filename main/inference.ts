/** Entry: the inference process, forked by plain Node or started as Electron's utility process. */
import { createAnswerer } from './inference/answer.ts'
import { requireNode } from './node-version.ts'

requireNode()

interface ParentPort {
  on(
    event: 'message',
    listener: (event: {
      data: unknown
      ports: {
        on(event: 'message', listener: (event: { data: unknown }) => void): void
        postMessage(message: unknown): void
        start(): void
      }[]
    }) => void,
  ): void
}

/** Electron adds this to the process of a utility process. */
const { parentPort } = process as NodeJS.Process & { parentPort?: ParentPort }

// Electron's types, which another entry brings along, say that it is always there.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition
if (parentPort !== undefined) {
  // The shell sends one end of the channel to core; from then on this process talks to core alone.
  parentPort.on('message', ({ ports: [port] }) => {
    if (port === undefined) return
    const answer = createAnswerer((message) => {
      port.postMessage(message)
    })
    port.on('message', ({ data }) => {
      answer(data)
    })
    port.start()
  })
} else {
  process.on(
    'message',
    createAnswerer((message) => process.send?.(message, undefined, undefined, () => undefined)),
  )
  process.on('disconnect', () => process.exit(0))
}
