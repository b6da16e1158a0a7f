/** What the inference process does with each request: decode, measure, embed, compare. Holds no state that matters. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../contract/errors.ts'
import type { ModelManifest } from '../packs/manifest.ts'
import type {
  AnalyseFailed,
  AnalyseResult,
  Configuration,
  Encoded,
  Fingerprint,
  FoundFaces,
  LateFaces,
  MatrixBlock,
  Meaning,
  PhotoNumbers,
  PhotoToAnalyse,
  RuntimeFacts,
  SelfTestResult,
  Similarity,
} from './api.ts'
import { lookAtFaces, openAges } from './ages.ts'
import { SMALL_NETWORK_DEVICE } from './api.ts'
import { openFaces, readFaces } from './faces.ts'
import { readFingerprint } from './fingerprint.ts'
import { containerThreads } from './containers.ts'
import { writePreview } from './images.ts'
import { configureImages } from './pixels.ts'
import { Lanes, Limit } from './lanes.ts'
import { VectorMatrix } from './matrix.ts'
import type { RgbPicture } from './measure.ts'
import { collect, giveBack } from './memory.ts'
import { openRanker, partsOf, rowOf, rowsOf, type Ranker } from './ranker.ts'
import { failed, type ReaderOptions, type ReadPhoto } from './reader.ts'
import { notAvailable } from './refusal.ts'
import { runSelfTest } from './self-test.ts'
import { Threads } from './thread.ts'
import { openTowers, type PictureEmbedding, type Towers } from './towers.ts'

export interface InferenceService {
  ready(): RuntimeFacts
  analyse(photos: readonly PhotoToAnalyse[], smallestFace?: number): Promise<AnalyseResult[]>
  encode(texts: readonly string[]): Promise<Encoded>
  feedMatrix(block: MatrixBlock): void
  similarity(text: string): Promise<Similarity>
  project(vector: Float32Array): Promise<Float32Array>
  meaning(text: string): Promise<Meaning>
  scoreOrders(photos: PhotoNumbers): Promise<Float32Array>
  parts(photo: PhotoNumbers): Promise<Float32Array>
  preview(photo: PhotoToAnalyse): Promise<string>
  fingerprints(photos: readonly PhotoToAnalyse[]): Promise<(Fingerprint | null)[]>
  faces(photos: readonly PhotoToAnalyse[], smallestFace?: number): Promise<(LateFaces | null)[]>
  selfTest(): Promise<SelfTestResult>
}

/** Threads that read photos: while one measures a picture, which keeps it from starting to decode, the other starts. */
const READERS = 2
/** After so many photos the heap is looked through. */
const PHOTOS_BETWEEN_COLLECTIONS = 64
/** Sentences in one run of the text tower: more only adds padding. */
const TEXT_BATCH = 16

/** @throws AppError `model-damaged`. */
export async function openService(configuration: Configuration): Promise<InferenceService> {
  configureImages()
  const { manifest, modelFolder, thumbnailFolder, threads, ranker: rankerManifest, faces: faceManifest } = configuration
  // One thread: on its small networks, more would wait for each other.
  const alone = { providers: [SMALL_NETWORK_DEVICE], threads: 1 }
  // Before the towers, which take what opening it leaves behind in memory.
  const ranker = rankerManifest === null ? null : await openRanker(modelFolder, rankerManifest, manifest, alone)
  const towers = await openProvenTowers(configuration)
  const background = await readBackground(modelFolder, manifest)
  const matrix = new VectorMatrix(manifest.vector.dimension, threads)
  const rankerFacts = rankerManifest === null ? 0 : rankerManifest.score.measures.length + rankerManifest.score.traces
  const detector = faceManifest === null ? null : await openFaces(modelFolder, faceManifest, alone)
  const ageManifest = faceManifest?.ages ?? null
  const ages = ageManifest === null ? null : await openAges(modelFolder, ageManifest, manifest, towers, alone)
  const smallestByDefault = faceManifest?.look.smallest ?? 1
  const lanes = new Lanes()
  const readerOptions: ReaderOptions = { image: manifest.image, thumbnailFolder }
  const readers = new Threads<PhotoToAnalyse, ReadPhoto | AnalyseFailed>(READERS, 'reader-worker', readerOptions)
  // One more than the cores, since one is often with the networks.
  const underWay = new Limit(threads + 1)
  // A person waits for a preview: it does not queue behind a batch, but two would double the memory.
  const previews = new Limit(1)
  // Core asks for them when nothing else is to be read; one core stays free for questions.
  const late = new Limit(Math.max(1, threads - 1))
  const containers = containerThreads()
  let analysed = 0

  async function analyse(photo: PhotoToAnalyse, smallestFace?: number): Promise<AnalyseResult> {
    const read = await readers.ask(photo).catch((error: unknown) => failed(photo, 'decode', error))
    if (!read.ok) return read
    const embedded = await embed(read, towers, lanes)
    giveBack(read.input)
    const faces = await findFaces(read.small, smallestFace).catch(() => null)
    giveBack(read.small.data)
    analysed += 1
    if (analysed % PHOTOS_BETWEEN_COLLECTIONS === 0) collect()
    return finish(read, embedded, faces, manifest.id)
  }

  async function findFaces(small: RgbPicture, smallest = smallestByDefault): Promise<FoundFaces | null> {
    if (detector === null) return null
    // A turn for each picture and for each face in it: a question waits for no more than one.
    const found = await lanes.run('background', () => detector.find(small, smallest))
    return ages === null ? found : lookAtFaces(found, small, ages, (work) => lanes.run('background', work))
  }

  async function lateFaces(photo: PhotoToAnalyse, smallestFace?: number): Promise<LateFaces | null> {
    const { background } = manifest.image
    const small = await readFaces(photo, thumbnailFolder, background, containers)
    const found = await findFaces(small, smallestFace)
    return found === null ? null : { ...found, contentHash: photo.contentHash }
  }

  function openedRanker(): Ranker {
    if (ranker !== null) return ranker
    throw new AppError('not-available', 'No learned ranking model is installed. Choose similarity or a measured order.')
  }

  async function meaning(text: string): Promise<Meaning> {
    const open = openedRanker()
    return lanes.run('interactive', async () => {
      const [embedded] = await towers.embedSentences([text])
      if (embedded?.inner == null) throw new Error('The sentence has no vector for the adapter.')
      return { ...(await open.read(embedded.inner)), truncated: embedded.truncated }
    })
  }

  async function scoreOrders(numbers: PhotoNumbers): Promise<Float32Array> {
    const open = openedRanker()
    const rows = rowsOf(numbers, manifest, rankerFacts)
    const photos = rows.scales.length / manifest.tokens.count
    const orders = rankerManifest?.orders.length ?? 0
    const scores = new Float32Array(photos * orders)
    // One in a run: more gain nothing, and a sentence that arrives meanwhile waits for no longer than that.
    for (let photo = 0; photo < photos; photo++) {
      const row = rowOf(rows, photo, photos)
      scores.set(await lanes.run('background', () => open.score(row)), photo * orders)
    }
    return scores
  }

  async function parts(photo: PhotoNumbers): Promise<Float32Array> {
    const open = openedRanker()
    const row = rowsOf(photo, manifest, rankerFacts)
    return lanes.run('interactive', () => partsOf(open, row))
  }

  return {
    ready: () => ({ pid: process.pid, modelId: manifest.id, device: towers.device }),
    analyse: (photos, smallestFace) =>
      Promise.all(photos.map((photo) => underWay.run(() => analyse(photo, smallestFace)))),
    async encode(texts) {
      const vectors = new Float32Array(texts.length * manifest.vector.dimension)
      const truncated: boolean[] = []
      for (let start = 0; start < texts.length; start += TEXT_BATCH) {
        const some = texts.slice(start, start + TEXT_BATCH)
        const encoded = await lanes.run('interactive', () => towers.embedSentences(some))
        encoded.forEach((one, i) => {
          vectors.set(one.vector, (start + i) * manifest.vector.dimension)
          truncated.push(one.truncated)
        })
      }
      return { vectors, dimension: manifest.vector.dimension, truncated }
    },
    feedMatrix: (block) => {
      matrix.feed(block)
    },
    similarity: (text) =>
      lanes.run('interactive', async () => {
        const [sentence] = await towers.embedSentences([text])
        if (sentence === undefined) throw new Error('The sentence has no vector.')
        const scores = await matrix.scores(sentence.vector)
        return { scores, background: await background.scores(sentence.vector), truncated: sentence.truncated }
      }),
    project: (vector) => lanes.run('interactive', () => matrix.scores(vector)),
    meaning,
    scoreOrders,
    parts,
    preview: ({ path, contentHash }) =>
      previews.run(() => writePreview(path, thumbnailFolder, contentHash, containers)).catch(notAvailable),
    fingerprints: (photos) =>
      Promise.all(
        photos.map((photo) =>
          late
            .run(() => readFingerprint(photo, thumbnailFolder, manifest.image.background, containers))
            .catch(() => null),
        ),
      ),
    faces: (photos, smallestFace) =>
      Promise.all(photos.map((photo) => late.run(() => lateFaces(photo, smallestFace)).catch(() => null))),
    selfTest: () => lanes.run('interactive', () => runSelfTest(modelFolder, manifest, towers)),
  }
}

/** An accelerator is used only if it answers known pictures as the CPU does. */
async function openProvenTowers(configuration: Configuration): Promise<Towers> {
  const { modelFolder, manifest, ranker, sentencesOnly = false, providers, threads } = configuration
  const parts = { inner: ranker?.text ?? null, sentencesOnly }
  const towers = await openTowers(modelFolder, manifest, { providers, threads }, parts)
  if (towers.device === 'cpu') return towers
  const proof = await runSelfTest(modelFolder, manifest, towers).catch(() => null)
  return proof?.passed === true ? towers : openTowers(modelFolder, manifest, { providers: ['cpu'], threads }, parts)
}

async function readBackground(folder: string, { similarity, vector }: ModelManifest): Promise<VectorMatrix> {
  const bytes = await readFile(join(folder, similarity.background.file))
  const table = new VectorMatrix(vector.dimension, 1)
  const vectors = new Uint16Array(bytes.length / 2)
  new Uint8Array(vectors.buffer).set(bytes)
  table.feed({ firstRow: 0, reset: true, vectors })
  return table
}

/**
 * One picture in one run: of two, the layers hold twice the memory, which took longer to get than the run saves, and a
 * sentence that arrives meanwhile waits for no more than one.
 */
async function embed({ input }: ReadPhoto, towers: Towers, lanes: Lanes): Promise<PictureEmbedding | Error> {
  try {
    const [embedded] = await lanes.run('background', () => towers.embedPictures([input]))
    return embedded ?? new Error('no answer')
  } catch (error) {
    // A picture the model cannot embed must not take its batch with it.
    return error instanceof Error ? error : new Error(String(error))
  }
}

function finish(
  { photo, facts, measures, traces }: ReadPhoto,
  embedded: PictureEmbedding | Error,
  faces: FoundFaces | null,
  modelId: string,
): AnalyseResult {
  if (embedded instanceof Error) return failed(photo, 'embed', embedded)
  return { ok: true, contentHash: photo.contentHash, facts, measures, traces, modelId, faces, ...embedded }
}
