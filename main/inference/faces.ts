/**
 * Finds faces, to count them and to measure the largest; it knows nobody and keeps nothing that could. Three small networks
 * look at ever fewer windows of a picture: one slides over it in several sizes, two decide about what it proposes (MTCNN:
 * Zhang, Zhang, Li and Qiao, 2016). `models/faces/detect.py` is the reference, step by step.
 */
import { join } from 'node:path'
import { faceSearcher, type FacesManifest } from '../packs/manifest.ts'
import type { FaceBox, FoundFaces, PhotoToAnalyse } from './api.ts'
import { shift, square, suppress, type Box } from './boxes.ts'
import { CellMeans, type Part } from './cells.ts'
import type { Containers } from './containers.ts'
import { decodeSmall, readThumbnail } from './images.ts'
import type { RgbPicture } from './measure.ts'
import { giveBack } from './memory.ts'
import { openModel, type OpenModel, type RuntimeOptions } from './runtime.ts'
import { outputOf } from './towers.ts'

export interface FaceDetector {
  /**
   * @param picture the small picture that thumbnails are made of.
   * @param smallest width of the smallest face to look for, as a share of the picture's longer side.
   */
  find(picture: RgbPicture, smallest: number): Promise<FoundFaces>
}

/** How much two boxes may share: within one size of the pyramid, between sizes and networks, and in the end. */
const SHARED_IN_SIZE = 0.5
const SHARED = 0.7
/** Crops in one run: bounds the memory of a crowd. */
const CROPS = 64
/**
 * Pixels the sliding network sees in one run, about: what its layers hold then are blocks that the process keeps. Larger ones go
 * back to the system, which clears them anew for every run, and that took half as long as the network itself.
 */
const STRIP_PIXELS = 30_000
/** Rows of windows in a strip, at the least: strips overlap. */
const STRIP_LEAST = 16

type Network = 'propose' | 'refine' | 'decide'

/** @throws AppError `model-damaged`. */
export async function openFaces(
  folder: string,
  manifest: FacesManifest,
  runtime: RuntimeOptions,
): Promise<FaceDetector> {
  const open = (name: Network): Promise<OpenModel> => openModel(join(folder, manifest.networks[name].file), runtime)
  const models = { propose: await open('propose'), refine: await open('refine'), decide: await open('decide') }
  return {
    async find(picture, smallest) {
      const search = new Search(picture, manifest, models)
      const decided = await search.find(smallest).finally(() => {
        search.close()
      })
      const boxes = suppress(decided, SHARED, 'smaller').map((box) => relative(box, picture))
      // A network may move a box out of the picture altogether.
      return {
        detector: faceSearcher(manifest),
        smallest,
        boxes: boxes.filter(({ width, height }) => width > 0 && height > 0),
      }
    },
  }
}

/** Of a photo that was analysed before, from its stored thumbnail where there is one. @throws DecodeError. */
export async function readFaces(
  { path, contentHash }: PhotoToAnalyse,
  thumbnailFolder: string,
  background: readonly [number, number, number],
  containers: Containers,
): Promise<RgbPicture> {
  return readThumbnail(thumbnailFolder, contentHash).catch(() => decodeSmall(path, background, containers))
}

/** Width and height in which each size of the pyramid is looked at, with its scale; the largest first. */
export function pyramid(
  { width, height }: Pick<RgbPicture, 'width' | 'height'>,
  smallest: number,
  { networks, pyramid: { step }, look }: FacesManifest,
): { readonly scale: number; readonly width: number; readonly height: number }[] {
  const window = networks.propose.side
  // Of a panorama, the share is of the side a photo would have.
  const least = Math.max(window, smallest * Math.min(look.side, Math.max(width, height)))
  const levels = []
  for (let scale = window / least; Math.min(width, height) * scale >= window; scale *= step)
    levels.push({ scale, width: Math.floor(width * scale + 1), height: Math.floor(height * scale + 1) })
  return levels
}

/** One picture under search. */
class Search {
  readonly #picture: RgbPicture
  readonly #means: CellMeans
  readonly #manifest: FacesManifest
  readonly #models: Readonly<Record<Network, OpenModel>>

  constructor(picture: RgbPicture, manifest: FacesManifest, models: Readonly<Record<Network, OpenModel>>) {
    this.#picture = picture
    this.#means = new CellMeans(picture)
    this.#manifest = manifest
    this.#models = models
  }

  /** Faces, before those are left out that share too much. */
  async find(smallest: number): Promise<Box[]> {
    const refined = await this.judge('refine', (await this.propose(smallest)).map(square))
    const chosen = suppress(refined, SHARED, 'union').map((box) => square(shift(box, 1)))
    return (await this.judge('decide', chosen)).map((box) => shift(box, 1))
  }

  close(): void {
    this.#means.close()
  }

  /** Windows that may hold a face, by the network that slides; at most as many as the manifest allows. */
  async propose(smallest: number): Promise<Box[]> {
    const found: Box[] = []
    for (const level of pyramid(this.#picture, smallest, this.#manifest))
      found.push(...suppress(await this.#proposeAt(level), SHARED_IN_SIZE, 'union'))
    return suppress(found, SHARED, 'union')
      .slice(0, this.#manifest.look.most)
      .map((box) => shift(box, 0))
  }

  async #proposeAt({ scale, width, height }: ReturnType<typeof pyramid>[number]): Promise<Box[]> {
    const { side, least } = this.#manifest.networks.propose
    const { stride } = this.#manifest.pyramid
    const pixels = new Float32Array(3 * width * height)
    this.#means.write(this.#whole(), width, height, pixels, 0)
    const [columns, rows] = [windowsAcross(width, side, stride), windowsAcross(height, side, stride)]
    const boxes: Box[] = []
    const most = Math.max(STRIP_LEAST, Math.floor(STRIP_PIXELS / width / stride))
    for (let first = 0; first < rows; first += most) {
      const count = Math.min(most, rows - first)
      const from = first * stride
      const to = first + count === rows ? height : from + (count - 1) * stride + side
      const part = strip(pixels, width, height, from, to)
      const { chances, shifts } = await this.#lookAt(part, width, columns * count)
      giveBack(part)
      for (let at = 0; at < chances.length; at++) {
        const score = chances[at]!
        if (score < least) continue
        const left = (at % columns) * stride + 1
        const top = (first + Math.floor(at / columns)) * stride + 1
        boxes.push({
          left: Math.floor(left / scale),
          top: Math.floor(top / scale),
          right: Math.floor((left + side - 1) / scale),
          bottom: Math.floor((top + side - 1) / scale),
          score,
          shifts: [0, 1, 2, 3].map((edge) => shifts[edge * chances.length + at]!) as [number, number, number, number],
        })
      }
    }
    giveBack(pixels)
    return boxes
  }

  async #lookAt(pixels: Float32Array, width: number, windows: number) {
    const { input, outputs } = this.#manifest.networks.propose
    const shape = [1, 3, pixels.length / width / 3, width]
    const answer = await this.#models.propose.run({ [input]: { data: pixels, shape } })
    return {
      chances: outputOf(answer, outputs.chances, windows),
      shifts: outputOf(answer, outputs.shifts, 4 * windows),
    }
  }

  /** The boxes that a network takes for faces, with its chances and shifts. */
  async judge(name: 'refine' | 'decide', boxes: readonly Box[]): Promise<Box[]> {
    const { side, least, input, outputs } = this.#manifest.networks[name]
    const inside = boxes.map((box) => ({ box, part: this.#partOf(box) })).filter(({ part }) => part !== null)
    const judged: Box[] = []
    for (let from = 0; from < inside.length; from += CROPS) {
      const some = inside.slice(from, from + CROPS)
      const size = 3 * side * side
      const pixels = new Float32Array(some.length * size)
      some.forEach(({ part }, i) => {
        if (part !== null) this.#means.write(part, side, side, pixels, i * size)
      })
      const answer = await this.#models[name].run({ [input]: { data: pixels, shape: [some.length, 3, side, side] } })
      giveBack(pixels)
      const chances = outputOf(answer, outputs.chances, some.length)
      const shifts = outputOf(answer, outputs.shifts, 4 * some.length)
      some.forEach(({ box }, i) => {
        const score = chances[i]!
        const [left = 0, top = 0, right = 0, bottom = 0] = shifts.subarray(4 * i, 4 * i + 4)
        if (score > least) judged.push({ ...box, score, shifts: [left, top, right, bottom] })
      })
    }
    return judged
  }

  #whole(): Part {
    return { left: 0, top: 0, right: this.#picture.width, bottom: this.#picture.height }
  }

  /** What of a box lies in the picture, in whole pixels, which the networks count from 1; null for nothing. */
  #partOf(box: Box): Part | null {
    const part = {
      left: Math.max(1, Math.trunc(box.left)) - 1,
      top: Math.max(1, Math.trunc(box.top)) - 1,
      right: Math.min(this.#picture.width, Math.trunc(box.right)),
      bottom: Math.min(this.#picture.height, Math.trunc(box.bottom)),
    }
    return part.right > part.left && part.bottom > part.top ? part : null
  }
}

/** Rows `from` to `to` of three planes. */
function strip(pixels: Float32Array, width: number, height: number, from: number, to: number): Float32Array {
  if (from === 0 && to === height) return pixels
  const size = (to - from) * width
  const out = new Float32Array(3 * size)
  for (let plane = 0; plane < 3; plane++)
    out.set(pixels.subarray((plane * height + from) * width, (plane * height + to) * width), plane * size)
  return out
}

/** Places of the sliding window along a side: a convolution, halved by pooling, and two more convolutions. */
function windowsAcross(pixels: number, side: number, stride: number): number {
  return Math.ceil((pixels - side) / stride) + 1
}

/** As parts of the picture's sides, cut at its edges. */
function relative({ left, top, right, bottom, score }: Box, { width, height }: RgbPicture): FaceBox {
  const across = (value: number): number => Math.min(1, Math.max(0, value / width))
  const down = (value: number): number => Math.min(1, Math.max(0, value / height))
  return {
    left: across(left),
    top: down(top),
    width: across(right) - across(left),
    height: down(bottom) - down(top),
    score,
    age: null,
  }
}
