/** What the image tower looks at. */
import type { ModelManifest } from '../packs/manifest.ts'
import type { RgbPicture } from './measure.ts'
import { giveBack } from './memory.ts'
import { squash } from './resample.ts'

/** Model input of one picture: f32 [3, height, width], (value / 255 - mean) / std. */
export function pictureInput(small: RgbPicture, image: ModelManifest['image']): Float32Array<ArrayBuffer> {
  const rgb = squash(small, image.width, image.height)
  const pixels = image.width * image.height
  const planes = new Float32Array(3 * pixels)
  for (let channel = 0; channel < 3; channel++) {
    const mean = image.mean[channel] ?? 0
    const scale = 1 / (255 * (image.std[channel] ?? 1))
    const shift = mean / (image.std[channel] ?? 1)
    for (let pixel = 0; pixel < pixels; pixel++)
      planes[channel * pixels + pixel] = rgb[pixel * 3 + channel]! * scale - shift
  }
  giveBack(rgb)
  return planes
}
