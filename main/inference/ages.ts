/**
 * How old faces look. The image tower looks at each face by itself, cut out of the picture, and a small network that was trained
 * on faces of known age goes on from what the tower holds inside. `models/ages` is the reference. Guesses about pictures: nobody
 * is recognised, and only the number of years is kept.
 */
import { join } from 'node:path'
import type { FacesManifest, ModelManifest } from '../packs/manifest.ts'
import type { FaceBox } from './api.ts'
import { pictureInput } from './input.ts'
import type { RgbPicture } from './measure.ts'
import { openModel, type RuntimeOptions, type TensorValue } from './runtime.ts'
import { outputOf, type Towers } from './towers.ts'

export type AgesManifest = NonNullable<FacesManifest['ages']>

export interface AgeGuesser {
  /** Which of these faces are large enough; of a crowd, the largest ones. By index. */
  chosen(boxes: readonly FaceBox[], picture: Pick<RgbPicture, 'width' | 'height'>): number[]
  /** Years that one face looks. @param picture the one the face was found in */
  guess(picture: RgbPicture, box: FaceBox): Promise<number>
}

/** @throws AppError `model-damaged`. */
export async function openAges(
  folder: string,
  { file, inputs, output, cut, least, most }: AgesManifest,
  model: ModelManifest,
  towers: Pick<Towers, 'readInside'>,
  runtime: RuntimeOptions,
): Promise<AgeGuesser> {
  const head = await openModel(join(folder, file), runtime)
  return {
    chosen: (boxes, { width, height }) =>
      boxes
        .map((box, index) => ({ index, side: Math.max(box.width * width, box.height * height) }))
        .filter(({ side }) => side >= least)
        .toSorted((a, b) => b.side - a.side)
        .slice(0, most)
        .map(({ index }) => index),
    async guess(picture, box) {
      const face = pictureInput(cutOut(picture, box, cut), model.image)
      const inside = await towers.readInside(
        [face],
        inputs.map(({ from }) => from),
      )
      const feeds = inputs.map(({ name, from, shape }): [string, TensorValue] => {
        const length = shape.reduce((product, side) => product * side, 1)
        return [name, { data: outputOf(inside, from, length), shape: [1, ...shape] }]
      })
      const [years = NaN] = outputOf(await head.run(Object.fromEntries(feeds)), output, 1)
      if (!Number.isFinite(years)) throw new Error('The age of a face is no number.')
      return Math.max(0, years)
    },
  }
}

/** The square around a face, moved into the picture where it would leave it. */
export function cutOut(picture: RgbPicture, box: FaceBox, { side, right, down }: AgesManifest['cut']): RgbPicture {
  const { data, width, height } = picture
  const wanted = side * Math.max(box.width * width, box.height * height)
  const whole = Math.max(1, Math.floor(Math.min(wanted, width, height) + 0.5))
  const exact = Math.min(wanted, width, height)
  const from = (middle: number, shift: number, limit: number): number =>
    Math.floor(Math.min(Math.max(middle + shift * exact - exact / 2, 0), limit - whole) + 0.5)
  const left = from((box.left + box.width / 2) * width, right, width)
  const top = from((box.top + box.height / 2) * height, down, height)
  const part = new Uint8Array(3 * whole * whole)
  for (let y = 0; y < whole; y++) {
    const start = 3 * ((top + y) * width + left)
    part.set(data.subarray(start, start + 3 * whole), 3 * y * whole)
  }
  return { data: part, width: whole, height: whole }
}
