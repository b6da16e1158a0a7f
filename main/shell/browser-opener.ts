/** Opens an address in the person's browser where there is one; where there is not, the printed address remains. */
import { spawn } from 'node:child_process'

export interface Opener {
  readonly command: string
  readonly arguments: readonly string[]
}

/** Null where nothing graphical can be opened. Arguments, never a shell line: an address holds `&` and `?`. */
export function browserOpener(
  address: string,
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
): Opener | null {
  if (platform === 'darwin') return { command: 'open', arguments: [address] }
  // `start` is a word of cmd.exe and would need its quoting; this is what it calls.
  if (platform === 'win32') return { command: 'rundll32.exe', arguments: ['url.dll,FileProtocolHandler', address] }
  // Without a display xdg-open may start a text browser over the terminal.
  const graphical = Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY'])
  return graphical ? { command: 'xdg-open', arguments: [address] } : null
}

export function openInBrowser(address: string): void {
  const opener = browserOpener(address, process.platform, process.env)
  if (opener === null) return
  const child = spawn(opener.command, opener.arguments, { detached: true, stdio: 'ignore' })
  child.on('error', () => undefined)
  child.unref()
}
