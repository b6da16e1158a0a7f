import { basename } from 'node:path'
import { expect, vi } from 'vitest'
import { createElectronStandIn, type ElectronStandIn, type StandInOptions } from '../support/electron-stand-in.ts'
import { type ProcessStandIn } from '../support/process-stand-in.ts'

export const PAGE = 'podium://app'

/** The desktop form up to its open window, with Electron replaced. */
export async function start(options: StandInOptions = {}): Promise<ElectronStandIn> {
  const electron = createElectronStandIn(options)
  vi.resetModules()
  vi.doMock('electron', () => electron.module)
  await import('../../main/electron.ts')
  electron.becomeReady()
  await vi.waitFor(() => {
    if (options.secondInstance !== true) expect(electron.windows).toHaveLength(1)
  })
  return electron
}

export function core(electron: ElectronStandIn): ProcessStandIn {
  const child = electron.processes.findLast((process) => basename(process.entry) === 'core.js')
  if (child === undefined) throw new Error('No core was forked.')
  return child
}
