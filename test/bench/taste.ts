/**
 * What answers are worth: persons whose taste is planted are asked as Podium asks, over the photos of the model's background.
 * Each figure is a mean over persons; agreement is with what the person would say of pairs that were never asked.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readManifest } from '../../main/packs/manifest.ts'
import { learn, type Answer, type Lesson, type Taught } from '../../main/ranking/lesson.ts'
import { dot } from '../../main/ranking/preference.ts'
import { pairByChance, pairThatTeaches, type Candidate } from '../../main/ranking/questions.ts'
import { seeded } from '../support/picture-maker.ts'
import { plantedTaste, standardised } from '../support/planted-taste.ts'

const models = fileURLToPath(new URL('../../models/', import.meta.url))
const PERSONS = 24
const STEPS = [8, 16, 24, 32, 48]
const FRESH_PAIRS = 500
/** As the places that Podium asks about. */
const CANDIDATES = 160
/** Of a pair one deviation apart in what they like, persons say the right one this often: 92 %. */
const SURENESS = 2.5

/** What a person likes of each photo, in deviations. */
type Person = (photos: readonly Taught[], random: () => number) => number[]

const PERSONS_OF: Readonly<Record<string, Person>> = {
  /** Follow the order, and twice as much a direction of their own. */
  ownTaste: (photos, random) => plantedTaste(photos, directionOf(photos, random), 0.5, 1),
  /** Follow the order, and like whatever resembles one of three photos. */
  likesOfThree: (photos, random) => {
    const three = [0, 1, 2].map(() => anyOf(photos, random).vector)
    const likeness = standardised(photos.map(({ vector }) => Math.max(...three.map((one) => dot(vector, one)))))
    return standardised(photos.map(({ score }, i) => 0.5 * score + likeness[i]!))
  },
  /** Mean just what the order says. */
  asTheOrder: (photos) => photos.map(({ score }) => score),
  /** Throw a coin. */
  coin: (photos) => photos.map(() => 0),
}

export async function benchTaste(): Promise<unknown> {
  const manifest = await readManifest(join(models, 'manifests/podium-small.json'))
  const width = manifest.vector.dimension
  const bytes = await readFile(join(models, manifest.similarity.background.file))
  const halves = new Float16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
  const vectors = Array.from({ length: halves.length / width }, (_, i) =>
    Float32Array.from(halves.subarray(i * width, (i + 1) * width)),
  )
  const figures: Record<string, unknown> = {}
  for (const [name, person] of Object.entries(PERSONS_OF)) figures[name] = askPersons(vectors, person)
  return { photos: vectors.length, persons: PERSONS, ofEachKind: figures }
}

function askPersons(vectors: readonly Float32Array[], person: Person): unknown {
  const steps = STEPS.map((answers) => ({
    answers,
    used: 0,
    orderAlone: 0,
    withTaste: 0,
    shownBefore: 0,
    shownAfter: 0,
  }))
  for (let seed = 1; seed <= PERSONS; seed++) {
    const random = seeded(seed)
    const photos = libraryOf(vectors, random)
    const liking = person(photos, random)
    const says = (i: number, j: number): boolean => random() < 1 / (1 + Math.exp(-SURENESS * (liking[i]! - liking[j]!)))
    const answers: Answer[] = []
    const asked: [string, string][] = []
    const width = vectors[0]?.length ?? 0
    for (const step of steps) {
      while (answers.length < step.answers) ask(photos, learn(answers, width), answers, asked, says)
      const lesson = learn(answers, width)
      const fresh = agreementOf(photos, liking, lesson, seeded(1_000 + seed))
      step.used += Number(lesson.helps) / PERSONS
      step.orderAlone += fresh.before / PERSONS
      step.withTaste += (lesson.helps ? fresh.after : fresh.before) / PERSONS
      step.shownBefore += (lesson.agreementBefore ?? 0) / PERSONS
      step.shownAfter += (lesson.agreementAfter ?? 0) / PERSONS
    }
  }
  return steps.map((step) =>
    Object.fromEntries(Object.entries(step).map(([key, value]) => [key, Number(value.toFixed(2))])),
  )
}

function ask(
  photos: readonly Candidate[],
  lesson: Lesson,
  answers: Answer[],
  asked: [string, string][],
  says: (i: number, j: number) => boolean,
): void {
  const heldOut = answers.length % 4 === 3
  const candidates = photos.slice(0, CANDIDATES)
  const pair = heldOut
    ? pairByChance(candidates, { pairs: asked }, asked.length)
    : pairThatTeaches(candidates, lesson.preference, { pairs: asked })
  if (pair === null) throw new Error('Nothing is left to ask.')
  const [i, j] = pair
  const [left, right] = [photos[i]!, photos[j]!]
  asked.push([left.contentHash, right.contentHash])
  answers.push({ left, right, choice: says(i, j) ? 'left' : 'right', heldOut })
}

/** The photos in an order of their own, first place first. */
function libraryOf(vectors: readonly Float32Array[], random: () => number): Candidate[] {
  const plain = vectors.map((vector) => ({ score: 0, vector }))
  const direction = directionOf(plain, random)
  const scores = standardised(vectors.map((vector) => dot(vector, direction)))
  return vectors
    .map((vector, i) => ({ vector, score: scores[i]!, contentHash: String(i), moment: -1 }))
    .toSorted((a, b) => b.score - a.score)
    .map((photo, position) => ({ ...photo, position }))
}

/** From one photo to another. */
function directionOf(photos: readonly Taught[], random: () => number): Float32Array {
  const from = anyOf(photos, random).vector
  const to = anyOf(photos, random).vector
  const direction = to.map((value, k) => value - from[k]!)
  return Math.hypot(...direction) < 0.1 ? directionOf(photos, random) : direction
}

function anyOf(photos: readonly Taught[], random: () => number): Taught {
  return photos[Math.floor(random() * photos.length)]!
}

function agreementOf(
  photos: readonly Taught[],
  liking: readonly number[],
  { preference }: Lesson,
  random: () => number,
): { before: number; after: number } {
  let before = 0
  let after = 0
  for (let n = 0; n < FRESH_PAIRS; n++) {
    const i = Math.floor(random() * photos.length)
    const j = (i + 1 + Math.floor(random() * (photos.length - 1))) % photos.length
    const says = liking[i] === liking[j] ? random() < 0.5 : liking[i]! > liking[j]!
    const [left, right] = [photos[i]!, photos[j]!]
    before += Number(left.score > right.score === says) / FRESH_PAIRS
    after += Number(preference.predict(left) > preference.predict(right) === says) / FRESH_PAIRS
  }
  return { before, after }
}
