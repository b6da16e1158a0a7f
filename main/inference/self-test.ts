/** Known pictures and sentences against stored answers: does this device compute what the model's makers computed? */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../contract/errors.ts'
import type { ModelManifest } from '../packs/manifest.ts'
import type { SelfTestResult } from './api.ts'
import { decodePicture } from './images.ts'
import { pictureInput } from './input.ts'
import type { Towers } from './towers.ts'

interface StoredAnswers {
  readonly tolerance: { readonly cosine: number }
  readonly pictures: readonly { readonly file: string; readonly vector: readonly number[] }[]
  readonly sentences: readonly { readonly text: string; readonly vector: readonly number[] }[]
}

export async function runSelfTest(folder: string, manifest: ModelManifest, towers: Towers): Promise<SelfTestResult> {
  const stored = await readAnswers(join(folder, manifest.selfTest.file))
  const inputs = await Promise.all(
    stored.pictures.map(async ({ file }) => {
      const { small } = await decodePicture(join(folder, file), manifest.image.background)
      return pictureInput(small, manifest.image)
    }),
  )
  const pictures = await towers.embedPictures(inputs)
  const sentences = await towers.embedSentences(stored.sentences.map(({ text }) => text))
  const cosines = [
    ...stored.pictures.map(({ vector }, i) => cosine(vector, pictures[i]?.vector)),
    ...stored.sentences.map(({ vector }, i) => cosine(vector, sentences[i]?.vector)),
  ]
  const worstCosine = Math.min(...cosines)
  const passed = worstCosine >= stored.tolerance.cosine
  const subject = `${stored.pictures.length} pictures and ${stored.sentences.length} sentences`
  const message = passed
    ? `The model answers ${subject} as it should.`
    : `The model answers ${subject} wrongly on this device. Reinstall the model, or use the CPU.`
  return { passed, device: towers.device, worstCosine, message }
}

async function readAnswers(path: string): Promise<StoredAnswers> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (isStoredAnswers(parsed)) return parsed
  } catch (cause) {
    throw new AppError('model-missing', `The stored answers ${path} cannot be read. Reinstall the model.`, { cause })
  }
  throw new AppError('model-damaged', `The stored answers ${path} are not valid. Reinstall the model.`)
}

function isStoredAnswers(value: unknown): value is StoredAnswers {
  if (typeof value !== 'object' || value === null) return false
  if (!('tolerance' in value && 'pictures' in value && 'sentences' in value)) return false
  const { tolerance, pictures, sentences } = value
  const hasCosine = typeof tolerance === 'object' && tolerance !== null && 'cosine' in tolerance
  return hasCosine && Array.isArray(pictures) && Array.isArray(sentences) && pictures.length > 0 && sentences.length > 0
}

function cosine(stored: readonly number[], computed: Float32Array | undefined): number {
  let dot = 0
  for (let i = 0; i < stored.length; i++) dot += (stored[i] ?? 0) * (computed?.[i] ?? NaN)
  return Number.isNaN(dot) ? -1 : dot / Math.hypot(...stored)
}
