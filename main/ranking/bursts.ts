/**
 * Frames of one moment: of one camera and folder, taken within seconds of each other, and looking alike. Frames that
 * belong together as a whole are no burst: a bracket of exposures by what the camera was asked for, a panorama by
 * showing something else in each frame. Copies of the same bytes are one picture, wherever they lie.
 */
import type { Catalogue } from './catalogue.ts'
import { Frames, type FrameSource } from './frames.ts'

/** Between one frame and the next; times of cameras are whole seconds. */
const PAUSE_MS = 3_000
/**
 * Bits of 64 in which a frame differs at most from the one before it, and from the first: a slow pan ends a burst.
 * Different pictures differ in 32 on average, the most alike of some thousand pairs in 20; a hand that moves by some
 * hundredths of the picture, in about 10.
 */
const DISTANCE = 12
const DISTANCE_FROM_FIRST = 18
/**
 * Where only the file has a time, which a copy or a download gives to many at once, nearness in time says little:
 * only what is nearly the same picture counts, and no chain leads away from the first.
 */
const DISTANCE_UNDATED = 6
/** Exposures asked for come in thirds of an EV at the finest. */
const SAME_EXPOSURE = 0.25

export class Bursts {
  readonly #frames: Frames
  #revision = -1
  #groups = new Int32Array(0)

  constructor(source: FrameSource) {
    this.#frames = new Frames(source)
  }

  /** Burst of each catalogue row; -1 for a photo on its own. */
  groups(catalogue: Catalogue): Int32Array {
    if (this.#revision !== catalogue.revision) {
      this.#frames.refresh(catalogue)
      this.#groups = groupFrames(catalogue, this.#frames)
      this.#revision = catalogue.revision
    }
    return this.#groups
  }
}

/** Above any number of cameras. */
const CAMERAS = 1 << 20

function groupFrames(catalogue: Catalogue, frames: Frames): Int32Array<ArrayBuffer> {
  const links = new Links(catalogue.size)
  const cameras = new Map<string | null, number>()
  // Two cameras at one party take turns: each has its own frames.
  const moments = new Map<number, number[]>()
  const copies = new Int32Array(frames.contentCount).fill(-1)
  for (const row of catalogue.members(undefined).rows) {
    const content = frames.content(row)
    const copy = copies[content] ?? -1
    if (copy !== -1) links.join(copy, row)
    else if (content !== -1) copies[content] = row
    const ms = catalogue.takenMs(row)
    if (!frames.known(row) || Number.isNaN(ms)) continue
    const name = catalogue.cameras[row] ?? null
    let camera = cameras.get(name)
    if (camera === undefined) cameras.set(name, (camera = cameras.size))
    const key = catalogue.folderIds[row]! * CAMERAS + camera
    const moment = moments.get(key)
    // Newest first.
    if (moment !== undefined && catalogue.takenMs(moment.at(-1)!) - ms <= PAUSE_MS) moment.push(row)
    else {
      if (moment !== undefined) joinAlike(moment, catalogue, frames, links)
      moments.set(key, [row])
    }
  }
  for (const moment of moments.values()) joinAlike(moment, catalogue, frames, links)
  return links.groups()
}

function joinAlike(moment: readonly number[], catalogue: Catalogue, frames: Frames, links: Links): void {
  if (moment.length < 2) return
  for (const run of runsOfOneExposure(moment, catalogue, frames)) {
    let first = -1
    let last = -1
    for (const row of run) {
      if (first !== -1 && alike(row, last, first, frames)) links.join(first, row)
      else first = row
      last = row
    }
  }
}

function alike(row: number, last: number, first: number, frames: Frames): boolean {
  const dated = frames.dated(row) && frames.dated(last) && frames.dated(first)
  const [near, far] = dated ? [DISTANCE, DISTANCE_FROM_FIRST] : [DISTANCE_UNDATED, DISTANCE_UNDATED]
  return frames.distance(row, last) <= near && frames.distance(row, first) <= far
}

/**
 * A bracket asks for each exposure once, so each frame of it is a run of its own, however often it is repeated. The
 * frame of a longer run that stands beside another exposure may be the one the bracket has of this: it stays out.
 */
function runsOfOneExposure(
  moment: readonly number[],
  catalogue: Catalogue,
  frames: Frames,
): readonly (readonly number[])[] {
  const asked = moment.map((row) => frames.exposure(row)).filter((exposure) => !Number.isNaN(exposure))
  if (asked.every((exposure) => !differs(exposure, asked[0]!))) return [moment]
  // Rows come newest first, but within a second by name, which goes up with time.
  const inTime = moment.toSorted(
    (a, b) => catalogue.takenMs(a) - catalogue.takenMs(b) || (catalogue.names[a]! < catalogue.names[b]! ? -1 : 1),
  )
  const runs: number[][] = []
  let exposure = NaN
  for (const row of inTime) {
    const own = frames.exposure(row)
    const run = runs.at(-1)
    if (run === undefined || differs(own, exposure)) runs.push([row])
    else run.push(row)
    if (!Number.isNaN(own)) exposure = own
  }
  return runs.map((run, i) => run.slice(i > 0 ? 1 : 0, i < runs.length - 1 ? -1 : undefined))
}

/** A frame that does not say what was asked for, as one that was edited, may be of any exposure. */
function differs(a: number, b: number): boolean {
  return Math.abs(a - b) > SAME_EXPOSURE
}

/** Rows joined in pairs, and the groups that follow. */
class Links {
  readonly #parents: Int32Array

  constructor(size: number) {
    this.#parents = Int32Array.from({ length: size }, (_, row) => row)
  }

  join(a: number, b: number): void {
    this.#parents[this.#root(b)] = this.#root(a)
  }

  /** Numbers from 0; -1 for rows joined with none. */
  groups(): Int32Array<ArrayBuffer> {
    const parents = this.#parents
    const groups = new Int32Array(parents.length).fill(-1)
    let next = 0
    for (let row = 0; row < parents.length; row++) {
      const root = this.#root(row)
      if (root === row) continue
      if (groups[root] === -1) groups[root] = next++
      groups[row] = groups[root]!
    }
    return groups
  }

  #root(row: number): number {
    const parents = this.#parents
    let at = row
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!
      at = parents[at]!
    }
    return at
  }
}
