/**
 * Measured axes of the pixels. Sharpness and noise are read on native pixels, because a blur of two pixels is gone once
 * a photo is made small; the rest on the small picture, where it is the same and costs nothing.
 *
 * - sharpness: 0..100 points: the logarithm of the blur of the sharpest regions, so that a soft background is no fault;
 *   noise: sigma in 8-bit levels, where the picture is flattest. Both in `detail.ts`.
 * - brightness: mean luma, percent. contrast: its standard deviation, percent (RMS contrast; Peli, 1990).
 * - clipping: percent of pixels at 0..2 or 253..255 in luma.
 * - colourfulness: Hasler and Suesstrunk, 2003, for 8-bit sRGB.
 * - warmth: mean of b* (CIELAB, D65): blue below 0, yellow above.
 */
import type { PictureMeasures } from './api.ts'
import { measureDetail } from './detail.ts'

/** Raised when a definition changes, so that old values are told from new. */
export const MEASURES_VERSION = 1

/** One 8-bit channel, [height, width]. */
export interface Plane {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

/** 8-bit sRGB, [height, width, 3]. */
export type RgbPicture = Plane

/**
 * @param detail luminance at native size, or near it.
 * @param small the whole picture, at most some hundred pixels wide.
 * @param scale how many pixels of the file one pixel of `detail` stands for: above 1 only for very large pictures.
 */
export function measurePicture(detail: Plane, small: RgbPicture, scale = 1): PictureMeasures {
  return { version: MEASURES_VERSION, ...measureDetail(detail, scale), ...toneOf(small) }
}

/** Cube roots are dear: a fifth of the pixels has the same mean. */
const WARMTH_STEP = 5

type Tone = Pick<PictureMeasures, 'brightness' | 'contrast' | 'clipping' | 'colourfulness' | 'warmth'>

function toneOf({ data, width, height }: RgbPicture): Tone {
  const count = width * height
  let light = 0,
    lightSquared = 0,
    clipped = 0,
    warmth = 0
  let rg = 0,
    rgSquared = 0,
    yb = 0,
    ybSquared = 0
  for (let at = 0; at < count * 3; at += 3) {
    const red = data[at]!
    const green = data[at + 1]!
    const blue = data[at + 2]!
    const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    light += luma
    lightSquared += luma * luma
    if (luma <= 2 || luma >= 253) clipped += 1
    const redGreen = red - green
    const yellowBlue = (red + green) / 2 - blue
    rg += redGreen
    rgSquared += redGreen * redGreen
    yb += yellowBlue
    ybSquared += yellowBlue * yellowBlue
  }
  for (let at = 0; at < count * 3; at += WARMTH_STEP * 3) warmth += labB(data[at]!, data[at + 1]!, data[at + 2]!)
  const deviation = (sum: number, squared: number): number =>
    Math.sqrt(Math.max(0, squared / count - (sum / count) ** 2))
  const spread = Math.hypot(deviation(rg, rgSquared), deviation(yb, ybSquared))
  return {
    brightness: (100 * light) / count / 255,
    contrast: (100 * deviation(light, lightSquared)) / 255,
    clipping: (100 * clipped) / count,
    colourfulness: spread + 0.3 * Math.hypot(rg / count, yb / count),
    warmth: warmth / Math.ceil(count / WARMTH_STEP),
  }
}

/** b* of CIELAB under D65 for 8-bit sRGB. */
function labB(red: number, green: number, blue: number): number {
  const [r, g, b] = [LINEAR[red]!, LINEAR[green]!, LINEAR[blue]!]
  const y = 0.2126729 * r + 0.7151522 * g + 0.072175 * b
  const z = (0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883
  return 200 * (cubeRoot(y) - cubeRoot(z))
}

function cubeRoot(value: number): number {
  return value > 216 / 24_389 ? Math.cbrt(value) : (24_389 / 27 / 116) * value + 16 / 116
}

/** sRGB byte to linear light. */
const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
})
