/** The window, and what no page in it may do: leave, open another, ask for a device, or reach the network. */
import { BrowserWindow, nativeTheme, type Session, type WebContents } from 'electron'
import { isOwnAddress, isPageAddress, PAGE_ORIGIN } from './origins.ts'

/** `--background` of the page's two themes, painted before the page is: no white flash beside dark photos. */
const BACKGROUND = { dark: '#191919', light: '#f4f4f4' }

export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1_360,
    height: 900,
    minWidth: 480,
    minHeight: 360,
    show: false,
    title: 'Podium',
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      // Its dictionaries would be downloaded.
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => {
    window.show()
  })
  // A page that cannot be loaded is shown as what it is; without a window nobody would know.
  window.loadURL(`${PAGE_ORIGIN}/`).catch(() => {
    window.show()
  })
  return window
}

/** Every content there will ever be, also one that something opens against the rules below. */
export function guardContents(contents: WebContents): void {
  const stayInside = (event: { readonly url: string; preventDefault(): void }): void => {
    if (!isPageAddress(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', stayInside)
  contents.on('will-frame-navigate', stayInside)
  contents.on('will-redirect', stayInside)
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
  })
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Our own page writes text to the clipboard, when a person asks for it, and may do nothing else that needs leave. */
function isAllowed(permission: string, address: string): boolean {
  return permission === 'clipboard-sanitized-write' && isPageAddress(address)
}

export function guardSession(session: Session, allowDeveloperTools: boolean): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    answer(isAllowed(permission, requestingUrl))
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => {
    event.preventDefault()
  })
  session.webRequest.onBeforeRequest((request, answer) => {
    const tools = allowDeveloperTools && request.url.startsWith('devtools://')
    answer({ cancel: !tools && !isOwnAddress(request.url) })
  })
}
