/** What a person set for the library, as those who act on it read it. */
import type { LibrarySettings } from './contract/settings.ts'
import { AppError } from './contract/errors.ts'
import type { FaceSearch } from './library/faces.ts'
import type { Library } from './library/open.ts'
import { faceSearcher, type FacesManifest } from './packs/manifest.ts'

export interface SettingService {
  get(): LibrarySettings
  /** @throws AppError `not-available` where nobody looks for faces. */
  setSmallestFace(smallest: number): void
  /** How faces are looked for now; null where nobody looks. */
  readonly faceSearch: () => FaceSearch | null
}

export function createSettingService(
  { settings }: Pick<Library, 'settings'>,
  faces: FacesManifest | null,
  onFacesChanged: () => void,
): SettingService {
  const smallestFace = (): number | null =>
    faces === null ? null : (settings.get('smallestFace') ?? faces.look.smallest)
  return {
    get: () => ({ smallestFace: smallestFace() }),
    setSmallestFace: (smallest) => {
      if (faces === null) throw new AppError('not-available', 'No face detector is installed.')
      if (smallest === smallestFace()) return
      settings.set('smallestFace', smallest)
      onFacesChanged()
    },
    faceSearch: () => {
      const smallest = smallestFace()
      return faces === null || smallest === null ? null : { detector: faceSearcher(faces), smallest }
    },
  }
}
