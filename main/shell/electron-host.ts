/** What the core asks the desktop for: the folder dialog, the file manager, other programs, the trash. */
import { app, BrowserWindow, dialog, nativeImage, shell, type NativeImage } from 'electron'
import { stat } from 'node:fs/promises'
import { basename, sep } from 'node:path'
import { AppError } from '../contract/errors.ts'

/** Paths are ones the core resolved from the ids of photos. */
export interface DesktopHost {
  chooseFolder(): Promise<string | null>
  reveal(path: string): Promise<void>
  open(paths: readonly string[]): Promise<void>
  drag(paths: readonly string[]): Promise<void>
  trash(paths: readonly string[]): Promise<void>
}

/** Of the picture under the pointer where the system has none for the file. */
const GREY_ICON_PX = 32

export function createDesktopHost(): DesktopHost {
  const front = (): BrowserWindow | undefined => BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]
  return {
    async chooseFolder() {
      const options = { title: 'Choose a folder of photos', properties: ['openDirectory' as const] }
      const window = front()
      const answer = await (window === undefined
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(window, options))
      const path = answer.canceled ? undefined : answer.filePaths[0]
      return path === undefined ? null : path.replaceAll(sep, '/')
    },
    async reveal(path) {
      // The file manager says nothing where there is no file.
      shell.showItemInFolder(await present(path))
    },
    async open(paths) {
      for (const path of paths) {
        const problem = await shell.openPath(await present(path))
        if (problem !== '')
          throw new AppError('not-available', `${basename(path)} could not be opened: the system says "${problem}".`)
      }
    },
    async drag(paths) {
      const files = await Promise.all(paths.map(present))
      const [file] = files
      const contents = front()?.webContents
      if (file === undefined || contents === undefined) return
      contents.startDrag({ file, files, icon: await iconOf(file) })
    },
    async trash(paths) {
      for (const path of paths) {
        const native = await present(path)
        await shell.trashItem(native).catch((cause: unknown) => {
          throw new AppError('not-available', `${basename(path)} could not be moved to the trash.`, { cause })
        })
      }
    },
  }
}

/** The path as this system writes it. */
async function present(path: string): Promise<string> {
  const native = path.replaceAll('/', sep)
  await stat(native).catch((cause: unknown) => {
    throw new AppError('not-found', `The file ${path} is not there now.`, { cause })
  })
  return native
}

/** A drag without a picture is refused by some systems. */
async function iconOf(file: string): Promise<NativeImage> {
  const icon = await app.getFileIcon(file).catch(() => null)
  if (icon !== null && !icon.isEmpty()) return icon
  const size = { width: GREY_ICON_PX, height: GREY_ICON_PX }
  return nativeImage.createFromBitmap(Buffer.alloc(4 * GREY_ICON_PX * GREY_ICON_PX, 0x80), size)
}
