/** The colour profile inside a JPEG: a PDF reader looks at the one in the document, never at the one in the picture. */

const MARKER = Buffer.from('ICC_PROFILE\0', 'latin1')
const APP2 = 0xe2
const START_OF_SCAN = 0xda

/** Null where there is none, which means sRGB. Large profiles come in numbered pieces. */
export function colourProfileOf(jpeg: Uint8Array): Uint8Array | null {
  const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength)
  const pieces: { number: number; data: Buffer }[] = []
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== START_OF_SCAN;) {
    const segment = bytes.subarray(at + 4, at + 2 + bytes.readUInt16BE(at + 2))
    if (bytes[at + 1] === APP2 && segment.subarray(0, MARKER.length).equals(MARKER))
      pieces.push({ number: segment[MARKER.length] ?? 0, data: segment.subarray(MARKER.length + 2) })
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  if (pieces.length === 0) return null
  return Buffer.concat(pieces.toSorted((a, b) => a.number - b.number).map(({ data }) => data))
}
