/** The pieces of a contact sheet, drawn onto the document that `sheet.ts` opened. */
import type PDFDocument from 'pdfkit'
import { dayWords, valueWords } from './captions.ts'
import { colourProfileOf } from './colour-profile.ts'
import { printable, shortened, type Face } from './printable.ts'
import { fitted, type Box, type CaptionLine, type CaptionPart, type SheetLayout } from './sheet-layout.ts'
import type { ExportRow, ExportSet } from './writer.ts'

export type Document = InstanceType<typeof PDFDocument>

export const INK = '#1b1b1b'
export const SECOND = '#565656'
export const THIRD = '#767676'
export const LINE = '#c9c9c9'
const GOLD = '#9a6a10'

export interface Line {
  readonly x: number
  readonly baseline: number
  readonly width: number
  readonly size: number
  readonly colour: string
  readonly align?: 'left' | 'right'
  /** What is kept of a text that is too long. */
  readonly keep?: 'start' | 'ends'
}

export interface Pen {
  readonly face: Face
  /** One line, made printable and shortened to its width. Returns the width it took. */
  write(text: string, line: Line): number
  /** Draws a JPEG inside a box, whole and undistorted. */
  picture(jpeg: Uint8Array, box: Box): void
  /** A thin frame in the shape of the picture that could not be had, and why. */
  frame(row: ExportRow, reason: string, box: Box): void
  /** What a reader that speaks leaves out. */
  aside(draw: () => void): void
}

/** What the document's class keeps to itself: the opened font, and the reference a picture is described by. */
interface Inside {
  readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } }
}
interface OpenedJpeg {
  colorSpace: string | [string, PDFKit.PDFKitReference]
  readonly width: number
  readonly height: number
}

export function penOf(document: Document): Pen {
  const font = (document as unknown as Inside)._font.font
  const face: Face = {
    has: (codePoint) => font.hasGlyphForCodePoint(codePoint),
    width: (text) => document.fontSize(100).widthOfString(text) / 100,
  }
  const profiles = new Map<string, PDFKit.PDFKitReference>()

  const write = (text: string, { x, baseline, width, size, colour, align, keep }: Line): number => {
    const shown = shortened(printable(text, face), width / size, keep ?? 'start', face)
    const taken = face.width(shown) * size
    const start = align === 'right' ? x + width - taken : x
    document.fontSize(size).fillColor(colour)
    document.text(shown, start, baseline, { lineBreak: false, baseline: 'alphabetic' })
    return taken
  }

  /** One copy of each profile serves all its pictures. */
  const profiled = (jpeg: Uint8Array): PDFKit.PDFKitReference | null => {
    const profile = colourProfileOf(jpeg)
    if (profile === null) return null
    const key = Buffer.from(profile).toString('latin1')
    const known = profiles.get(key)
    if (known !== undefined) return known
    const reference = document.ref({ N: 3, Alternate: 'DeviceRGB' })
    reference.end(Buffer.from(profile))
    profiles.set(key, reference)
    return reference
  }

  return {
    face,
    write,
    picture: (jpeg, box) => {
      const image = (document as unknown as { openImage(bytes: Uint8Array): OpenedJpeg }).openImage(jpeg)
      const profile = image.colorSpace === 'DeviceRGB' ? profiled(jpeg) : null
      if (profile !== null) image.colorSpace = ['ICCBased', profile]
      const { x, y, width, height } = fitted(box, image.width / image.height)
      document.image(image as unknown as Buffer, x, y, { width, height })
    },
    frame: (row, reason, box) => {
      const { x, y, width, height } = fitted(box, (row.width ?? 3) / (row.height ?? 2))
      document.lineWidth(0.5).strokeColor(LINE).rect(x, y, width, height).stroke()
      const size = Math.max(4.5, Math.min(7, box.width / 16))
      const room = Math.max(1, Math.floor(width / size) - 1) * size
      document.fontSize(size).fillColor(THIRD)
      const tall = Math.min(height, document.heightOfString(reason, { width: room, align: 'center' }))
      const options = { width: room, height: tall, align: 'center', ellipsis: true } as const
      document.text(reason, x + (width - room) / 2, y + (height - tall) / 2, options)
    },
    aside: (draw) => {
      document.markContent('Artifact', { type: 'Pagination' })
      draw()
      document.endMarkedContent()
    },
  }
}

export interface Said {
  readonly row: ExportRow
  readonly header: ExportSet['header']
  readonly scored: number
}

/** One line under a picture: its parts one after another, where pictures begin. */
export function drawCaption(
  pen: Pen,
  line: CaptionLine,
  said: Said,
  place: Pick<Line, 'x' | 'baseline' | 'width' | 'size'>,
): void {
  const gap = place.size * 0.8
  let [x, width] = [place.x, place.width]
  for (const part of line) {
    const words = partWords(part, said)
    // In an order by date, value and date are one.
    const told = part === 'score' && line.includes('date') && words === partWords('date', said)
    if (words === null || told || width < place.size) continue
    const colour = colourOf(part, said.row.position)
    const taken = pen.write(words, { ...place, x, width, colour, keep: part === 'name' ? 'ends' : 'start' })
    x += taken + gap
    width -= taken + gap
  }
}

function partWords(part: CaptionPart, { row, header, scored }: Said): string | null {
  switch (part) {
    case 'position':
      return String(row.position)
    case 'name':
      return row.name
    case 'score':
      return valueWords(header, row, scored)
    case 'date':
      return dayWords(row.takenAt)
  }
}

function colourOf(part: CaptionPart, position: number): string {
  if (part === 'position') return position === 1 ? GOLD : INK
  return part === 'date' ? THIRD : SECOND
}

/** A dashed line before the first picture whose place is no better than noise. */
export function drawFade(document: Document, box: Box, { gap }: SheetLayout): void {
  const x = box.x - gap / 2
  document.save().lineWidth(0.7).strokeColor(THIRD).dash(2, { space: 2 })
  document
    .moveTo(x, box.y)
    .lineTo(x, box.y + box.height)
    .stroke()
    .restore()
}
