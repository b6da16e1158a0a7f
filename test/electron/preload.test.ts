import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createElectronStandIn, type ElectronStandIn } from '../support/electron-stand-in.ts'

interface Posted {
  readonly message: unknown
  readonly origin: string
  readonly ports: readonly unknown[]
}

let electron: ElectronStandIn
let listeners: ((event: unknown) => void)[]
let posted: Posted[]
const page = {
  location: { origin: 'podium://app' },
  addEventListener: (_type: string, listener: (event: unknown) => void) => listeners.push(listener),
  postMessage: (message: unknown, origin: string, ports: readonly unknown[]) => posted.push({ message, origin, ports }),
}

beforeEach(async () => {
  electron = createElectronStandIn()
  listeners = []
  posted = []
  vi.stubGlobal('window', page)
  vi.resetModules()
  vi.doMock('electron', () => electron.module)
  await import('../../main/preload.ts')
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.doUnmock('electron')
})

function say(event: unknown): void {
  for (const listener of listeners) listener(event)
}

test('the page learns that this is the desktop form and nothing else', () => {
  expect([...electron.exposed]).toEqual([['podium', { desktop: true }]])
})

test('the page gets a port when it asks, addressed to its own origin', () => {
  say({ source: page, origin: 'podium://app', data: { podium: 'port-wanted' } })
  expect(electron.ipcRenderer.sent).toEqual(['podium:port-wanted'])
  const port = {}
  electron.ipcRenderer.emit('podium:port', { ports: [port] })
  expect(posted).toEqual([{ message: { podium: 'port' }, origin: 'podium://app', ports: [port] }])
})

test('nobody else can ask, and no other message is passed on', () => {
  say({ source: {}, origin: 'podium://app', data: { podium: 'port-wanted' } })
  say({ source: page, origin: 'https://evil.example', data: { podium: 'port-wanted' } })
  for (const data of [null, 'port-wanted', { podium: 'port' }, { podium: 'other' }, 0]) {
    say({ source: page, origin: 'podium://app', data })
  }
  expect(electron.ipcRenderer.sent).toEqual([])
})
