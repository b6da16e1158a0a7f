import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readFaceDetector, readManifest } from '../../main/packs/manifest.ts'
import { createSettingService } from '../../main/settings.ts'
import { temporaryLibrary } from '../support/temporary-library.ts'

const MANIFESTS = new URL('../../models/manifests/', import.meta.url)

async function detector() {
  const { id } = await readManifest(fileURLToPath(new URL('podium-small.json', MANIFESTS)))
  const faces = await readFaceDetector(fileURLToPath(new URL('podium-faces.json', MANIFESTS)), id)
  if (faces === null) throw new Error('The shipped face detector is missing.')
  return faces
}

test('the smallest face is the detector’s own until a person sets another, which is told once', async () => {
  const library = temporaryLibrary()
  const faces = await detector()
  let told = 0
  const settings = createSettingService(library, faces, () => (told += 1))
  expect(settings.get()).toEqual({ smallestFace: faces.look.smallest })
  settings.setSmallestFace(faces.look.smallest)
  expect(told).toBe(0)
  settings.setSmallestFace(0.15)
  settings.setSmallestFace(0.15)
  expect(told).toBe(1)
  expect(settings.faceSearch()?.smallest).toBe(0.15)
  expect(createSettingService(library, faces, () => undefined).get()).toEqual({ smallestFace: 0.15 })
})

test('without a detector there is nothing to set', () => {
  const settings = createSettingService(temporaryLibrary(), null, () => undefined)
  expect(settings.get()).toEqual({ smallestFace: null })
  expect(settings.faceSearch()).toBeNull()
  expect(() => {
    settings.setSmallestFace(0.1)
  }).toThrow(/No face detector/u)
})
