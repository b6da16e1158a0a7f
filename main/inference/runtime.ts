/** ONNX Runtime: opens a file once, on the first provider that really works. The only user of onnxruntime-node. */
import './no-telemetry.ts'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { AppError } from '../contract/errors.ts'

export interface TensorValue {
  readonly data: Float32Array | BigInt64Array | Int8Array
  readonly shape: readonly number[]
}

export interface OpenModel {
  /** What the runtime really made, which is not always what was asked for. */
  readonly device: string
  /** Float outputs by name: those wanted, else all. Blocks the thread while it runs. */
  run(inputs: Readonly<Record<string, TensorValue>>, wanted?: readonly string[]): Promise<Record<string, Float32Array>>
  /** Gives its memory back. */
  close(): Promise<void>
}

export interface RuntimeOptions {
  readonly providers: readonly string[]
  readonly threads: number
}

/** @param source a path, or the bytes of a model. @throws AppError `model-damaged` naming the file. */
export async function openModel(
  source: string | Uint8Array,
  { providers, threads }: RuntimeOptions,
): Promise<OpenModel> {
  let last: unknown
  for (const provider of providers) {
    try {
      // By its path a file is not held in memory twice.
      const session = await openSession(source, {
        executionProviders: [provider],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        logSeverityLevel: 3,
        // They keep the most that any run needed: 30 MB of the image tower, where they save little time.
        enableCpuMemArena: false,
        enableMemPattern: false,
        // Spinning threads would take the cores from the decoders.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      })
      return { device: provider, run: (inputs, wanted) => run(session, inputs, wanted), close: () => session.release() }
    } catch (error) {
      last = error
    }
  }
  const name = typeof source === 'string' ? source : 'of Podium itself'
  throw new AppError('model-damaged', `The model ${name} cannot be opened. Reinstall Podium.`, { cause: last })
}

function openSession(source: string | Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession> {
  return typeof source === 'string'
    ? InferenceSession.create(source, options)
    : InferenceSession.create(source, options)
}

async function run(
  session: InferenceSession,
  inputs: Readonly<Record<string, TensorValue>>,
  wanted: readonly string[] = session.outputNames,
): Promise<Record<string, Float32Array>> {
  const feeds: Record<string, Tensor> = {}
  for (const [name, { data, shape }] of Object.entries(inputs)) {
    if (data instanceof BigInt64Array) feeds[name] = new Tensor('int64', data, shape)
    else if (data instanceof Int8Array) feeds[name] = new Tensor('int8', data, shape)
    else feeds[name] = new Tensor('float32', data, shape)
  }
  const outputs: Record<string, Float32Array> = {}
  for (const [name, tensor] of Object.entries(await session.run(feeds, wanted))) {
    if (tensor.data instanceof Float32Array) outputs[name] = tensor.data
  }
  return outputs
}
