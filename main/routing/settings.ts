/** The calls about what a person sets once. */
import type { LibrarySettings } from '../contract/settings.ts'
import type { Implementer } from './implementer.ts'

/** What these calls need; the app brings it. */
export interface SettingsToTell {
  get(): LibrarySettings
  setSmallestFace(smallest: number): void
}

// The inferred type names every procedure; spelling it out would write the contract a second time.

export function settingRoutes({ settings: os }: Implementer, settings: SettingsToTell) {
  return {
    get: os.get.handler(() => settings.get()),
    setSmallestFace: os.setSmallestFace.handler(({ input }) => {
      settings.setSmallestFace(input.smallestFace)
      return {}
    }),
  }
}
