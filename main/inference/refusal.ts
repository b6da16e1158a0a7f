/** Why a picture cannot be read, in words for people. */
import type { FailureKind } from '../contract/entities.ts'
import { AppError } from '../contract/errors.ts'

export const PIXEL_LIMIT = 268_402_689

export class DecodeError extends Error {
  readonly kind: FailureKind
  readonly transient: boolean
  constructor(kind: FailureKind, message: string, transient = false) {
    super(message)
    this.kind = kind
    this.transient = transient
  }
}

export function tooLarge(width: number, height: number): DecodeError {
  const megapixels = Math.round((width * height) / 1e6)
  return new DecodeError(
    'too-large',
    `The picture has ${megapixels} megapixels; Podium reads up to ${Math.floor(PIXEL_LIMIT / 1e6)}.`,
  )
}

/** What a decoder says, as a reason with advice. */
export function refusal(error: unknown, path: string): DecodeError {
  if (error instanceof DecodeError) return error
  const text = error instanceof Error ? error.message : String(error)
  if (/pixel limit/iu.test(text)) {
    return new DecodeError('too-large', `The picture has more than ${Math.floor(PIXEL_LIMIT / 1e6)} megapixels.`)
  }
  if (/EACCES|EPERM|permission/iu.test(text))
    return new DecodeError('unreadable', `The file may not be read. Check its permissions.`, true)
  if (/EMFILE|ENFILE|ENOMEM|out of memory/iu.test(text))
    return new DecodeError('busy', 'The computer is out of memory or files for now.', true)
  if (/unsupported image format|Missing file/iu.test(text)) {
    return new DecodeError(
      'unsupported',
      `This is not a picture Podium can read, whatever its name ends in (${path.slice(path.lastIndexOf('.') + 1)}).`,
    )
  }
  // The decoder names the file by its whole path, which the reader of the message already knows.
  const said = (text.split('\n')[0] ?? '').replaceAll(`${path}: `, '').replaceAll(path, 'the file')
  return new DecodeError('damaged', `The picture is damaged: ${said}`)
}

/** For who asked for one picture. @throws AppError `not-available` for what cannot be decoded; all else as it is */
export function notAvailable(error: unknown): never {
  if (error instanceof DecodeError) throw new AppError('not-available', error.message, { cause: error })
  throw error
}
