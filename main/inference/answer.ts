/** The process side of the messages: the first configures, the others are answered as the service finishes them. */
import { toWireError } from '../contract/errors.ts'
import type { MatrixBlock, PhotoNumbers, PhotoToAnalyse, RenderRequest } from './api.ts'
import { isToInference, type FromInference, type RequestKind } from './messages.ts'
import { openService, type InferenceService } from './service.ts'

/** Returns the listener for incoming messages. Core is the only sender: payloads are what `client.ts` put there. */
export function createAnswerer(send: (message: FromInference) => void): (message: unknown) => void {
  let service: Promise<InferenceService> | null = null
  return (message) => {
    if (!isToInference(message)) return
    if (message.kind === 'configure') {
      service = openService(message.configuration)
      // Whoever asks next is told; until then it must not count as unhandled.
      service.catch(() => undefined)
      return
    }
    const { id, kind, payload } = message
    if (service === null) return
    service
      .then((open) => perform(open, kind, payload))
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

type PhotosAndFace = [photos: PhotoToAnalyse[], smallestFace?: number]

function perform(service: InferenceService, kind: RequestKind, payload: unknown): unknown {
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
    case 'render':
      return service.render(payload as RenderRequest)
    case 'selfTest':
      return service.selfTest()
  }
}
