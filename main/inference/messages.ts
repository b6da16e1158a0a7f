/** The messages under `Inference`: a numbered request, a numbered answer. */
import type { WireError } from '../contract/errors.ts'
import type { Configuration, RenderConfiguration } from './api.ts'

export type RequestKind =
  | 'ready'
  | 'analyse'
  | 'encode'
  | 'feedMatrix'
  | 'similarity'
  | 'project'
  | 'meaning'
  | 'scoreOrders'
  | 'parts'
  | 'preview'
  | 'fingerprints'
  | 'faces'
  | 'render'
  | 'selfTest'

export type ToInference =
  | { readonly kind: 'configure'; readonly configuration: Configuration | RenderConfiguration }
  | { readonly kind: RequestKind; readonly id: number; readonly payload: unknown }

export type FromInference =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: WireError }

export function isFromInference(message: unknown): message is FromInference {
  return (
    typeof message === 'object' &&
    message !== null &&
    'id' in message &&
    typeof message.id === 'number' &&
    'ok' in message
  )
}

export function isToInference(message: unknown): message is ToInference {
  return typeof message === 'object' && message !== null && 'kind' in message && typeof message.kind === 'string'
}
