/**
 * How old faces look, and whether they are faces of people at all: the detector takes dogs and clouds for faces too. The image
 * tower looks at each face by itself, cut out of the picture, and a small network that was trained
 * on faces of known age goes on from what the tower holds inside. `models/ages` is the reference. Guesses about pictures: nobody
 * is recognised, and only the number of years is kept.
 */
import { join } from 'node:path'
import type { FacesManifest, ModelManifest } from '../packs/manifest.ts'
import type { FaceBox, FoundFaces } from './api.ts'
import { pictureInput } from './input.ts'
import type { RgbPicture } from './measure.ts'
import { openModel, type RuntimeOptions, type TensorValue } from './runtime.ts'
import { outputOf, type Towers } from './towers.ts'

export type AgesManifest = NonNullable<FacesManifest['ages']>

export interface LookedAt {
  /** Years that it looks. */
  readonly years: number
  /** Chance that it is the face of a person, drawn or painted ones too. */
  readonly person: number
  /** Too small a chance: not a face. */
  readonly none: boolean
}

export interface AgeGuesser {
  /** Which of these faces are large enough; of a crowd, the largest ones. By index. */
  chosen(boxes: readonly FaceBox[], picture: Pick<RgbPicture, 'width' | 'height'>): number[]
  /** Looks at one face. @param picture the one it was found in */
  look(picture: RgbPicture, box: FaceBox): Promise<LookedAt>
}

/** @throws AppError `model-damaged`. */
export async function openAges(
  folder: string,
  { file, inputs, outputs, leastPerson, cut, least, most }: AgesManifest,
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
    async look(picture, box) {
      const face = pictureInput(cutOut(picture, box, cut), model.image)
      const inside = await towers.readInside(
        [face],
        inputs.map(({ from }) => from),
      )
      const feeds = inputs.map(({ name, from, shape }): [string, TensorValue] => {
        const length = shape.reduce((product, side) => product * side, 1)
        return [name, { data: outputOf(inside, from, length), shape: [1, ...shape] }]
      })
      const found = await head.run(Object.fromEntries(feeds))
      const [years = NaN] = outputOf(found, outputs.years, 1)
      const [person = NaN] = outputOf(found, outputs.person, 1)
      if (!Number.isFinite(years) || !Number.isFinite(person)) throw new Error('What a face looks like is no number.')
      return { years: Math.max(0, years), person, none: person < leastPerson }
    },
  }
}

/**
 * The faces with the years they look, without what is no face of a person. Those that are not looked at, or cannot be, stay as
 * they are.
 *
 * @param turn runs the look at one face when it is its turn
 */
export async function lookAtFaces(
  found: FoundFaces,
  picture: RgbPicture,
  guesser: AgeGuesser,
  turn: (work: () => Promise<LookedAt>) => Promise<LookedAt>,
): Promise<FoundFaces> {
  const boxes: (FaceBox | null)[] = [...found.boxes]
  for (const index of guesser.chosen(found.boxes, picture)) {
    const box = found.boxes[index]!
    const seen = await turn(() => guesser.look(picture, box)).catch(() => null)
    if (seen !== null) boxes[index] = seen.none ? null : { ...box, age: seen.years }
  }
  return { ...found, boxes: boxes.filter((box) => box !== null) }
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
