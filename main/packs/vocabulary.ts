/** The words that a model knows: those its tokenizer has whole, and those its training sentences were made of. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../contract/errors.ts'
import type { ModelManifest } from './manifest.ts'

export interface ModelWords {
  readonly known: ReadonlySet<string>
  /** With how often each was read. */
  readonly learned: ReadonlyMap<string, number>
}

const TokenizerFile = z.object({ model: z.object({ vocab: z.record(z.string(), z.number()) }) })

/** @throws AppError `model-damaged`. */
export async function readVocabulary(folder: string, { text }: ModelManifest): Promise<ModelWords> {
  const [tokenizer, words] = [join(folder, text.tokenizer.file), join(folder, text.words.file)]
  try {
    const { vocab } = TokenizerFile.parse(JSON.parse(await readFile(tokenizer, 'utf8'))).model
    const lines = (await readFile(words, 'utf8')).split('\n').filter((line) => line !== '')
    const learned = lines.map((line): [string, number] => {
      const [word = '', count = ''] = line.split(' ')
      return [word, Number(count)]
    })
    return { known: new Set(Object.keys(vocab)), learned: new Map(learned) }
  } catch (cause) {
    throw new AppError('model-damaged', `The words of the model in ${folder} cannot be read. Reinstall Podium.`, {
      cause,
    })
  }
}
