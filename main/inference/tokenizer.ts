/** Text to token ids, as the text tower was trained on. The only user of @huggingface/tokenizers. */
import { readFile } from 'node:fs/promises'
import { Tokenizer } from '@huggingface/tokenizers'
import { AppError } from '../contract/errors.ts'

export interface TokenIds {
  readonly ids: readonly number[]
  readonly truncated: boolean
}

export interface TextTokenizer {
  /** At most `maxTokens` ids; a longer text loses its end but keeps the closing token, on which meaning rests. */
  encode(text: string): TokenIds
}

/** Far more characters than any tower reads: a pasted book must not take seconds. */
const LONGEST_TEXT = 20_000

export async function openTokenizer(path: string, maxTokens: number): Promise<TextTokenizer> {
  let tokenizer: Tokenizer
  try {
    const description: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (typeof description !== 'object' || description === null) throw new Error('not an object')
    tokenizer = new Tokenizer(description, {})
  } catch (cause) {
    throw new AppError('model-damaged', `The tokenizer ${path} cannot be read. Reinstall the model.`, { cause })
  }
  return {
    encode: (text) => {
      const { ids } = tokenizer.encode(text.slice(0, LONGEST_TEXT))
      if (ids.length <= maxTokens) return { ids, truncated: false }
      return { ids: [...ids.slice(0, maxTokens - 1), ids.at(-1) ?? 0], truncated: true }
    },
  }
}
