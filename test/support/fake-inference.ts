/** Inference without pixels: a vector made from the bytes, so that equal files are equal and tests need no model. */
import { createHash } from 'node:crypto'
import { readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { AppError } from '../../main/contract/errors.ts'
import { TRACES } from '../../main/inference/traces.ts'
import type {
  AnalyseResult,
  FoundFaces,
  Inference,
  MatrixBlock,
  PhotoToAnalyse,
  Renderer,
} from '../../main/inference/api.ts'

export const FAKE_DIMENSION = 8
/** Of every picture. */
export const FAKE_FINGERPRINT = '0123456789abcdef'
export const FAKE_DETECTOR = 'fake-faces-1'
/** Bytes of a photo's tokens. */
export const FAKE_TOKENS = 3

export interface FakeInference extends Inference, Renderer {
  /** Paths analysed, in order. */
  readonly analysed: string[]
  /** Paths it was asked fingerprints of, in order. */
  readonly printed: string[]
  /** Paths it was asked the faces of, in order, apart from those analysed. */
  readonly faced: string[]
  /** Whether it has a detector. */
  detector: boolean
  /** Orders its ranker was trained on. */
  orders: number
  /** Sentences its ranker was asked. */
  readonly meant: string[]
  /** Photos it scored, request by request. */
  readonly scored: number[]
  /** Refuses to work until set to null. */
  unavailable: AppError | null
  modelId: string
  /** Awaited before each batch: a test holds work here. */
  gate: () => Promise<void>
}

/**
 * Files whose text holds "bad" cannot be decoded, "poison" kill the process, "busy" fail for a while. When
 * fingerprints or faces are asked for, "unprintable" files have none, and "lethal" ones end the process.
 */
export function createFakeInference(modelId = 'fake-1'): FakeInference {
  let matrix = new Float32Array(0)
  const fake: FakeInference = {
    analysed: [],
    printed: [],
    faced: [],
    detector: true,
    orders: 2,
    meant: [],
    scored: [],
    unavailable: null,
    modelId,
    gate: () => Promise.resolve(),
    ready: () => {
      if (fake.unavailable !== null) return Promise.reject(fake.unavailable)
      return Promise.resolve({ pid: 1, modelId: fake.modelId, device: 'cpu' })
    },
    async analyse(photos, smallestFace) {
      if (fake.unavailable !== null) throw fake.unavailable
      await fake.gate()
      return Promise.all(photos.map((photo) => analyse(photo, fake, smallestFace)))
    },
    encode: (texts) =>
      Promise.resolve({
        vectors: Float32Array.from(texts.flatMap((text) => [...vectorOf(text)])),
        dimension: FAKE_DIMENSION,
        truncated: texts.map(() => false),
      }),
    feedMatrix: (block: MatrixBlock) => {
      const rows = Float32Array.from(new Float16Array(block.vectors.slice().buffer))
      const kept = block.reset ? new Float32Array(0) : matrix.subarray(0, block.firstRow * FAKE_DIMENSION)
      matrix = Float32Array.of(...kept, ...rows)
      return Promise.resolve()
    },
    similarity: async (text) => {
      const scores = await fake.project(vectorOf(text))
      return { scores, background: Float32Array.of(-0.1, 0, 0.1), truncated: false }
    },
    project: (vector) => {
      const rows = matrix.length / FAKE_DIMENSION
      const scores = Float32Array.from({ length: rows }, (_, row) => {
        let sum = 0
        for (let i = 0; i < FAKE_DIMENSION; i++) sum += vector[i]! * matrix[row * FAKE_DIMENSION + i]!
        return sum
      })
      return Promise.resolve(scores)
    },
    meaning: (text) => {
      fake.meant.push(text)
      const evidence = text.includes('unheard-of') ? 0.1 : 0.9
      const weights = Float32Array.from({ length: fake.orders }, (_, order) => (order === 0 ? 1 : 0))
      return Promise.resolve({ weights, evidence, truncated: false })
    },
    // Of the one fact it reads: for each order.
    scoreOrders: async ({ tokens, measures }) => {
      if (fake.unavailable !== null) throw fake.unavailable
      await fake.gate()
      if (tokens.length !== measures.length * FAKE_TOKENS)
        throw new AppError('invalid-params', 'Tokens and facts are of different numbers of photos.')
      fake.scored.push(measures.length)
      return Float32Array.from(
        { length: measures.length * fake.orders },
        (_, i) => measures[Math.floor(i / fake.orders)]!,
      )
    },
    parts: ({ tokens, measures }) => {
      const parts = [measures[0] ?? NaN, tokens[0] ?? NaN, -2, 0]
      return Promise.resolve(
        Float32Array.from(parts.flatMap((part) => Array.from({ length: fake.orders }, () => part))),
      )
    },
    preview: () => Promise.reject(new AppError('not-available', 'The fake makes no previews.')),
    async fingerprints(photos) {
      if (fake.unavailable !== null) throw fake.unavailable
      await fake.gate()
      fake.printed.push(...photos.map(({ path }) => path))
      return Promise.all(
        photos.map(async ({ path, contentHash }) => {
          const text = await readFile(path, 'utf8')
          if (text.includes('lethal')) throw new AppError('inference-unavailable', 'It ended the process.')
          return text.includes('unprintable')
            ? null
            : { contentHash, fingerprint: FAKE_FINGERPRINT, exposureBias: null }
        }),
      )
    },
    async faces(photos, smallestFace) {
      if (fake.unavailable !== null) throw fake.unavailable
      await fake.gate()
      fake.faced.push(...photos.map(({ path }) => path))
      return Promise.all(
        photos.map(async ({ path, contentHash }) => {
          const text = await readFile(path, 'utf8')
          if (text.includes('lethal')) throw new AppError('inference-unavailable', 'It ended the process.')
          return text.includes('unprintable') ? null : { ...facesIn(text, smallestFace), contentHash }
        }),
      )
    },
    async render({ path, target, longSide, format, quality, metadata }) {
      if (fake.unavailable !== null) throw fake.unavailable
      await fake.gate()
      const text = await readFile(path, 'utf8').catch(() => {
        throw new AppError('not-found', 'The file is gone.')
      })
      if (text.includes('bad')) throw new AppError('not-available', 'Not a picture.')
      const made = `${format} ${String(longSide)} ${String(quality)} ${metadata} of ${text}`
      await writeFile(target, made, { flag: 'wx', flush: true })
      const { atime, mtime } = await stat(path)
      await utimes(target, atime, mtime)
      return { bytes: Buffer.byteLength(made), width: 40, height: 30 }
    },
    selfTest: () =>
      Promise.resolve({ passed: true, device: 'cpu', worstCosine: 1, message: 'The fake agrees with itself.' }),
    close: () => Promise.resolve(),
  }
  return fake
}

async function analyse(
  { path, contentHash }: PhotoToAnalyse,
  { modelId, analysed, detector }: FakeInference,
  smallestFace?: number,
): Promise<AnalyseResult> {
  analysed.push(path)
  const text = await readFile(path, 'utf8')
  const failed = { ok: false, contentHash, stage: 'decode' } as const
  if (text.includes('poison'))
    return { ...failed, kind: 'killed-inference', message: 'It ended the process twice.', transient: false }
  if (text.includes('bad')) return { ...failed, kind: 'damaged', message: 'Not a picture.', transient: false }
  if (text.includes('busy')) return { ...failed, kind: 'busy', message: 'Try later.', transient: true }
  const vector = vectorOf(text)
  const [red = 0, green = 0, blue = 0] = vector
  return {
    ok: true,
    contentHash,
    modelId,
    facts: {
      format: 'jpeg',
      width: 40,
      height: 30,
      takenAt: '2020-01-02T03:04:05',
      takenOffsetMinutes: null,
      latitude: null,
      longitude: null,
      camera: null,
      damaged: false,
      fingerprint: FAKE_FINGERPRINT,
      exposureBias: null,
    },
    measures: {
      version: 1,
      sharpness: 50 * (1 + red),
      noise: 0,
      brightness: 50 * (1 + green),
      contrast: 50 * (1 + blue),
      clipping: 0,
      colourfulness: 10,
      warmth: 0,
    },
    traces: new Uint8Array(TRACES),
    vector,
    tokens: Uint8Array.of(1, 2, 3),
    faces: detector ? facesIn(text, smallestFace) : null,
  }
}

/** "faces=20,5": one fifth and one twentieth of the picture wide, and as tall; too small ones are not found. */
function facesIn(text: string, smallest = 0.04): FoundFaces {
  const sides = (/faces=([\d,]+)/u.exec(text)?.[1] ?? '').split(',').filter((part) => part !== '')
  const boxes = sides
    .map((side) => Number(side) / 100)
    .filter((side) => side >= smallest)
    .map((side) => ({ left: 0.1, top: 0.1, width: side, height: side, score: 0.99, age: null }))
  return { detector: FAKE_DETECTOR, smallest, boxes }
}

function vectorOf(text: string): Float32Array {
  const bytes = createHash('sha256').update(text).digest().subarray(0, FAKE_DIMENSION)
  const raw = Float32Array.from(bytes, (byte) => byte / 127.5 - 1)
  const length = Math.hypot(...raw)
  return raw.map((value) => value / length)
}
