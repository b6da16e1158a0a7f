/** Real pictures of moments: a burst, a bracket, a panorama, and photos on their own, with what a camera writes into them. */
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { age } from './picture-folder.ts'
import { drawScene } from './picture-maker.ts'

const [WIDTH, HEIGHT] = [640, 480]

export interface Shot {
  readonly name: string
  readonly scene: number
  /** Seconds after noon; without it the file has a time alone. */
  readonly at?: number
  readonly bias?: string
  readonly change?: (picture: Sharp) => Sharp
}

/** What the camera sees of a scene twice as wide, from so many of its pixels on. */
function from(left: number): (picture: Sharp) => Sharp {
  return (picture) => picture.extract({ left, top: 0, width: WIDTH, height: HEIGHT })
}

const front = from(0)
/** Frames of one moment; the last is the least sharp and a stop lighter. */
export const BURST: readonly Shot[] = [
  { name: 'burst/1.jpg', scene: 1, at: 0 },
  { name: 'burst/2.jpg', scene: 1, at: 1, change: from(8) },
  { name: 'burst/3.jpg', scene: 1, at: 2, change: (picture) => front(picture).blur(2).linear(1.2, 0) },
]
export const BRACKET: readonly Shot[] = [
  { name: 'bracket/1.jpg', scene: 2, at: 60, bias: '0/1' },
  { name: 'bracket/2.jpg', scene: 2, at: 61, bias: '-1/3', change: (picture) => front(picture).linear(0.9, 0) },
  { name: 'bracket/3.jpg', scene: 2, at: 62, bias: '1/3', change: (picture) => front(picture).linear(1.1, 0) },
]
export const PANORAMA: readonly Shot[] = [0, 210, 420, 630].map((left, i) => ({
  name: `panorama/${String(i)}.jpg`,
  scene: 3,
  at: 120 + i,
  change: from(left),
}))
export const ALONE: readonly Shot[] = [
  // Follows the burst at once and shows something else; shows the scene of the burst an hour later; has no date.
  { name: 'next.jpg', scene: 4, at: 3 },
  { name: 'later.jpg', scene: 1, at: 3_600, change: (picture) => front(picture).blur(1) },
  { name: 'undated.jpg', scene: 5 },
]

export async function shoot(folder: string, { name, scene, at, bias, change = front }: Shot): Promise<void> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  const { data } = drawScene(2 * WIDTH, HEIGHT, scene)
  const whole = sharp(data, { raw: { width: 2 * WIDTH, height: HEIGHT, channels: 1 } })
  const taken = at === undefined ? null : new Date(Date.UTC(2019, 6, 14, 12, 0, at)).toISOString().slice(0, 19)
  const dated = taken === null ? {} : { DateTimeOriginal: taken.replaceAll('-', ':').replace('T', ' ') }
  const asked = bias === undefined ? {} : { ExposureBiasValue: bias }
  const picture = change(whole).toColourspace('srgb').jpeg({ quality: 92 })
  await picture.withExif({ IFD0: { Make: 'FUJIFILM', Model: 'X-T3' }, IFD2: { ...dated, ...asked } }).toFile(path)
  await age(path)
}
