/** Pictures and sentences to unit vectors of one space, by the manifest of the model. One batch path for both uses. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../contract/errors.ts'
import type { ModelManifest, RankerManifest } from '../packs/manifest.ts'
import { giveBack } from './memory.ts'
import { openModel, type OpenModel, type RuntimeOptions } from './runtime.ts'
import { Seldom } from './seldom.ts'
import { openTokenizer, type TextTokenizer } from './tokenizer.ts'

/** A quarter of the memory while photos are read is that of the text tower; to open it again takes a quarter of a second. */
const SENTENCES_IDLE_MS = 60_000

export interface PictureEmbedding {
  /** Unit length, [dimension]. */
  readonly vector: Float32Array
  /** [count, dimension] int8, then [count] f16 scales. */
  readonly tokens: Uint8Array
}

export interface SentenceEmbedding {
  readonly vector: Float32Array
  /** What the learned adapter reads, where one is installed. */
  readonly inner: Float32Array | null
  readonly truncated: boolean
}

export interface Towers {
  readonly device: string
  /** @param inputs as `pictureInput` makes them. */
  embedPictures(inputs: readonly Float32Array[]): Promise<PictureEmbedding[]>
  /** What the image tower holds inside, for models that go on from there: its outputs of these names, all inputs in one run. */
  readInside(inputs: readonly Float32Array[], outputs: readonly string[]): Promise<Record<string, Float32Array>>
  embedSentences(texts: readonly string[]): Promise<SentenceEmbedding[]>
}

export interface TowersOptions {
  /** What the learned adapter reads of the sentence tower. */
  readonly inner?: RankerManifest['text'] | null
  /** Without the image tower: pictures are refused. */
  readonly sentencesOnly?: boolean
}

/** @throws AppError `model-damaged`. */
export async function openTowers(
  folder: string,
  manifest: ModelManifest,
  runtime: RuntimeOptions,
  { inner = null, sentencesOnly = false }: TowersOptions = {},
): Promise<Towers> {
  // One core is left to the decoders: threads of one run that wait for each other behind them are slower than fewer.
  const threads = Math.max(1, runtime.threads - 1)
  const picture = sentencesOnly ? null : await openModel(join(folder, manifest.image.file), { ...runtime, threads })
  const file = join(folder, manifest.text.file)
  const sentence = new Seldom(
    SENTENCES_IDLE_MS,
    async () => {
      // Before the model, which would stay open where this fails.
      const tokenizer = await openTokenizer(join(folder, manifest.text.tokenizer.file), manifest.text.maxTokens)
      const source = inner === null ? file : Buffer.concat([await readFile(file), Buffer.from(inner.append, 'base64')])
      // Sentences are short: a graphics card would only add a transfer.
      return { tokenizer, model: await openModel(source, { ...runtime, providers: ['cpu'] }) }
    },
    ({ model }) => model.close(),
  )
  const imageTower = (): OpenModel => {
    if (picture === null) throw new AppError('not-available', 'This model reads sentences only.')
    return picture
  }
  return {
    device: picture?.device ?? 'cpu',
    embedPictures: async (inputs) => embedPictures(imageTower(), manifest, inputs),
    readInside: async (inputs, outputs) => lookAt(imageTower(), manifest, inputs, outputs),
    embedSentences: (texts) => sentence.use((tower) => embedSentences(tower, manifest, inner, texts)),
  }
}

async function embedPictures(
  model: OpenModel,
  manifest: ModelManifest,
  inputs: readonly Float32Array[],
): Promise<PictureEmbedding[]> {
  const { image, tokens, vector } = manifest
  const answer = await lookAt(model, manifest, inputs, [image.outputs.vector, image.outputs.tokens])
  const vectors = outputOf(answer, image.outputs.vector, inputs.length * vector.dimension)
  const tokenSize = tokens.count * tokens.dimension
  const tokenValues = outputOf(answer, image.outputs.tokens, inputs.length * tokenSize)
  return inputs.map((_, i) => ({
    vector: unit(vectors.slice(i * vector.dimension, (i + 1) * vector.dimension)),
    tokens: packTokens(tokenValues.subarray(i * tokenSize, (i + 1) * tokenSize), tokens.count, tokens.dimension),
  }))
}

async function lookAt(
  model: OpenModel,
  { image }: ModelManifest,
  inputs: readonly Float32Array[],
  outputs: readonly string[],
): Promise<Record<string, Float32Array>> {
  const size = 3 * image.width * image.height
  const batch = new Float32Array(inputs.length * size)
  inputs.forEach((input, i) => {
    batch.set(input, i * size)
  })
  const shape = [inputs.length, 3, image.height, image.width]
  const answer = await model.run({ [image.input]: { data: batch, shape } }, outputs)
  giveBack(batch)
  return answer
}

async function embedSentences(
  { model, tokenizer }: { readonly model: OpenModel; readonly tokenizer: TextTokenizer },
  { text, vector }: ModelManifest,
  inner: RankerManifest['text'] | null,
  texts: readonly string[],
): Promise<SentenceEmbedding[]> {
  const encoded = texts.map((sentence) => tokenizer.encode(sentence))
  const length = Math.max(1, ...encoded.map(({ ids }) => ids.length))
  const ids = new BigInt64Array(texts.length * length)
  const mask = new BigInt64Array(texts.length * length)
  encoded.forEach((one, row) => {
    one.ids.forEach((id, column) => {
      ids[row * length + column] = BigInt(id)
      mask[row * length + column] = 1n
    })
  })
  const shape = [texts.length, length]
  const answer = await model.run({ [text.inputs.ids]: { data: ids, shape }, [text.inputs.mask]: { data: mask, shape } })
  const vectors = outputOf(answer, text.output, texts.length * vector.dimension)
  const inners = inner === null ? null : outputOf(answer, inner.output, texts.length * inner.dimension)
  const width = inner?.dimension ?? 0
  return encoded.map(({ truncated }, i) => ({
    inner: inners?.slice(i * width, (i + 1) * width) ?? null,
    vector: unit(vectors.slice(i * vector.dimension, (i + 1) * vector.dimension)),
    truncated,
  }))
}

/** @throws where the model answers in another size than its manifest states. */
export function outputOf(answer: Readonly<Record<string, Float32Array>>, name: string, length: number): Float32Array {
  const values = answer[name]
  if (values?.length !== length) throw new Error(`The model's output ${name} is not of the size its manifest states.`)
  return values
}

/** A vector that cannot be normalised would poison every order it is in. */
function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  if (!Number.isFinite(length) || length === 0) throw new Error('The model gave a vector without direction.')
  return vector.map((value) => value / length)
}

/** int8 with one scale per token: value = int8 * scale, scale = largest magnitude / 127 in half precision. */
export function packTokens(values: Float32Array, count: number, dimension: number): Uint8Array {
  const packed = new Uint8Array(count * (dimension + 2))
  const quantised = new Int8Array(packed.buffer, 0, count * dimension)
  const scales = new DataView(packed.buffer, count * dimension)
  for (let token = 0; token < count; token++) {
    const row = values.subarray(token * dimension, (token + 1) * dimension)
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const scale = Math.f16round(largest / 127)
    scales.setFloat16(token * 2, scale, true)
    if (scale > 0) {
      row.forEach((value, i) => {
        quantised[token * dimension + i] = Math.max(-127, Math.min(127, Math.round(value / scale)))
      })
    }
  }
  return packed
}
