/** Where everything on a contact sheet goes: plain arithmetic, in points (1/72 inch). */
import type { SheetOptions } from '../contract/exports.ts'

const PAPERS = { a4: [595.28, 841.89], letter: [612, 792] } as const

/** 12 mm: inside what printers reach. */
const MARGIN = 34
/** Title, the line under it, the rule and the air below. */
const HEADER = 54
const FOOTER = 22
const PIXELS_PER_INCH = 220
/** Value and date beside each other, in units of the type size. */
const WIDE = 13

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export type CaptionPart = SheetOptions['caption'][number]

export type CaptionLine = readonly CaptionPart[]

export interface SheetLayout {
  readonly width: number
  readonly height: number
  /** The page without its margins. */
  readonly inner: Box
  readonly perPage: number
  readonly gap: number
  readonly captions: readonly CaptionLine[]
  readonly captionSize: number
  readonly lineHeight: number
  /** Long side that a picture needs to be sharp in print. */
  readonly pixels: number
  /** Where the picture of the n-th cell of a page may be; its captions begin below. */
  pictureBox(index: number): Box
}

export function layoutOf({ paper, landscape, columns, rows, caption }: SheetOptions): SheetLayout {
  const [short, long] = PAPERS[paper]
  const [width, height] = landscape ? [long, short] : [short, long]
  const inner = { x: MARGIN, y: MARGIN, width: width - 2 * MARGIN, height: height - 2 * MARGIN }
  // Many small pictures stand closer than a few large ones.
  const gap = Math.max(5, Math.min(14, inner.width / columns / 10))
  const cellWidth = (inner.width - gap * (columns - 1)) / columns
  const rowHeight = (inner.height - HEADER - FOOTER - gap * (rows - 1)) / rows
  const captionSize = Math.max(4.5, Math.min(8, cellWidth / 15, rowHeight / 12))
  const lineHeight = captionSize * 1.4
  const captions = captionLines(caption, cellWidth / captionSize >= WIDE)
  const below = captions.length === 0 ? 0 : captions.length * lineHeight + captionSize * 0.5
  const pictureHeight = Math.max(8, rowHeight - below)
  return {
    width,
    height,
    inner,
    perPage: columns * rows,
    gap,
    captions,
    captionSize,
    lineHeight,
    pixels: Math.ceil((Math.max(cellWidth, pictureHeight) / 72) * PIXELS_PER_INCH),
    pictureBox: (index) => ({
      x: inner.x + (index % columns) * (cellWidth + gap),
      y: inner.y + HEADER + Math.floor(index / columns) * (rowHeight + gap),
      width: cellWidth,
      height: pictureHeight,
    }),
  }
}

/** Position and name share a line, value and date the next; without a name all is one line. Narrow cells need more. */
function captionLines(chosen: readonly CaptionPart[], wide: boolean): CaptionLine[] {
  const narrow: CaptionLine[] = [['position', 'name'], ['score'], ['date']]
  const named: CaptionLine[] = [
    ['position', 'name'],
    ['score', 'date'],
  ]
  const lines = !wide ? narrow : chosen.includes('name') ? named : [['position', 'score', 'date'] as const]
  return lines.map((line) => line.filter((part) => chosen.includes(part))).filter((line) => line.length > 0)
}

/** The largest box of this shape inside another, at its left and on its ground, so that captions begin where pictures do. */
export function fitted(box: Box, aspect: number): Box {
  const width = Math.min(box.width, box.height * aspect)
  const height = width / aspect
  return { x: box.x, y: box.y + box.height - height, width, height }
}
