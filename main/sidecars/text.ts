/** Bytes of a sidecar to text and back, in the encoding they came in. */
import { AppError } from '../contract/errors.ts'

export type TextForm = 'utf8' | 'utf16le' | 'utf16be'

/** A mark at the beginning stays part of the text. @throws AppError `invalid-params` for what is no text. */
export function decodeText(bytes: Uint8Array): { text: string; form: TextForm } {
  const [first, second] = bytes
  const form: TextForm =
    (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)
      ? 'utf16le'
      : (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)
        ? 'utf16be'
        : 'utf8'
  try {
    const label = form === 'utf8' ? 'utf-8' : form === 'utf16le' ? 'utf-16le' : 'utf-16be'
    return { text: new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes), form }
  } catch (cause) {
    throw new AppError('invalid-params', 'The sidecar is damaged: it is no text. It was left as it is.', { cause })
  }
}

export function encodeText(text: string, form: TextForm): Uint8Array {
  if (form === 'utf8') return Buffer.from(text, 'utf8')
  const bytes = Buffer.from(text, 'utf16le')
  return form === 'utf16le' ? bytes : bytes.swap16()
}
