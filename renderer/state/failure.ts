/** What a failed call means to the page: a code to switch on, and words where the core sent words for people. */
import { isErrorCode, type ErrorCode } from '../../main/contract/errors.ts'

export interface Failure {
  readonly code: ErrorCode | 'wire-lost'
  /** Null where the catalogue's own sentence for the code says it all. */
  readonly message: string | null
}

/** A question that failed. */
export interface AskFailure extends Failure {
  /** The sentence that could not be answered; the list still shows the one before. */
  readonly sentence: string
}

/** Takes anything thrown. Errors of the core carry a code; whatever carries none came from the wire itself. */
export function toFailure(error: unknown): Failure {
  if (!(error instanceof Error) || !('code' in error)) return { code: 'wire-lost', message: null }
  if (isErrorCode(error.code)) {
    return { code: error.code, message: error.message === '' || error.message === error.code ? null : error.message }
  }
  return { code: error.code === 'BAD_REQUEST' ? 'invalid-params' : 'internal', message: null }
}
