/** Hands a page its MessagePort to the core, after looking at who asks. */
import { ipcMain, MessageChannelMain, type IpcMainEvent, type MessagePortMain } from 'electron'
import { PAGE_ORIGIN } from './origins.ts'

/** Spelled out in the preload script too, which cannot import. */
export const PORT_WANTED = 'podium:port-wanted'
export const PORT = 'podium:port'

/** Only the main frame of our own page may ask: a frame inside it, or a page that took its place, gets nothing. */
export function isOwnPage(event: Pick<IpcMainEvent, 'sender' | 'senderFrame'>): boolean {
  const frame = event.senderFrame
  // A frame that is gone by now is null.
  if (frame === null || frame.parent !== null || frame !== event.sender.mainFrame) return false
  return frame.origin === PAGE_ORIGIN
}

export function handOverPorts(connect: (port: MessagePortMain) => void): void {
  ipcMain.on(PORT_WANTED, (event) => {
    if (!isOwnPage(event)) return
    const { port1, port2 } = new MessageChannelMain()
    connect(port1)
    event.senderFrame?.postMessage(PORT, null, [port2])
  })
}
