/**
 * Puts pictures through all that indexing does with them and keeps nothing: no queues, no database, no messages.
 * Says `ready` to its parent once it is warm; each number it then gets is the seconds to work for, answered with `Worked`.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { realFiles } from '../../main/indexing/files.ts'
import { openFaces } from '../../main/inference/faces.ts'
import { fingerprintOf } from '../../main/inference/fingerprint.ts'
import { decodePicture, encodeThumbnail } from '../../main/inference/images.ts'
import { pictureInput } from '../../main/inference/input.ts'
import { measurePicture } from '../../main/inference/measure.ts'
import { giveBack } from '../../main/inference/memory.ts'
import { configureImages } from '../../main/inference/pixels.ts'
import { openRanker, rowsOf, type PhotoRows } from '../../main/inference/ranker.ts'
import { openTowers, type PictureEmbedding } from '../../main/inference/towers.ts'
import { tracesOf } from '../../main/inference/traces.ts'
import { readFaceDetector, readManifest, readRanker } from '../../main/packs/manifest.ts'

const PARTS = [
  'hash',
  'decode',
  'thumbnail',
  'fingerprint',
  'measures',
  'traces',
  'prepare',
  'network',
  'faces',
  'orders',
] as const

/** CPU milliseconds of each. */
type PartTimes = Record<(typeof PARTS)[number], number>

export interface Worked {
  readonly photos: number
  readonly seconds: number
  /** For one photo. */
  readonly cpuMs: PartTimes
}

const [folder = '', models = ''] = process.argv.slice(2)
configureImages()
const manifest = await readManifest(join(models, 'manifests/podium-small.json'))
const faces = await readFaceDetector(join(models, 'manifests/podium-faces.json'), manifest.id)
if (faces === null) throw new Error('The shipped face detector is missing.')
const { smallest } = faces.look
const alone = { providers: ['cpu'], threads: 1 } as const
const detector = await openFaces(models, faces, alone)
const towers = await openTowers(models, manifest, alone)
const adapter = await readRanker(join(models, 'manifests/podium-ranker.json'), manifest.id)
if (adapter === null) throw new Error('The shipped ranking adapter is missing.')
const facts = adapter.score.measures.length + adapter.score.traces
const ranker = await openRanker(models, adapter, manifest, alone)
const files = (await readdir(folder)).toSorted().map((name) => join(folder, name))

function eachPart(of: (part: keyof PartTimes) => number): PartTimes {
  return Object.fromEntries(PARTS.map((part) => [part, of(part)])) as PartTimes
}

/** One photo through everything; adds what each part took by the system's account of this process. */
async function work(file: string, taken: PartTimes): Promise<void> {
  const timed = async <T>(part: keyof PartTimes, run: () => T | Promise<T>): Promise<T> => {
    const start = process.cpuUsage()
    const value = await run()
    const { user, system } = process.cpuUsage(start)
    taken[part] += (user + system) / 1_000
    return value
  }
  await timed('hash', () => realFiles.hash(file))
  const { small, detail } = await timed('decode', () => decodePicture(file, manifest.image.background))
  await timed('thumbnail', () => encodeThumbnail(small))
  await timed('fingerprint', () => fingerprintOf(small))
  await timed('measures', () => measurePicture(detail, small))
  await timed('traces', () => tracesOf(small, null))
  giveBack(detail.data)
  const input = await timed('prepare', () => pictureInput(small, manifest.image))
  const [embedded] = await timed('network', () => towers.embedPictures([input]))
  if (embedded === undefined || embedded instanceof Error) throw new Error('The picture has no vector.')
  await timed('faces', () => detector.find(small, smallest))
  await timed('orders', () => ranker.score(photoOf(embedded)))
  giveBack(input, small.data)
}

/** As the adapter takes it. What was measured changes nothing of the time. */
function photoOf({ vector, tokens }: PictureEmbedding): PhotoRows {
  const vectors = new Uint16Array(Float16Array.from(vector).buffer)
  const measures = new Float32Array(facts)
  return rowsOf({ vectors, tokens, measures }, manifest, facts)
}

async function workFor(seconds: number): Promise<Worked> {
  const sum = eachPart(() => 0)
  const from = performance.now()
  let photos = 0
  let passed = 0
  for (; passed < seconds; passed = (performance.now() - from) / 1_000) {
    await work(files[photos % files.length] ?? '', sum)
    photos += 1
  }
  return { photos, seconds: passed, cpuMs: eachPart((part) => sum[part] / photos) }
}

for (const file of files)
  await work(
    file,
    eachPart(() => 0),
  )
process.on('message', (seconds) => void workFor(Number(seconds)).then((worked) => process.send?.(worked)))
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
