/** The calls about files of photos: shown, opened, dragged. Which files, the library says by id. */
import { AppError } from '../contract/errors.ts'
import type { HostApi } from '../contract/host.ts'
import type { Library } from '../library/open.ts'
import type { Implementer } from './implementer.ts'

// The inferred type names every procedure; spelling it out would write the contract a second time.

export function hostRoutes({ host: os }: Implementer, library: Pick<Library, 'photos' | 'photoFacts'>, host: HostApi) {
  /** @throws AppError `not-found` where no file is there now; those that are not are left out. */
  function filesOf(photoIds: readonly number[]): string[] {
    const there = library.photoFacts.of(photoIds).filter(({ missing, offline }) => !missing && !offline)
    if (there.length === 0)
      throw new AppError('not-found', 'The files are not there now. If they lie on a drive, connect it.')
    return there.map(({ path }) => path)
  }
  return {
    capabilities: os.capabilities.handler(() => host.capabilities()),
    chooseFolder: os.chooseFolder.handler(async () => ({ path: await host.chooseFolder() })),
    listFolders: os.listFolders.handler(({ input }) => host.listFolders(input.path)),
    reveal: os.reveal.handler(async ({ input }) => {
      const file = library.photos.fileOf(input.photoId)
      if (file === null) throw new AppError('not-found', 'This photo is no longer in the library.')
      await host.reveal(file.path)
      return {}
    }),
    open: os.open.handler(async ({ input }) => {
      await host.open(filesOf(input.photoIds))
      return {}
    }),
    drag: os.drag.handler(async ({ input }) => {
      await host.drag(filesOf(input.photoIds))
      return {}
    }),
  }
}
