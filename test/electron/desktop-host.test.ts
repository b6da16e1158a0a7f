import { afterEach, expect, test, vi } from 'vitest'
import type { DesktopHost } from '../../main/shell/electron-host.ts'
import { createElectronStandIn, type ElectronStandIn, type StandInOptions } from '../support/electron-stand-in.ts'

afterEach(() => {
  vi.doUnmock('electron')
})

async function desktop(options: StandInOptions): Promise<ElectronStandIn & { host: DesktopHost }> {
  const electron = createElectronStandIn(options)
  vi.resetModules()
  vi.doMock('electron', () => electron.module)
  const { createDesktopHost } = await import('../../main/shell/electron-host.ts')
  return { ...electron, host: createDesktopHost() }
}

test('the dialog offers folders only and gives the one chosen, or nothing when it is left', async () => {
  const { host, dialogs } = await desktop({ chosenFolder: '/photos' })
  new (await import('electron')).BrowserWindow()
  expect(await host.chooseFolder()).toBe('/photos')
  expect(dialogs).toMatchObject([{ properties: ['openDirectory'] }])
})

test('leaving the dialog chooses nothing', async () => {
  const { host } = await desktop({ chosenFolder: null })
  new (await import('electron')).BrowserWindow()
  expect(await host.chooseFolder()).toBeNull()
})

test('a file is shown in the file manager, and one that is gone is an error', async () => {
  const { host, revealed } = await desktop({})
  await host.reveal(import.meta.filename)
  expect(revealed).toEqual([import.meta.filename])
  await expect(host.reveal('/nowhere/at/all.jpg')).rejects.toMatchObject({ code: 'not-found' })
  expect(revealed).toHaveLength(1)
})
