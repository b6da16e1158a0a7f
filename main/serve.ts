/** Entry: the same app for a browser on this machine, on a port of 127.0.0.1 that the system chooses. */
import { mkdir, realpath } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { AppError } from './contract/errors.ts'
import { requireNode } from './node-version.ts'
import { findDataFolder, findPlaces } from './places.ts'
import { readStartArguments, type StartArguments } from './shell/start-arguments.ts'
import { VERSION } from './version.ts'

/** A decode in flight is short; after this, closing has gone wrong and the person wants the prompt back. */
const CLOSING_MS = 10_000

requireNode()
try {
  await serve(readStartArguments(process.argv.slice(2)))
} catch (error) {
  process.stderr.write(`${describe(error)}\n`)
  process.exit(error instanceof AppError && error.code === 'invalid-params' ? 2 : 1)
}

async function serve({ folders, port, libraryFile, open }: StartArguments): Promise<void> {
  // Loaded only now: the database's native code ends an older Node before it can say why.
  const [{ createApp }, { createLoopbackHost }, { startLoopbackServer }, { openInBrowser }, { forkInference }] =
    await Promise.all([
      import('./app.ts'),
      import('./shell/loopback-host.ts'),
      import('./shell/loopback-server.ts'),
      import('./shell/browser-opener.ts'),
      import('./inference/link.ts'),
    ])
  const places = findPlaces(import.meta.url)
  const dataFolder = findDataFolder()
  await mkdir(libraryFile === undefined ? dataFolder : dirname(libraryFile), { recursive: true })
  const app = await createApp({
    dataFolder,
    ...(libraryFile === undefined ? {} : { libraryFile }),
    modelFolder: places.modelFolder,
    sampleFolder: places.sampleFolder,
    startInference: (purpose) => forkInference(places.inferenceEntry, purpose),
    watch: true,
    version: VERSION,
    host: createLoopbackHost(),
  })
  const server = await startLoopbackServer({
    router: app.router,
    assets: app.assets,
    rendererFolder: places.rendererFolder,
    port,
    report: (error) => {
      process.stderr.write(`${describe(error)}\n`)
    },
  }).catch(async (error: unknown) => {
    await app.close()
    throw error
  })
  app.start()

  // Before the address is known: whoever reads it may end this process at once.
  closeOnSignal(async () => {
    await server.close()
    await app.close()
  })
  const address = server.newAddress()
  process.stdout.write(`Podium runs at ${address}\n`)
  process.stdout.write('This address opens once. Ctrl+C ends Podium.\n')
  if (open) openInBrowser(address)
  offerMoreAddresses(() => server.newAddress())

  for (const folder of folders) {
    await addFolder(folder).catch((error: unknown) => {
      process.stderr.write(`${describe(error)}\n`)
    })
  }

  async function addFolder(folder: string): Promise<void> {
    const path = await realpath(folder).catch((cause: unknown) => {
      throw new AppError('folder-unreadable', `The folder ${folder} cannot be read. Check that it exists.`, { cause })
    })
    await app.indexer.addFolder(path).catch((error: unknown) => {
      if (!(error instanceof AppError && error.code === 'folder-already-watched')) throw error
    })
  }
}

/** The address works once, so whoever closed the browser asks here for the next. */
function offerMoreAddresses(newAddress: () => string): void {
  if (!process.stdin.isTTY) return
  process.stdout.write('Press Enter for a new address.\n')
  const lines = createInterface({ input: process.stdin })
  lines.on('line', () => {
    process.stdout.write(`${newAddress()}\n`)
  })
  // Reading the keyboard must not turn Ctrl+C into a mere end of input.
  lines.on('SIGINT', () => {
    process.kill(process.pid, 'SIGINT')
  })
}

/** A terminal and npm may both deliver the same Ctrl+C: what follows the first signal is ignored. */
function closeOnSignal(close: () => Promise<void>): void {
  let closing = false
  const stop = (): void => {
    if (closing) return
    closing = true
    setTimeout(() => process.exit(1), CLOSING_MS).unref()
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${describe(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
}

function describe(error: unknown): string {
  if (error instanceof AppError) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'This port is in use. Leave --port out and the system chooses a free one.'
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
