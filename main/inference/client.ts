/** Core's view of inference: requests to a process that may die, is restarted, and loses no photo but the one at fault. */
import type {
  AnalyseFailed,
  AnalyseResult,
  Configuration,
  Encoded,
  Fingerprint,
  Inference,
  LateFaces,
  PhotoToAnalyse,
  Meaning,
  RuntimeFacts,
  SelfTestResult,
  Similarity,
  StartInference,
} from './api.ts'
import { InferenceProcess, ProcessEnded, unavailable } from './process.ts'

export interface InferenceOptions {
  /** A fresh process has no matrix: feed it again. */
  readonly onRestart?: () => void
}

export function createInference(
  start: StartInference,
  configuration: Configuration,
  options: InferenceOptions = {},
): Inference {
  const process = new InferenceProcess(() => start('reading'), configuration, options.onRestart)
  // One batch at a time may be suspected of killing the process: after a death the photos of all of them go alone.
  let alone: Promise<unknown> = Promise.resolve()

  async function analyseAlone(photo: PhotoToAnalyse, smallestFace?: number): Promise<AnalyseResult> {
    for (let deaths = 0; deaths < 2;) {
      try {
        return (await process.ask<AnalyseResult[]>('analyse', [[photo], smallestFace]))[0] ?? killed(photo)
      } catch (error) {
        if (!(error instanceof ProcessEnded)) throw error
        // A process that never came to life says nothing about the photo; too many of them and `ask` itself throws.
        if (error.hadOpened) deaths += 1
      }
    }
    return killed(photo)
  }

  return {
    ready: () => process.askAgain<RuntimeFacts>('ready', null),
    async analyse(photos, smallestFace) {
      // While photos are tried alone, nothing else that could kill the process may run beside them.
      for (let seen: Promise<unknown> | null = null; seen !== alone; await seen) seen = alone
      try {
        return await process.ask<AnalyseResult[]>('analyse', [photos, smallestFace])
      } catch (error) {
        if (!(error instanceof ProcessEnded)) throw error
      }
      const mine = alone.then(async () => {
        const results: AnalyseResult[] = []
        for (const photo of photos) results.push(await analyseAlone(photo, smallestFace))
        return results
      })
      alone = mine.catch(() => undefined)
      return mine
    },
    encode: (texts) => process.askAgain<Encoded>('encode', texts),
    feedMatrix: (block) => process.ask('feedMatrix', block),
    similarity: (text) => process.ask<Similarity>('similarity', text).catch(unavailable),
    project: (vector) => process.ask<Float32Array>('project', vector).catch(unavailable),
    meaning: (text) => process.askAgain<Meaning>('meaning', text),
    scoreOrders: (photos) => process.ask<Float32Array>('scoreOrders', photos).catch(unavailable),
    parts: (photo) => process.askAgain<Float32Array>('parts', photo),
    preview: (photo) => process.askAgain<string>('preview', photo),
    fingerprints: (photos) => process.ask<(Fingerprint | null)[]>('fingerprints', photos).catch(unavailable),
    faces: (photos, smallestFace) =>
      process.ask<(LateFaces | null)[]>('faces', [photos, smallestFace]).catch(unavailable),
    selfTest: () => process.askAgain<SelfTestResult>('selfTest', null),
    close: () => process.close(),
  }
}

function killed({ contentHash }: PhotoToAnalyse): AnalyseFailed {
  const message = 'Reading this picture ended the decoder twice. It is left out until the file changes.'
  return { ok: false, contentHash, stage: 'decode', kind: 'killed-inference', message, transient: false }
}
