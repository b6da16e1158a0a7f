/** The contact sheet: a PDF of small pictures in their order, drawn page by page. The only user of pdfkit. */
import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'
import { AppError } from '../contract/errors.ts'
import type { SheetOptions } from '../contract/exports.ts'
import { VERSION } from '../version.ts'
import { dayOf, orderWords, scoredOf, setWords, headingOf } from './captions.ts'
import { safeName } from './names.ts'
import { picturesOf, type RowPicture } from './pictures.ts'
import { drawCaption, drawFade, INK, LINE, penOf, SECOND, THIRD, type Document, type Pen } from './sheet-drawing.ts'
import { layoutOf, type SheetLayout } from './sheet-layout.ts'
import type { ExportItem, ExportSet, Writer, WriterContext } from './writer.ts'

const QUALITY = 86
const TITLE_SIZE = 16

export const sheetWriter: Writer = {
  items: (set) => {
    const name = safeName(`${set.title}.pdf`)
    const item: ExportItem = { number: 0, position: null, photoId: null, name, bytes: null, note: null, detail: null }
    return Promise.resolve([item])
  },
  make: (_item, set, context) => {
    const { options } = context.request
    if (options.kind !== 'sheet') throw new AppError('internal', 'A contact sheet was asked for without its options.')
    return Promise.resolve({ kind: 'stream', bytes: sheetBytes(set, options, context) })
  },
}

/** A page is drawn when it is asked for, so a slow disk or an early end costs no memory. */
async function* sheetBytes(set: ExportSet, options: SheetOptions, context: WriterContext): AsyncGenerator<Uint8Array> {
  const layout = layoutOf(options)
  const document = openDocument(set, layout, context.now())
  const sheet = sheetOn(document, set, options, layout)
  let seen = 0
  let shown = 0
  try {
    if (set.rows.length === 0) sheet.nextPage()
    const size = { longSide: layout.pixels, format: 'jpeg', quality: QUALITY } as const
    for await (const picture of picturesOf(set.rows, size, context)) {
      if (seen % layout.perPage === 0) sheet.nextPage()
      sheet.cell(picture, seen % layout.perPage)
      seen++
      if (picture.bytes !== null) shown++
      yield* written(document)
    }
    if (seen > 0 && shown === 0)
      throw new AppError('not-available', 'None of these pictures could be read, so there is nothing to print.')
    sheet.end()
    yield* written(document)
  } finally {
    document.destroy()
  }
}

function* written(document: Document): Generator<Uint8Array> {
  for (let bytes = take(document); bytes !== null; bytes = take(document)) yield bytes
}

function take(document: Document): Buffer | null {
  return document.read() as Buffer | null
}

function openDocument(set: ExportSet, { width, height }: SheetLayout, now: Date): Document {
  return new PDFDocument({
    size: [width, height],
    margin: 0,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'en',
    displayTitle: true,
    font: createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'),
    // Would keep the shape of every word ever set.
    fontLayoutCache: false,
    autoFirstPage: false,
    info: {
      Title: headingOf(set).toWellFormed(),
      Creator: `Podium ${VERSION}`,
      Producer: 'Podium',
      CreationDate: now,
    },
  })
}

interface Sheet {
  nextPage(): void
  /** @param index place on the page, from 0 */
  cell(picture: RowPicture, index: number): void
  end(): void
}

function sheetOn(document: Document, set: ExportSet, options: SheetOptions, layout: SheetLayout): Sheet {
  const pen = penOf(document)
  const root = document.struct('Document')
  document.addStructure(root)
  const scored = scoredOf(set.rows)
  const pages = Math.max(1, Math.ceil(set.rows.length / layout.perPage))
  let page = 0
  let section = root

  return {
    nextPage: () => {
      if (page > 0) section.end()
      page++
      document.addPage()
      section = document.struct('Sect')
      root.add(section)
      const header = (): void => drawHeader(document, pen, set, layout)
      // Said once to a reader that speaks; what is repeated on each page is furniture.
      if (page === 1) section.add(document.struct('H1', {}, header))
      else pen.aside(header)
      pen.aside(() => drawFooter(pen, set, layout, `Page ${page} of ${pages}`))
    },
    cell: ({ row, bytes, reason }, index) => {
      const box = layout.pictureBox(index)
      const alt = options.caption.includes('name') ? row.name.toWellFormed() : `Photo ${row.position}`
      const picture = (): void => (bytes === null ? pen.frame(row, reason, box) : pen.picture(bytes, box))
      section.add(document.struct('Figure', { alt }, picture))
      if (row.position === set.fadesAt && row.position > 1) pen.aside(() => drawFade(document, box, layout))
      const { captions, captionSize: size, lineHeight } = layout
      const captioned = (): void =>
        captions.forEach((line, n) => {
          const baseline = box.y + box.height + size * 0.5 + (n + 0.75) * lineHeight
          const said = { row, header: set.header, scored }
          drawCaption(pen, line, said, { x: box.x, width: box.width, baseline, size })
        })
      if (captions.length > 0) section.add(document.struct('P', {}, captioned))
    },
    end: () => {
      section.end()
      root.end()
      document.end()
    },
  }
}

/** The sentence on a plain rule, and under it what the order is. */
function drawHeader(document: Document, pen: Pen, set: ExportSet, { inner }: SheetLayout): void {
  const { x, y, width } = inner
  const title = headingOf(set)
  // A long sentence is set smaller before it loses words.
  const size = Math.max(10, Math.min(TITLE_SIZE, width / pen.face.width(title)))
  pen.write(title, { x, baseline: y + 14, width, size, colour: INK })
  document.lineWidth(0.5).strokeColor(LINE)
  document
    .moveTo(x, y + 23)
    .lineTo(x + width, y + 23)
    .stroke()
  const line = { baseline: y + 37, size: 8.5 }
  const after = pen.write(orderWords(set.header), { ...line, x, width, colour: INK }) + line.size
  pen.write(setWords(set).join('   '), { ...line, x: x + after, width: width - after, colour: SECOND })
}

function drawFooter(pen: Pen, set: ExportSet, { inner }: SheetLayout, page: string): void {
  const { x, y, width, height } = inner
  const line = { baseline: y + height, width: width / 2, size: 7.5, colour: THIRD }
  pen.write(`Podium, ${dayOf(set.evaluatedAt)}`, { ...line, x })
  pen.write(page, { ...line, x: x + width / 2, align: 'right' })
}
