/** Model manifests: the only place where a model's names, sizes and numbers live. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
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
    /** The order fades where the score falls below median + z * sigma of the background. */
    fade: z.object({ z: z.number() }),
  }),
  selfTest: z.object({ file: z.string() }),
})
export type ModelManifest = z.infer<typeof ModelManifest>

/**
 * Reads and checks a manifest.
 * @throws AppError `model-missing` where there is no file, `model-damaged` where it is not a manifest.
 */
export async function readManifest(path: string): Promise<ModelManifest> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new AppError('model-missing', `The model description ${path} cannot be read. Reinstall Podium.`, { cause })
  }
  try {
    return ModelManifest.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError('model-damaged', `The model description ${path} is not valid. Reinstall the model.`, { cause })
  }
}

/** Every file a manifest names, relative to the model folder. */
export function manifestFiles(manifest: ModelManifest): readonly { file: string; sha256: string; bytes: number }[] {
  return [manifest.image, manifest.text, manifest.text.tokenizer, manifest.similarity.background]
}

/**
 * Compares each file with the size (quick) and, when `hashes` is set, the sha256 its manifest states.
 * @throws AppError `model-missing` or `model-damaged`, naming the file.
 */
export async function verifyModel(folder: string, manifest: ModelManifest, hashes: boolean): Promise<void> {
  for (const entry of manifestFiles(manifest)) {
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
