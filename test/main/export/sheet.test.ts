import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { SheetOptions } from '../../../main/contract/exports.ts'
import { sheetWriter } from '../../../main/export/sheet.ts'
import type { ExportRow } from '../../../main/export/writer.ts'
import { exportRow, exportSet, fileOf, sampleRows, streamOf, writerContext } from '../../support/export-set.ts'
import { openPdf, type OpenedPage } from '../../support/opened-pdf.ts'
import { temporaryFolder } from '../../support/picture-folder.ts'

const OPTIONS: SheetOptions = {
  kind: 'sheet',
  paper: 'a4',
  landscape: false,
  columns: 2,
  rows: 2,
  caption: ['position', 'name', 'score', 'date'],
}

function wordsOn(page: OpenedPage): string {
  return page.texts.map(({ text }) => text).join(' ')
}

/** One picture of 60 x 40 in `folder`, which all rows show under names of their own. */
async function rowsOfOnePicture(folder: string, names: readonly string[]): Promise<ExportRow[]> {
  const path = join(folder, 'one.jpg')
  await sharp({ create: { width: 60, height: 40, channels: 3, background: '#3a7' } })
    .jpeg()
    .toFile(path)
  return names.map((name, i) => exportRow(i + 1, { name, path, width: 60, height: 40, score: 99 - i }))
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `photo-${i + 1}.jpg`)
}

test('every photo stands on its page, in order, under the sentence and the order in words', async () => {
  const folder = await temporaryFolder()
  const set = exportSet(await rowsOfOnePicture(folder, numbered(9)), { sentence: 'most colourful', fadesAt: 4 })
  const { pages } = await openPdf(await fileOf(sheetWriter, set, writerContext(folder, OPTIONS)))
  expect(pages).toHaveLength(3)
  pages.forEach((page, i) => {
    const words = wordsOn(page)
    expect(words).toContain('most colourful')
    expect(words).toContain('Most colourful first')
    expect(words).toContain('9 photos then by date taken fades out after 3')
    expect(words).toContain(`Page ${i + 1} of 3`)
    const names = page.texts.map(({ text }) => text).filter((text) => text.startsWith('photo-'))
    expect(names).toEqual(numbered(9).slice(4 * i, 4 * i + 4))
    expect(page.pictures).toHaveLength(names.length)
  })
})

test.each([
  ['a4', false, 595.28, 841.89],
  ['a4', true, 841.89, 595.28],
  ['letter', false, 612, 792],
  ['letter', true, 792, 612],
] as const)('paper %s, landscape %s, has its size, and nothing leaves it', async (paper, landscape, width, height) => {
  const folder = await temporaryFolder()
  const set = exportSet(await rowsOfOnePicture(folder, numbered(5)))
  const context = writerContext(folder, { ...OPTIONS, paper, landscape, columns: 3, rows: 4 })
  const { pages } = await openPdf(await fileOf(sheetWriter, set, context))
  expect(pages).toHaveLength(1)
  expect(pages[0]!.width).toBeCloseTo(width, 1)
  expect(pages[0]!.height).toBeCloseTo(height, 1)
  for (const { x, y, width: taken } of pages[0]!.texts) {
    expect(x).toBeGreaterThanOrEqual(34 - 0.01)
    expect(x + taken).toBeLessThanOrEqual(width - 34 + 0.5)
    expect(y).toBeLessThanOrEqual(height - 34 + 0.5)
  }
})

test('pictures keep their shape inside their cells, upright as they are seen', async () => {
  const folder = await temporaryFolder()
  const turned = join(folder, 'turned.jpg')
  await sharp({ create: { width: 400, height: 100, channels: 3, background: 'red' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toFile(turned)
  const rows = [...(await sampleRows(3)), exportRow(4, { path: turned, width: 100, height: 400 })]
  const set = exportSet(rows)
  const { pages } = await openPdf(await fileOf(sheetWriter, set, writerContext(folder, OPTIONS)))
  expect(pages[0]!.pictures).toHaveLength(4)
  pages[0]!.pictures.forEach((picture, i) => {
    expect(picture.width / picture.height / (rows[i]!.width! / rows[i]!.height!)).toBeCloseTo(1, 1)
    // Two rows of a page of 842 points, less margins, head and captions.
    expect(picture.height).toBeLessThan(330)
    expect(picture.width).toBeLessThan(264)
  })
})

test('names in other alphabets are whole, and what the font lacks is one box for each character', async () => {
  const folder = await temporaryFolder()
  const names = ['Ελλάδα.jpg', 'Москва весной.jpg', '東京 tower.jpg', 'trip 👩‍👩‍👧 \u202Egpj.exe', 'Ünï\u0301ł\nß.jpg']
  const set = exportSet(await rowsOfOnePicture(folder, names), { sentence: 'τα πιο πολύχρωμα 東' })
  const context = writerContext(folder, { ...OPTIONS, columns: 3 })
  const [page] = (await openPdf(await fileOf(sheetWriter, set, context))).pages
  const words = wordsOn(page!)
  for (const shown of [
    'Ελλάδα.jpg',
    'Москва весной.jpg',
    '□□ tower.jpg',
    'trip □ gpj.exe',
    'Ünḯł ß.jpg',
    'πολύχρωμα □',
  ])
    expect(words).toContain(shown)
})

test('a long name is shortened in its middle and stays in its cell', async () => {
  const folder = await temporaryFolder()
  const set = exportSet(await rowsOfOnePicture(folder, [`${'a long way to go '.repeat(20)}0012.jpg`, 'next.jpg']))
  const [page] = (await openPdf(await fileOf(sheetWriter, set, writerContext(folder, OPTIONS)))).pages
  const name = page!.texts.find(({ text }) => text.startsWith('a long way'))!
  const next = page!.texts.find(({ text }) => text === '2')!
  expect(name.text).toMatch(/^a long way to go .*….*0012\.jpg$/u)
  expect(name.x + name.width).toBeLessThan(next.x)
})

test('a sentence of many lines takes one', async () => {
  const folder = await temporaryFolder()
  const sentence = 'people at a table\n'.repeat(1_000)
  const set = exportSet(await rowsOfOnePicture(folder, ['one.jpg']), { sentence, title: 'people' })
  const { pages } = await openPdf(await fileOf(sheetWriter, set, writerContext(folder, OPTIONS)))
  expect(pages).toHaveLength(1)
  expect(pages[0]!.texts[0]!.text).toMatch(/^people at a table people at .*…$/u)
})

test.each<[SheetOptions['caption'], string[]]>([
  [[], []],
  [['position'], ['1']],
  [['name'], ['photo-1.jpg']],
  [
    ['score', 'date'],
    ['99', '1 Jul 2019'],
  ],
  [
    ['date', 'score', 'name', 'position'],
    ['1', 'photo-1.jpg', '99', '1 Jul 2019'],
  ],
])('the captions %j are what is chosen, in one order', async (caption, shown) => {
  const folder = await temporaryFolder()
  const set = exportSet(await rowsOfOnePicture(folder, ['photo-1.jpg']))
  const [page] = (await openPdf(await fileOf(sheetWriter, set, writerContext(folder, { ...OPTIONS, caption })))).pages
  const below = page!.texts.filter(({ y }) => y > 120 && y < page!.height - 40).map(({ text }) => text)
  expect(below).toEqual(shown)
})

test('a reader that speaks hears the title once, then a picture and its caption for each photo', async () => {
  const folder = await temporaryFolder()
  const set = exportSet(await rowsOfOnePicture(folder, numbered(5)))
  const { pages } = await openPdf(await fileOf(sheetWriter, set, writerContext(folder, OPTIONS)))
  const roles = pages.map(({ structure }) => structure.map(({ role }) => role))
  expect(roles[0]!.slice(-9)).toEqual(['H1', 'Figure', 'P', 'Figure', 'P', 'Figure', 'P', 'Figure', 'P'])
  expect(roles[1]).not.toContain('H1')
  const alts = pages.flatMap(({ structure }) => structure.flatMap(({ alt }) => alt ?? []))
  expect(alts).toEqual(numbered(5))
  const bare = writerContext(folder, { ...OPTIONS, caption: ['position'] })
  const [first] = (await openPdf(await fileOf(sheetWriter, set, bare))).pages
  expect(first!.structure.flatMap(({ alt }) => alt ?? [])).toEqual(['Photo 1', 'Photo 2', 'Photo 3', 'Photo 4'])
})

test('the file tells its title and who made it, no author and no folder', async () => {
  const folder = await temporaryFolder()
  const set = exportSet(await rowsOfOnePicture(folder, ['a.jpg']), { sentence: 'Über alles' })
  const bytes = await fileOf(sheetWriter, set, writerContext(folder, OPTIONS))
  const { info } = await openPdf(bytes)
  expect(info).toMatchObject({ Title: 'Über alles', Producer: 'Podium', Language: 'en' })
  expect(info['Creator']).toMatch(/^Podium \d/u)
  expect(info).not.toHaveProperty('Author')
  expect(bytes.includes(folder)).toBe(false)
})

test('small cells take the stored picture, which needs no drive; large ones the original where it can be had', async () => {
  const folder = await temporaryFolder()
  const [row] = await rowsOfOnePicture(folder, ['one.jpg'])
  const stored = join(folder, 'stored.webp')
  await sharp(row!.path).webp().toFile(stored)
  const set = exportSet([row!, { ...row!, position: 2, offline: true, path: '/offline/two.jpg' }])
  const sources = async (columns: number): Promise<string[]> => {
    const rendered: string[] = []
    const context = writerContext(folder, { ...OPTIONS, columns, rows: columns }, { thumbnail: async () => stored })
    const render: typeof context.render = (task) => {
      rendered.push(task.path)
      expect(task).toMatchObject({ format: 'jpeg', metadata: 'none' })
      return context.render(task)
    }
    const { pages } = await openPdf(await fileOf(sheetWriter, set, { ...context, render }))
    expect(pages[0]!.pictures).toHaveLength(2)
    return rendered
  }
  expect(await sources(6)).toEqual([stored, stored])
  expect(await sources(2)).toEqual([row!.path, stored])
})

test('a photo that cannot be had leaves an empty frame that says why', async () => {
  const folder = await temporaryFolder()
  const [row] = await rowsOfOnePicture(folder, ['one.jpg'])
  const rows = [
    row!,
    exportRow(2, { offline: true, path: join(folder, 'offline.jpg') }),
    exportRow(3, { path: join(folder, 'gone.jpg') }),
  ]
  const { pages } = await openPdf(await fileOf(sheetWriter, exportSet(rows), writerContext(folder, OPTIONS)))
  expect(pages[0]!.pictures).toHaveLength(1)
  const words = wordsOn(pages[0]!)
  expect(words).toContain('Its drive is offline.')
  expect(words).toContain('Its file is gone.')
})

test('a sheet without a single picture is a failure and not a file', async () => {
  const folder = await temporaryFolder()
  const set = exportSet([exportRow(1, { path: join(folder, 'gone.jpg') })])
  await expect(fileOf(sheetWriter, set, writerContext(folder, OPTIONS))).rejects.toMatchObject({
    code: 'not-available',
  })
})

test('an empty set is one page that says so', async () => {
  const folder = await temporaryFolder()
  const { pages } = await openPdf(await fileOf(sheetWriter, exportSet([]), writerContext(folder, OPTIONS)))
  expect(pages).toHaveLength(1)
  expect(wordsOn(pages[0]!)).toContain('0 photos')
})

test('the same job makes the same bytes, as one that is resumed must', async () => {
  const folder = await temporaryFolder()
  const set = exportSet(await rowsOfOnePicture(folder, numbered(6)))
  const [once, again] = [
    await fileOf(sheetWriter, set, writerContext(folder, OPTIONS)),
    await fileOf(sheetWriter, set, writerContext(folder, OPTIONS)),
  ]
  expect(once.equals(again)).toBe(true)
})

test('a wide colour space stays: the profile of the picture is that of the page', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'wide.jpg')
  await sharp({ create: { width: 800, height: 600, channels: 3, background: '#f00' } })
    .withIccProfile('p3')
    .jpeg()
    .toFile(path)
  const set = exportSet([exportRow(1, { path }), exportRow(2, { path })])
  const text = (await fileOf(sheetWriter, set, writerContext(folder, OPTIONS))).toString('latin1')
  const spaces = text.match(/\/ColorSpace \[\/ICCBased (\d+) 0 R\]/gu)
  expect(spaces).toHaveLength(2)
  expect(new Set(spaces).size).toBe(1)
})

test('a reader that takes nothing more is not run ahead of, and what was begun is cleared away', async () => {
  const folder = await temporaryFolder()
  const set = exportSet(await rowsOfOnePicture(folder, numbered(400)))
  const context = writerContext(folder, OPTIONS)
  let begun = 0
  const render: typeof context.render = (task) => {
    begun++
    return context.render(task)
  }
  const iterator = (await streamOf(sheetWriter, set, { ...context, render }))[Symbol.asyncIterator]()
  const first = await iterator.next()
  expect(first.done).toBe(false)
  await iterator.return?.()
  expect(begun).toBeLessThanOrEqual(12)
  expect(await readdir(join(folder, 'rendered'))).toEqual([])
})

test('cancelling ends the sheet in the middle and leaves no rendered picture behind', async () => {
  const folder = await temporaryFolder()
  const controller = new AbortController()
  const set = exportSet(await rowsOfOnePicture(folder, numbered(60)))
  const context = writerContext(folder, OPTIONS, { signal: controller.signal })
  let parts = 0
  const read = async (): Promise<void> => {
    for await (const part of await streamOf(sheetWriter, set, context)) {
      if (part.length > 0 && ++parts === 3) controller.abort()
    }
  }
  await expect(read()).rejects.toMatchObject({ code: 'cancelled' })
  expect(existsSync(join(folder, 'rendered'))).toBe(true)
  expect(await readdir(join(folder, 'rendered'))).toEqual([])
})
