/**
 * Stands in for the `electron` module: keeps what it is told and lets a test be the system, the page or a process.
 * Only what Podium uses is here, with the shapes of Electron's own types.
 */
import { EventEmitter } from 'node:events'
import { vi } from 'vitest'
import { ChannelStandIn, ProcessStandIn, type PortStandIn, type PostedMessage } from './process-stand-in.ts'

export interface FrameStandIn {
  readonly origin: string
  readonly parent: FrameStandIn | null
  readonly postMessage: (channel: string, message: unknown, ports: readonly PortStandIn[]) => void
}

export function frame(
  origin: string,
  parent: FrameStandIn | null = null,
): FrameStandIn & { received: PostedMessage[] } {
  const received: PostedMessage[] = []
  return {
    origin,
    parent,
    received,
    postMessage: (channel, data, ports) => received.push({ data: { channel, data }, ports }),
  }
}

export class ContentsStandIn extends EventEmitter {
  readonly drags: { file: string; files: string[]; icon: unknown }[] = []
  startDrag(item: { file: string; files: string[]; icon: unknown }): void {
    this.drags.push(item)
  }
  windowOpen: ((details: { url: string }) => { action: string }) | null = null
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpen = handler
  }
}

type Answer<T> = (answer: T) => void
type PermissionRequest = (
  contents: unknown,
  permission: string,
  answer: Answer<boolean>,
  details: { requestingUrl: string },
) => void

export class SessionStandIn extends EventEmitter {
  permissionRequest: PermissionRequest | null = null
  permissionCheck: ((contents: unknown, permission: string, origin: string) => boolean) | null = null
  devicePermission: (() => boolean) | null = null
  beforeRequest: ((details: { url: string }, answer: Answer<{ cancel: boolean }>) => void) | null = null
  setPermissionRequestHandler(handler: SessionStandIn['permissionRequest']): void {
    this.permissionRequest = handler
  }
  setPermissionCheckHandler(handler: () => boolean): void {
    this.permissionCheck = handler
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.devicePermission = handler
  }
  readonly webRequest = {
    onBeforeRequest: (listener: NonNullable<SessionStandIn['beforeRequest']>): void => {
      this.beforeRequest = listener
    },
  }
}

type ProtocolHandler = (request: Request) => Promise<Response>

export interface ElectronStandIn {
  /** Give this to `vi.doMock('electron', ...)`. */
  readonly module: Readonly<Record<string, unknown>>
  readonly app: EventEmitter
  /** Lets `app.whenReady()` go on. */
  becomeReady(): void
  readonly exits: number[]
  readonly quits: { count: number }
  readonly switches: string[]
  readonly windows: WindowStandIn[]
  readonly processes: ProcessStandIn[]
  readonly schemes: { scheme: string; privileges: Record<string, boolean> }[]
  readonly protocols: Map<string, ProtocolHandler>
  readonly ipcMain: EventEmitter
  readonly session: SessionStandIn
  readonly errorBoxes: string[]
  readonly revealed: string[]
  readonly trashed: string[]
  readonly opened: string[]
  readonly dialogs: unknown[]
  readonly exposed: Map<string, unknown>
  readonly ipcRenderer: EventEmitter & { sent: string[] }
}

export interface StandInOptions {
  readonly dark?: boolean
  readonly secondInstance?: boolean
  readonly chosenFolder?: string | null
  readonly packaged?: boolean
  /** What the system says when a file cannot be opened. */
  readonly openProblem?: string
  /** The system has no picture for files. */
  readonly noIcons?: boolean
  readonly noTrash?: boolean
}

export interface WindowStandIn extends EventEmitter {
  readonly webContents: ContentsStandIn
  readonly options: { readonly backgroundColor: string; readonly webPreferences: Readonly<Record<string, unknown>> }
  readonly loaded: string[]
  readonly calls: string[]
}

export function createElectronStandIn(options: StandInOptions = {}): ElectronStandIn {
  const ready = Promise.withResolvers<undefined>()
  const exits: number[] = []
  const quits = { count: 0 }
  const switches: string[] = []
  const windows: WindowStandIn[] = []
  const processes: ProcessStandIn[] = []
  const schemes: ElectronStandIn['schemes'] = []
  const protocols = new Map<string, ProtocolHandler>()
  const session = new SessionStandIn()
  const errorBoxes: string[] = []
  const revealed: string[] = []
  const trashed: string[] = []
  const opened: string[] = []
  const dialogs: unknown[] = []
  const exposed = new Map<string, unknown>()
  const ipcMain = new EventEmitter()
  const ipcRenderer = Object.assign(new EventEmitter(), { sent: [] as string[], send: vi.fn() })
  ipcRenderer.send.mockImplementation((channel: string) => ipcRenderer.sent.push(channel))

  const app = Object.assign(new EventEmitter(), {
    isPackaged: options.packaged ?? false,
    commandLine: { appendSwitch: (name: string) => switches.push(name) },
    requestSingleInstanceLock: () => options.secondInstance !== true,
    whenReady: () => ready.promise,
    getFileIcon: (path: string) =>
      Promise.resolve({ isEmpty: () => options.noIcons === true, toString: () => `icon of ${path}` }),
    quit: () => {
      quits.count += 1
    },
    exit: (code: number) => exits.push(code),
  })

  class BrowserWindow extends EventEmitter implements WindowStandIn {
    readonly loaded: string[] = []
    readonly calls: string[] = []
    readonly webContents = new ContentsStandIn()
    readonly options: WindowStandIn['options']
    constructor(given: WindowStandIn['options']) {
      super()
      this.options = given
      windows.push(this)
      app.emit('web-contents-created', {}, this.webContents)
    }
    loadURL(address: string): Promise<void> {
      this.loaded.push(address)
      return Promise.resolve()
    }
    show(): void {
      this.calls.push('show')
    }
    focus(): void {
      this.calls.push('focus')
    }
    isMinimized(): boolean {
      return true
    }
    restore(): void {
      this.calls.push('restore')
    }
    static getAllWindows(): WindowStandIn[] {
      return windows
    }
    static getFocusedWindow(): WindowStandIn | null {
      return windows[0] ?? null
    }
  }

  const module = {
    app,
    BrowserWindow,
    MessageChannelMain: ChannelStandIn,
    ipcMain,
    ipcRenderer,
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => exposed.set(name, value) },
    nativeTheme: { shouldUseDarkColors: options.dark ?? false },
    session: { defaultSession: session },
    shell: {
      trashItem: (path: string) => {
        if (options.noTrash === true) return Promise.reject(new Error('No trash'))
        trashed.push(path)
        return Promise.resolve()
      },
      showItemInFolder: (path: string) => revealed.push(path),
      openPath: (path: string) => {
        opened.push(path)
        return Promise.resolve(options.openProblem ?? '')
      },
    },
    nativeImage: {
      createFromBitmap: (_bytes: Buffer, size: { width: number }) => `a grey square of ${String(size.width)}`,
    },
    dialog: {
      showErrorBox: (_title: string, message: string) => errorBoxes.push(message),
      showOpenDialog: (_window: unknown, given: unknown) => {
        dialogs.push(given)
        const path = options.chosenFolder ?? null
        return Promise.resolve({ canceled: path === null, filePaths: path === null ? [] : [path] })
      },
    },
    protocol: {
      registerSchemesAsPrivileged: (list: ElectronStandIn['schemes']) => schemes.push(...list),
      handle: (scheme: string, handler: ProtocolHandler) => protocols.set(scheme, handler),
    },
    utilityProcess: {
      fork: (entry: string, words: readonly string[], { env = {} }: { readonly env?: NodeJS.ProcessEnv }) => {
        const child = new ProcessStandIn(entry, words, env)
        processes.push(child)
        return child
      },
    },
  }
  return {
    module,
    app,
    becomeReady: () => {
      ready.resolve(undefined)
    },
    exits,
    quits,
    switches,
    windows,
    processes,
    schemes,
    protocols,
    ipcMain,
    session,
    errorBoxes,
    revealed,
    trashed,
    opened,
    dialogs,
    exposed,
    ipcRenderer,
  }
}
