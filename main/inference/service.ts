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
  MatrixBlock,
  PhotoToAnalyse,
  RuntimeFacts,
  SelfTestResult,
  Similarity,
} from './api.ts'
import {
  configureImages,
  DecodeError,
  decodePicture,
  release,
  writePreview,
  writeThumbnail,
  type DecodedPicture,
  type HeicDecoder,
} from './images.ts'
import { HeicThread } from './heic-thread.ts'
import { Lanes, Limit } from './lanes.ts'
import { VectorMatrix } from './matrix.ts'
import { measurePicture } from './measure.ts'
import { runSelfTest } from './self-test.ts'
import { openTowers, type PictureEmbedding, type Towers } from './towers.ts'

export interface InferenceService {
  ready(): RuntimeFacts
  analyse(photos: readonly PhotoToAnalyse[]): Promise<AnalyseResult[]>
  encode(texts: readonly string[]): Promise<Encoded>
  feedMatrix(block: MatrixBlock): void
  similarity(text: string): Promise<Similarity>
  preview(photo: PhotoToAnalyse): Promise<string>
  selfTest(): Promise<SelfTestResult>
}

/** Pictures in one run of the image tower: a sentence that arrives meanwhile waits for no more than these. */
const PICTURE_BATCH = 2
/** Sentences in one run of the text tower: more only adds padding. */
const TEXT_BATCH = 16

/** @throws AppError `model-damaged`. */
export async function openService(configuration: Configuration): Promise<InferenceService> {
  configureImages()
  const { manifest, modelFolder, thumbnailFolder, threads } = configuration
  const towers = await openProvenTowers(configuration)
  const background = await readBackground(modelFolder, manifest)
  const matrix = new VectorMatrix(manifest.vector.dimension, threads)
  const lanes = new Lanes()
  // More than the threads: while one picture is measured and one is written, the others keep the cores busy.
  const decoders = new Limit(threads + 2)
  // A person waits for a preview: it does not queue behind a batch, but two would double the memory.
  const previews = new Limit(1)
  const heicThread = new HeicThread()
  const heic: HeicDecoder = (bytes, pixelLimit) => heicThread.decode(bytes, pixelLimit)

  async function analyse(photos: readonly PhotoToAnalyse[]): Promise<AnalyseResult[]> {
    const prepared = await Promise.all(
      photos.map(async (photo) => {
        const one = await decoders.run(() => prepare(photo, towers, configuration, heic))
        // Only the small picture is held by now: the next may be decoded while this one's thumbnail is written.
        return one.ok ? keepThumbnail(one, thumbnailFolder) : one
      }),
    )
    const inputs = prepared.filter((one): one is Prepared => one.ok)
    const embedded = await embed(inputs, towers, lanes)
    return prepared.map((one) => (one.ok ? finish(one, embedded.get(one) ?? null, manifest.id) : one))
  }

  return {
    ready: () => ({ pid: process.pid, modelId: manifest.id, device: towers.device }),
    analyse,
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
    preview: ({ path, contentHash }) =>
      previews.run(() => writePreview(path, thumbnailFolder, contentHash, heic)).catch(notAvailable),
    selfTest: () => lanes.run('interactive', () => runSelfTest(modelFolder, manifest, towers)),
  }
}

/** An accelerator is used only if it answers known pictures as the CPU does. */
async function openProvenTowers({ modelFolder, manifest, providers, threads }: Configuration): Promise<Towers> {
  const towers = await openTowers(modelFolder, manifest, { providers, threads })
  if (towers.device === 'cpu') return towers
  const proof = await runSelfTest(modelFolder, manifest, towers).catch(() => null)
  return proof?.passed === true ? towers : openTowers(modelFolder, manifest, { providers: ['cpu'], threads })
}

async function readBackground(folder: string, { similarity, vector }: ModelManifest): Promise<VectorMatrix> {
  const bytes = await readFile(join(folder, similarity.background.file))
  const table = new VectorMatrix(vector.dimension, 1)
  const vectors = new Uint16Array(bytes.length / 2)
  new Uint8Array(vectors.buffer).set(bytes)
  table.feed({ firstRow: 0, reset: true, vectors })
  return table
}

interface Prepared {
  readonly ok: true
  readonly photo: PhotoToAnalyse
  readonly picture: Omit<DecodedPicture, 'small' | 'detail'>
  readonly small: DecodedPicture['small']
  readonly measures: ReturnType<typeof measurePicture>
  readonly input: Float32Array
}

/** Everything before the network. Native pixels are let go as soon as they are measured. */
async function prepare(
  photo: PhotoToAnalyse,
  towers: Towers,
  { manifest }: Configuration,
  heic: HeicDecoder,
): Promise<Prepared | AnalyseFailed> {
  try {
    const { small, detail, ...picture } = await decodePicture(photo.path, manifest.image.background, heic)
    // A turned picture has its sides exchanged, so the long ones are compared.
    const scale = Math.max(picture.width, picture.height) / Math.max(detail.width, detail.height)
    const measures = measurePicture(detail, small, scale)
    release(detail)
    const input = towers.prepare(small)
    return { ok: true, photo, picture, small, measures, input }
  } catch (error) {
    return failed(photo, 'decode', error)
  }
}

async function keepThumbnail(prepared: Prepared, thumbnailFolder: string): Promise<Prepared | AnalyseFailed> {
  try {
    await writeThumbnail(prepared.small, thumbnailFolder, prepared.photo.contentHash)
    return prepared
  } catch (error) {
    return failed(prepared.photo, 'decode', error)
  }
}

async function embed(
  prepared: readonly Prepared[],
  towers: Towers,
  lanes: Lanes,
): Promise<Map<Prepared, PictureEmbedding | Error>> {
  const results = new Map<Prepared, PictureEmbedding | Error>()
  const run = async (some: readonly Prepared[]): Promise<void> => {
    const embedded = await lanes.run('background', () => towers.embedPictures(some.map((one) => one.input)))
    some.forEach((one, i) => {
      results.set(one, embedded[i] ?? new Error('no answer'))
    })
  }
  for (let start = 0; start < prepared.length; start += PICTURE_BATCH) {
    const some = prepared.slice(start, start + PICTURE_BATCH)
    try {
      await run(some)
    } catch {
      // One picture the model cannot embed must not take its batch with it.
      for (const one of some) {
        await run([one]).catch((error: unknown) =>
          results.set(one, error instanceof Error ? error : new Error(String(error))),
        )
      }
    }
  }
  return results
}

function finish(
  { photo, picture, measures }: Prepared,
  embedded: PictureEmbedding | Error | null,
  modelId: string,
): AnalyseResult {
  if (embedded === null || embedded instanceof Error) return failed(photo, 'embed', embedded)
  return { ok: true, contentHash: photo.contentHash, facts: picture, measures, modelId, ...embedded }
}

function notAvailable(error: unknown): never {
  if (error instanceof DecodeError) throw new AppError('not-available', error.message, { cause: error })
  throw error
}

function failed({ contentHash }: PhotoToAnalyse, stage: AnalyseFailed['stage'], error: unknown): AnalyseFailed {
  const base = { ok: false, contentHash, stage } as const
  if (error instanceof DecodeError)
    return { ...base, kind: error.kind, message: error.message, transient: error.transient }
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOSPC')
    return { ...base, kind: 'busy', message: 'The disk is full: the thumbnail cannot be written.', transient: true }
  return { ...base, kind: 'internal', message: error instanceof Error ? error.message : String(error), transient: true }
}
