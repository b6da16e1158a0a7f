/** Entry: the desktop form. A window over the same page; the core and inference in processes of their own. */
import { app, BrowserWindow, dialog, session } from 'electron'
import { join } from 'node:path'
import { requireNode } from './node-version.ts'
import { findPlaces } from './places.ts'
import { CoreProcess } from './shell/electron-core.ts'
import { createDesktopHost } from './shell/electron-host.ts'
import { registerSchemes, servePage } from './shell/electron-page.ts'
import { servePhotos } from './shell/electron-photos.ts'
import { handOverPorts } from './shell/electron-port.ts'
import { guardContents, guardSession, openWindow } from './shell/electron-window.ts'

requireNode()
// No calls home: not by the page, and not by the browser it runs in.
for (const name of ['disable-background-networking', 'disable-component-update', 'disable-domain-reliability']) {
  app.commandLine.appendSwitch(name)
}
if (app.requestSingleInstanceLock()) {
  registerSchemes()
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents)
  })
  app.on('second-instance', showWindow)
  // Not awaited at the top: Electron is ready only after this module has run to its end.
  void app.whenReady().then(run)
} else {
  // The window that is open already shows itself.
  app.quit()
}

function run(): void {
  const places = findPlaces(import.meta.url)
  const preload = join(import.meta.dirname, 'preload.cjs')
  guardSession(session.defaultSession, !app.isPackaged)
  const core = new CoreProcess({
    coreEntry: join(import.meta.dirname, 'core.js'),
    inferenceEntry: places.inferenceEntry,
    words: process.argv.slice(app.isPackaged ? 1 : 2),
    host: createDesktopHost(),
    onGivenUp: (message) => {
      dialog.showErrorBox('Podium cannot go on', message)
      app.exit(1)
    },
  })
  servePage(places.rendererFolder)
  servePhotos((kind, photoId) => core.whichFile(kind, photoId))
  handOverPorts((port) => {
    core.connectPage(port)
  })
  openWindow(preload)

  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow(preload)
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.once('will-quit', (event) => {
    event.preventDefault()
    // The library is closed in order; then nothing is left to wait for.
    void core.close().finally(() => {
      app.exit(0)
    })
  })
}

function showWindow(): void {
  const window = BrowserWindow.getAllWindows()[0]
  if (window === undefined) return
  if (window.isMinimized()) window.restore()
  window.focus()
}
