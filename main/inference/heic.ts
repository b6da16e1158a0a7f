/** HEIC and HEIF to pixels, through libheif as WebAssembly. Blocks the thread: inference process only. */
// The package has no types; the tests' program finds them only by this line.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./libheif-js.d.ts" />
import libheif from 'libheif-js/wasm-bundle.js'

export interface RgbaPicture {
  /** [height, width, 4], 8 bits, already turned upright. */
  readonly data: Uint8ClampedArray
  readonly width: number
  readonly height: number
}

/** Throws where the file holds no picture that can be decoded. */
export async function decodeHeic(bytes: Uint8Array, pixelLimit: number): Promise<RgbaPicture> {
  const images = new libheif.HeifDecoder().decode(bytes)
  const [image] = images
  if (image === undefined) throw new Error('The file holds no HEIC picture.')
  try {
    const width = image.get_width()
    const height = image.get_height()
    if (width * height > pixelLimit) throw new Error('Input image exceeds pixel limit')
    const target = { data: new Uint8ClampedArray(width * height * 4), width, height }
    const shown = await new Promise<boolean>((resolve) => {
      image.display(target, (result) => {
        resolve(result !== null)
      })
    })
    if (!shown) throw new Error('The HEIC picture is damaged.')
    return target
  } finally {
    for (const one of images) one.free()
  }
}
