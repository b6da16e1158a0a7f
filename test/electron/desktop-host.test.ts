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

test('files are opened in the program the system has for them, one that is gone and one without a program are errors', async () => {
  const { host, opened } = await desktop({})
  await host.open([import.meta.filename, import.meta.filename])
  expect(opened).toEqual([import.meta.filename, import.meta.filename])
  await expect(host.open(['/nowhere/at/all.jpg'])).rejects.toMatchObject({ code: 'not-found' })
  expect(opened).toHaveLength(2)
  const without = await desktop({ openProblem: 'No application is associated' })
  await expect(without.host.open([import.meta.filename])).rejects.toMatchObject({
    code: 'not-available',
    message: 'desktop-host.test.ts could not be opened: the system says "No application is associated".',
  })
})

test('files go to the trash of the system, and one that it does not take is an error', async () => {
  const { host, trashed } = await desktop({})
  await host.trash([import.meta.filename])
  expect(trashed).toEqual([import.meta.filename])
  await expect(host.trash(['/nowhere/at/all.jpg'])).rejects.toMatchObject({ code: 'not-found' })
  const without = await desktop({ noTrash: true })
  await expect(without.host.trash([import.meta.filename])).rejects.toMatchObject({ code: 'not-available' })
})

test.each([
  [false, `icon of ${import.meta.filename}`],
  [true, 'a grey square of 32'],
])('files are dragged out of the window with a picture, where the system has none %s', async (noIcons, icon) => {
  const { host, windows } = await desktop({ noIcons })
  await host.drag([import.meta.filename])
  new (await import('electron')).BrowserWindow()
  const files = [import.meta.filename, import.meta.filename]
  await host.drag(files)
  await expect(host.drag([import.meta.filename, '/nowhere/at/all.jpg'])).rejects.toMatchObject({ code: 'not-found' })
  const drags = windows[0]?.webContents.drags ?? []
  expect(drags.map((drag) => ({ ...drag, icon: String(drag.icon) }))).toEqual([
    { file: import.meta.filename, files, icon },
  ])
})
