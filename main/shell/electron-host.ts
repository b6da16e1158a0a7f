/** What the core asks the desktop for: the folder dialog and the file manager. */
import { BrowserWindow, dialog, shell } from 'electron'
import { stat } from 'node:fs/promises'
import { sep } from 'node:path'
import { AppError } from '../contract/errors.ts'

export interface DesktopHost {
  chooseFolder(): Promise<string | null>
  reveal(path: string): Promise<void>
}

export function createDesktopHost(): DesktopHost {
  return {
    async chooseFolder() {
      const options = { title: 'Choose a folder of photos', properties: ['openDirectory' as const] }
      const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]
      const answer = await (window === undefined
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(window, options))
      const path = answer.canceled ? undefined : answer.filePaths[0]
      return path === undefined ? null : path.replaceAll(sep, '/')
    },
    async reveal(path) {
      // The path is one the core resolved from a photo's id. The file manager says nothing where there is no file.
      const native = path.replaceAll('/', sep)
      await stat(native).catch((cause: unknown) => {
        throw new AppError('not-found', `The file ${path} is not there now.`, { cause })
      })
      shell.showItemInFolder(native)
    },
  }
}
