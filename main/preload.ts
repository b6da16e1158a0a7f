/**
 * Runs before the page, in a world of its own: passes one MessagePort to the page when the page asks for it, and says
 * that this is the desktop form. Nothing else of Electron reaches the page.
 */
import { contextBridge, ipcRenderer } from 'electron'

/** The few members of the page's window used here; the main side is compiled without the DOM. */
interface PageWindow {
  readonly location: { readonly origin: string }
  addEventListener(type: 'message', listener: (event: PageMessage) => void): void
  postMessage(message: unknown, origin: string, ports: readonly unknown[]): void
}
interface PageMessage {
  readonly source: unknown
  readonly origin: string
  readonly data: unknown
}
declare const window: PageWindow

// As in shell/electron-port.ts: a sandboxed preload script is one file and imports none of ours.
const PORT_WANTED = 'podium:port-wanted'
const PORT = 'podium:port'

window.addEventListener('message', ({ source, origin, data }) => {
  const wanted = typeof data === 'object' && data !== null && 'podium' in data && data.podium === 'port-wanted'
  if (wanted && source === window && origin === window.location.origin) ipcRenderer.send(PORT_WANTED)
})
ipcRenderer.on(PORT, (event) => {
  window.postMessage({ podium: 'port' }, window.location.origin, event.ports)
})
contextBridge.exposeInMainWorld('podium', { desktop: true })
