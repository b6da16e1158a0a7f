/** A PDF read by another program than the one that wrote it. */
import { getDocument, OPS, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { onTestFinished } from 'vitest'

export interface OpenedPdf {
  readonly pages: readonly OpenedPage[]
  readonly info: Readonly<Record<string, unknown>>
}

export interface OpenedPage {
  readonly width: number
  readonly height: number
  /** Pieces of text with their place from the left and the top, in points. */
  readonly texts: readonly { readonly text: string; readonly x: number; readonly y: number; readonly width: number }[]
  /** Size of each picture on paper and in pixels. */
  readonly pictures: readonly { readonly width: number; readonly height: number; readonly pixels: readonly number[] }[]
  /** Kinds of the tagged structure in reading order, with what stands for a picture in words. */
  readonly structure: readonly { readonly role: string; readonly alt: string | undefined }[]
}

export async function openPdf(bytes: Uint8Array): Promise<OpenedPdf> {
  // The reader takes the buffer away with it.
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 })
  const document = await task.promise
  onTestFinished(() => task.destroy())
  const { info } = await document.getMetadata()
  const numbers = Array.from({ length: document.numPages }, (_, i) => i + 1)
  return { pages: await Promise.all(numbers.map((n) => openPage(document, n))), info: info as Record<string, unknown> }
}

async function openPage(document: PDFDocumentProxy, number: number): Promise<OpenedPage> {
  const page = await document.getPage(number)
  const { width, height } = page.getViewport({ scale: 1 })
  const { items } = await page.getTextContent()
  const texts = items.flatMap((item) =>
    'str' in item && item.str.trim() !== ''
      ? [
          {
            text: item.str,
            x: item.transform[4] as number,
            y: height - (item.transform[5] as number),
            width: item.width,
          },
        ]
      : [],
  )
  return {
    width,
    height,
    texts,
    pictures: await picturesOn(page),
    structure: structureOf(await page.getStructTree()),
  }
}

async function picturesOn(page: Awaited<ReturnType<PDFDocumentProxy['getPage']>>): Promise<OpenedPage['pictures']> {
  const { fnArray, argsArray } = await page.getOperatorList()
  const pictures: { width: number; height: number; pixels: number[] }[] = []
  let scale = [0, 0]
  fnArray.forEach((operator, i) => {
    const values = argsArray[i] as number[]
    if (operator === OPS.transform) scale = [Math.abs(values[0]!), Math.abs(values[3]!)]
    if (operator === OPS.paintImageXObject)
      pictures.push({ width: scale[0]!, height: scale[1]!, pixels: [values[1]!, values[2]!] })
  })
  return pictures
}

type StructureNode = Awaited<ReturnType<Awaited<ReturnType<PDFDocumentProxy['getPage']>>['getStructTree']>>

function structureOf(node: StructureNode | null): OpenedPage['structure'] {
  if (node === null) return []
  // The reader's types say that alternative text is not told; it is.
  const { alt } = node as { alt?: string }
  const children = node.children.flatMap((child) => ('role' in child ? structureOf(child) : []))
  return [{ role: node.role, alt }, ...children]
}
