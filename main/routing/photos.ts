/** The calls that ask about photos. */
import { sep } from 'node:path'
import { AppError } from '../contract/errors.ts'
import type { Library } from '../library/open.ts'
import type { Implementer } from './implementer.ts'

// The inferred type names every procedure; spelling it out would write the contract a second time.

export function photoRoutes(
  { photos: os }: Implementer,
  library: Pick<Library, 'photos' | 'photoFacts' | 'sidecars' | 'faces' | 'failures'>,
) {
  return {
    get: os.get.handler(({ input }) => {
      const photo = library.photos.get(input.photoId)
      if (photo === null) throw new AppError('not-found', 'This photo is no longer in the library.')
      const { photoId } = photo
      const [faces, sidecar] = [library.faces.of(photoId), library.sidecars.saidOf(photoId)]
      return { ...photo, faces, sidecar, failure: library.failures.of(photoId) }
    }),
    /** Paths of files on a drive that is not connected are paths all the same. */
    paths: os.paths.handler(({ input }) => ({
      paths: library.photoFacts
        .of(input.photoIds)
        .filter(({ missing }) => !missing)
        .map(({ path }) => path.replaceAll('/', sep)),
    })),
  }
}
