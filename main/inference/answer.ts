/** The process side of the messages: the first configures, the others are answered as the service finishes them. */
import { AppError, toWireError } from '../contract/errors.ts'
import type { Configuration, MatrixBlock, PhotoNumbers, PhotoToAnalyse, RenderConfiguration } from './api.ts'
import { isToInference, type FromInference, type RequestKind } from './messages.ts'
import type { InferenceService } from './service.ts'

type Perform = (kind: RequestKind, payload: unknown) => unknown

/** Returns the listener for incoming messages. Core is the only sender: payloads are what `client.ts` and `renderer.ts` put there. */
export function createAnswerer(send: (message: FromInference) => void): (message: unknown) => void {
  let perform: Promise<Perform> | null = null
  return (message) => {
    if (!isToInference(message)) return
    if (message.kind === 'configure') {
      perform = open(message.configuration)
      // Whoever asks next is told; until then it must not count as unhandled.
      perform.catch(() => undefined)
      return
    }
    const { id, kind, payload } = message
    if (perform === null) return
    perform
      .then((performed) => performed(kind, payload))
      .then(
        (value) => {
          send({ id, ok: true, value })
        },
        (error: unknown) => {
          const wire = toWireError(error)
          if (wire.code === 'internal') console.error(error)
          send({ id, ok: false, error: wire })
        },
      )
  }
}

/** Each process loads only what it needs. */
async function open(configuration: Configuration | RenderConfiguration): Promise<Perform> {
  if (!('manifest' in configuration)) {
    const { openRenders } = await import('./renders.ts')
    return openRenders(configuration, () => process.exit(0))
  }
  const { openService } = await import('./service.ts')
  const service = await openService(configuration)
  return (kind, payload) => performRequest(service, kind, payload)
}

type PhotosAndFace = [photos: PhotoToAnalyse[], smallestFace?: number]

function performRequest(service: InferenceService, kind: RequestKind, payload: unknown): unknown {
  switch (kind) {
    case 'ready':
      return service.ready()
    case 'analyse':
      return service.analyse(...(payload as PhotosAndFace))
    case 'encode':
      return service.encode(payload as string[])
    case 'feedMatrix':
      service.feedMatrix(payload as MatrixBlock)
      return null
    case 'similarity':
      return service.similarity(payload as string)
    case 'project':
      return service.project(payload as Float32Array)
    case 'meaning':
      return service.meaning(payload as string)
    case 'scoreOrders':
      return service.scoreOrders(payload as PhotoNumbers)
    case 'parts':
      return service.parts(payload as PhotoNumbers)
    case 'preview':
      return service.preview(payload as PhotoToAnalyse)
    case 'fingerprints':
      return service.fingerprints(payload as PhotoToAnalyse[])
    case 'faces':
      return service.faces(...(payload as PhotosAndFace))
    case 'selfTest':
      return service.selfTest()
    case 'render':
      throw new AppError('internal', 'The process that reads photos makes no pictures.')
  }
}
