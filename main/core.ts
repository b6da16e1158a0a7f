/** Entry: the core inside Electron's utility process. */
/// <reference types="electron" preserve="true" />
import { mkdir, realpath } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from './contract/errors.ts'
import { requireNode } from './node-version.ts'
import { findDataFolder, findPlaces } from './places.ts'
import { serveShell, type ShellServices } from './shell/core-shell.ts'
import { readStartArguments } from './shell/start-arguments.ts'
import { VERSION } from './version.ts'

requireNode()
// Electron's own options come along; they are none of ours.
const { folders, libraryFile } = readStartArguments(process.argv.slice(2), true)
try {
  await serveShell(process.parentPort, openApp)
  process.exit(0)
} catch (error) {
  if (!(error instanceof AppError)) console.error(error)
  process.exit(1)
}

// The app's own type says more than could be written here.

async function openApp({ host, startInference }: ShellServices) {
  const { createApp } = await import('./app.ts')
  const places = findPlaces(import.meta.url)
  const dataFolder = findDataFolder()
  await mkdir(libraryFile === undefined ? dataFolder : dirname(libraryFile), { recursive: true })
  const app = await createApp({
    dataFolder,
    ...(libraryFile === undefined ? {} : { libraryFile }),
    modelFolder: places.modelFolder,
    sampleFolder: places.sampleFolder,
    startInference,
    watch: true,
    version: VERSION,
    host,
  })
  app.start()
  for (const folder of folders) {
    const path = await realpath(folder).catch(() => null)
    // A word that is no folder is one of Electron's; one that is watched already needs nothing.
    if (path !== null) await app.indexer.addFolder(path).catch(() => undefined)
  }
  return app
}
