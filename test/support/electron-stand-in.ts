/**
 * Stands in for the `electron` module: keeps what it is told and lets a test be the system, the page or a process.
 * Only what Podium uses is here, with the shapes of Electron's own types.
 */
import { EventEmitter } from 'node:events'
import { vi } from 'vitest'

export interface PostedMessage {
  readonly data: unknown
  readonly ports: readonly PortStandIn[]
}

/** One end of a channel; delivers on a later turn like the real one, and only once started. */
export class PortStandIn extends EventEmitter {
  other: PortStandIn | null = null
  #started = false
  #waiting: unknown[] = []

  start(): void {
    this.#started = true
    for (const data of this.#waiting.splice(0)) this.#deliver(data)
  }

  postMessage(data: unknown): void {
    const { other } = this
    if (other === null) return
    if (other.#started) other.#deliver(structuredClone(data))
    else other.#waiting.push(structuredClone(data))
  }

  close(): void {
    const { other } = this
    if (other === null) return
    this.other = null
    other.other = null
    queueMicrotask(() => {
      this.emit('close')
      other.emit('close')
    })
  }

  #deliver(data: unknown): void {
    queueMicrotask(() => this.emit('message', { data, ports: [] }))
  }
}

export class ChannelStandIn {
  readonly port1 = new PortStandIn()
  readonly port2 = new PortStandIn()
  constructor() {
    this.port1.other = this.port2
    this.port2.other = this.port1
  }
}

/** A forked process as the shell sees it. `say` is the process speaking, `die` its end. */
export class ProcessStandIn extends EventEmitter {
  readonly entry: string
  readonly words: readonly string[]
  readonly received: PostedMessage[] = []
  killed = false

  constructor(entry: string, words: readonly string[]) {
    super()
    this.entry = entry
    this.words = words
  }

  postMessage(data: unknown, ports: readonly PortStandIn[] = []): void {
    const message = { data: structuredClone(data), ports }
    this.received.push(message)
    this.emit('received', message)
  }

  kill(): boolean {
    this.killed = true
    this.die(15)
    return true
  }

  say(data: unknown): void {
    this.emit('message', data)
  }

  die(code: number): void {
    this.emit('exit', code)
  }

  /** What was received of one kind, latest last. */
  ofKind(kind: string): PostedMessage[] {
    return this.received.filter(({ data }) => isRecord(data) && data['kind'] === kind)
  }
}

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
  windowOpen: ((details: { url: string }) => { action: string }) | null = null
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpen = handler
  }
}

type Answer<T> = (answer: T) => void

export class SessionStandIn extends EventEmitter {
  permissionRequest: ((contents: unknown, permission: string, answer: Answer<boolean>) => void) | null = null
  permissionCheck: (() => boolean) | null = null
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
  readonly dialogs: unknown[]
  readonly exposed: Map<string, unknown>
  readonly ipcRenderer: EventEmitter & { sent: string[] }
}

export interface StandInOptions {
  readonly dark?: boolean
  readonly secondInstance?: boolean
  readonly chosenFolder?: string | null
  readonly packaged?: boolean
}

export interface WindowStandIn extends EventEmitter {
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
    shell: { showItemInFolder: (path: string) => revealed.push(path) },
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
      fork: (entry: string, words: readonly string[]) => {
        const child = new ProcessStandIn(entry, words)
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
    dialogs,
    exposed,
    ipcRenderer,
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
