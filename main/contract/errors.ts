/**
 * The one error type that people may see. Codes are a closed list: the page switches on them, complete by the
 * compiler. The message is for people: what happened and what to do, perhaps a file name, never a stack.
 */
export const ERROR_CODES = [
  'not-found',
  'invalid-params',
  'folder-unreadable',
  'folder-already-watched',
  'library-from-future',
  'library-damaged',
  'library-in-use',
  'model-missing',
  'model-damaged',
  'model-failed-self-test',
  'inference-unavailable',
  'order-gone',
  'target-unwritable',
  'not-available',
  'cancelled',
  'internal',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

export class AppError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
  }
}

/** An error as a plain object, for wires that clone or serialise. */
export interface WireError {
  readonly code: ErrorCode
  readonly message: string
}

/** Unknown throws become `internal` without their message, which may hold paths or secrets. */
export function toWireError(error: unknown): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message }
  return { code: 'internal', message: 'Something went wrong inside Podium.' }
}

export function fromWireError(error: WireError): AppError {
  return new AppError(error.code, error.message)
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && (ERROR_CODES as readonly string[]).includes(value)
}
