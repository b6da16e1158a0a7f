/** Model manifests: the only place where a model's names, sizes and numbers live. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AxisId } from '../contract/entities.ts'
import { AppError } from '../contract/errors.ts'

const FileEntry = { file: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().positive() }

export const ModelManifest = z.object({
  manifestVersion: z.literal(1),
  id: z.string().min(1),
  name: z.string(),
  languages: z.array(z.string()),
  licence: z.string(),
  description: z.string(),
  image: z.object({
    ...FileEntry,
    input: z.string(),
    width: z.int().positive(),
    height: z.int().positive(),
    fit: z.literal('squash'),
    kernel: z.literal('cubic'),
    /** What shines through transparent pixels, RGB 0..255. */
    background: z.tuple([z.number(), z.number(), z.number()]),
    mean: z.tuple([z.number(), z.number(), z.number()]),
    std: z.tuple([z.number(), z.number(), z.number()]),
    outputs: z.object({ vector: z.string(), tokens: z.string() }),
  }),
  text: z.object({
    ...FileEntry,
    tokenizer: z.object(FileEntry),
    /** Words of the training sentences with their counts, one a line. */
    words: z.object(FileEntry),
    maxTokens: z.int().positive(),
    inputs: z.object({ ids: z.string(), mask: z.string() }),
    output: z.string(),
  }),
  vector: z.object({ dimension: z.int().positive() }),
  tokens: z.object({
    count: z.int().positive(),
    dimension: z.int().positive(),
    storage: z.literal('int8-f16-scale'),
    bytes: z.int().positive(),
  }),
  similarity: z.object({
    /** Two photos nearer than this for one sentence have no reliable order. */
    tieWidth: z.number().nonnegative(),
    background: z.object({ ...FileEntry, count: z.int().positive() }),
    /**
     * The order fades where the score falls below the background's median + `share` of the way from there to the best
     * photo, and at once where no photo stands `floor` sigmas above the background.
     */
    fade: z.object({ share: z.number().min(0).max(1), floor: z.number() }),
  }),
  selfTest: z.object({ file: z.string() }),
})
export type ModelManifest = z.infer<typeof ModelManifest>

/** The learned adapter: what it reads of a sentence and of a photo, and the orders it was trained on. */
export const RankerManifest = z.object({
  manifestVersion: z.literal(2),
  id: z.string().min(1),
  /** The model whose vectors and tokens it was trained on. */
  model: z.string().min(1),
  description: z.string(),
  licence: z.string(),
  /**
   * The adapter reads a vector inside the model's text tower. These bytes, put behind those of its file, name that vector
   * as one more output: parts of a protobuf message may follow one another, and are merged.
   */
  text: z.object({
    append: z.base64(),
    output: z.string(),
    dimension: z.int().positive(),
    /** Whether it was trained on sentences that `plainOrder` had put in one frame; otherwise they go in as they were typed. */
    plain: z.boolean().default(false),
  }),
  sentence: z.object({
    ...FileEntry,
    input: z.string(),
    /** How much of each order the sentence asks for, and the chance that it asks for any. */
    outputs: z.object({ weights: z.string(), evidence: z.string() }),
  }),
  score: z.object({
    ...FileEntry,
    inputs: z.object({
      tokens: z.string(),
      scales: z.string(),
      vector: z.string(),
      measures: z.string(),
    }),
    /** Of each photo, one for each order. */
    output: z.string(),
    /** Measured facts it reads, in this order. */
    measures: z.array(AxisId),
    /** Bytes of traces that follow the measures. */
    traces: z.int().nonnegative(),
  }),
  /** Below this chance of being a trained order, a sentence is none. */
  evidence: z.object({ least: z.number() }),
  /**
   * Two scores nearer than `tieWidth` have no reliable order, by held-out pairs; unknown where it was not judged. Below `fade`
   * less than half a thing is to be expected, where things are counted.
   */
  orders: z
    .array(
      z.object({
        attribute: z.string(),
        tieWidth: z.number().nonnegative().optional(),
        fade: z.number().optional(),
      }),
    )
    .min(1),
})
export type RankerManifest = z.infer<typeof RankerManifest>

/** The face detector: three networks, each looking at what the one before it let through. */
const FaceNetwork = z.object({
  ...FileEntry,
  input: z.string(),
  outputs: z.object({ shifts: z.string(), chances: z.string() }),
  /** Of the square it looks at, in pixels. */
  side: z.int().positive(),
  /** Chance, 0 to 1, below which it takes a window for no face. */
  least: z.number().min(0).max(1),
})
export const FacesManifest = z.object({
  manifestVersion: z.literal(1),
  id: z.string().min(1),
  description: z.string(),
  licence: z.string(),
  networks: z.object({ propose: FaceNetwork, refine: FaceNetwork, decide: FaceNetwork }),
  /** Each size is the one before times `step`; the first network looks at every `stride`th pixel. */
  pyramid: z.object({ step: z.number().positive().lt(1), stride: z.int().positive() }),
  look: z.object({
    /** Longer side of the picture it was tuned for, in pixels. */
    side: z.int().positive(),
    /** Width of the smallest face, as a share of the longer side, unless a person asks for another. */
    smallest: z.number().positive().max(1),
    /** Windows that pass the first network, at most. */
    most: z.int().positive(),
  }),
  /** Guesses how old faces look, from what one model holds inside of a face cut out; null where there is none. */
  ages: z
    .object({
      ...FileEntry,
      id: z.string().min(1),
      /** The model it was trained on. */
      model: z.string().min(1),
      /** Each is that output of the model's image tower which `from` names, as float32 [faces, ...shape]. */
      inputs: z.array(z.object({ name: z.string(), from: z.string(), shape: z.array(z.int().positive()) })).min(1),
      /** Years, and the chance that it is the face of a person at all. */
      outputs: z.object({ years: z.string(), person: z.string() }),
      /** Chance below which what the detector took for a face is none. */
      leastPerson: z.number().min(0).max(1),
      /**
       * The square that is cut out: `side` times the longer side of a face's box, its middle moved from that of the box by
       * these parts of the square.
       */
      cut: z.object({ side: z.number().positive(), right: z.number(), down: z.number() }),
      /** Of the longer side of a face's box, in pixels of the picture looked at: below it the age cannot be told. */
      least: z.number().positive(),
      /** Faces of one photo, at most. */
      most: z.int().positive(),
    })
    .nullable()
    .default(null),
})
export type FacesManifest = z.infer<typeof FacesManifest>

/**
 * Reads and checks a manifest.
 * @throws AppError `model-missing` where there is no file, `model-damaged` where it is not a manifest.
 */
export async function readManifest(path: string): Promise<ModelManifest> {
  const text = await readText(path)
  if (text === null) {
    throw new AppError('model-missing', `The model description ${path} cannot be read. Reinstall Podium.`)
  }
  return parse(path, text, ModelManifest)
}

/**
 * The learned adapter for the vectors and tokens of `modelId`; null where none is installed or it goes with another.
 * @throws AppError `model-damaged` where the file is not such a manifest.
 */
export async function readRanker(path: string, modelId: string): Promise<RankerManifest | null> {
  const text = await readText(path)
  const ranker = text === null ? null : parse(path, text, RankerManifest)
  return ranker?.model === modelId ? ranker : null
}

/**
 * The face detector, with the guesser of ages where that goes with the model `modelId`; null where none is installed.
 * @throws AppError `model-damaged` where the file is not such a manifest.
 */
export async function readFaceDetector(path: string, modelId: string): Promise<FacesManifest | null> {
  const text = await readText(path)
  if (text === null) return null
  const faces = parse(path, text, FacesManifest)
  return faces.ages?.model === modelId ? faces : { ...faces, ages: null }
}

/** Changes with whatever is found out about faces. */
export function faceSearcher({ id, ages }: FacesManifest): string {
  return ages === null ? id : `${id} ${ages.id}`
}

async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null)
}

function parse<T>(path: string, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError('model-damaged', `The model description ${path} is not valid. Reinstall the model.`, { cause })
  }
}

export type ModelFile = Readonly<z.infer<z.ZodObject<typeof FileEntry>>>

/** Every file a manifest names, relative to the model folder. */
export function manifestFiles(manifest: ModelManifest): readonly ModelFile[] {
  const { image, text, similarity } = manifest
  return [image, text, text.tokenizer, text.words, similarity.background]
}

export function rankerFiles(manifest: RankerManifest): readonly ModelFile[] {
  return [manifest.sentence, manifest.score]
}

export function faceFiles({ networks, ages }: FacesManifest): readonly ModelFile[] {
  return [networks.propose, networks.refine, networks.decide, ...(ages === null ? [] : [ages])]
}

/** As `verifyFiles`, for the files of a model. */
export function verifyModel(folder: string, manifest: ModelManifest, hashes: boolean): Promise<void> {
  return verifyFiles(folder, manifestFiles(manifest), hashes)
}

/**
 * Compares each file with the size (quick) and, when `hashes` is set, the sha256 its manifest states.
 * @throws AppError `model-missing` or `model-damaged`, naming the file.
 */
export async function verifyFiles(folder: string, files: readonly ModelFile[], hashes: boolean): Promise<void> {
  for (const entry of files) {
    const path = join(folder, entry.file)
    const size = await stat(path).then(
      (facts) => facts.size,
      () => null,
    )
    if (size === null) throw new AppError('model-missing', `The model file ${path} is missing. Reinstall Podium.`)
    const sound = size === entry.bytes && (!hashes || (await sha256(path)) === entry.sha256)
    if (!sound) throw new AppError('model-damaged', `The model file ${path} is damaged. Reinstall Podium.`)
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const block of createReadStream(path)) hash.update(block as Buffer)
  return hash.digest('hex')
}
