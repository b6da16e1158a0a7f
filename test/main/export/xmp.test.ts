import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, expect, it } from 'vitest'
import type { XmpOptions } from '../../../main/contract/exports.ts'
import { starsOf } from '../../../main/export/stars.ts'
import type { ExportRow, WriterContext } from '../../../main/export/writer.ts'
import { xmpWriter } from '../../../main/export/xmp.ts'
import { changeSidecar, readSidecar } from '../../../main/sidecars/document.ts'
import { exportRow, exportSet, writerContext } from '../../support/export-set.ts'
import { temporaryFolder } from '../../support/temporary-library.ts'

const changedAt = new Date('2020-01-01T00:00:00Z')
let folder: string

beforeEach(() => {
  folder = temporaryFolder()
})

function options(changes: Partial<XmpOptions> = {}): XmpOptions {
  const stars = [
    { percent: 20, rating: 5 },
    { percent: 40, rating: 3 },
  ]
  return { kind: 'xmp', stars, keywords: [], label: 'none', naming: 'full-name', overRatings: false, ...changes }
}

function context(changes: Partial<XmpOptions> = {}, beside = true): WriterContext {
  const made = writerContext(folder, options(changes))
  return { ...made, request: { ...made.request, target: beside ? null : folder } }
}

function row(position: number, changes: Partial<ExportRow> = {}): ExportRow {
  const name = changes.name ?? `IMG_${String(position)}.jpg`
  return exportRow(position, { ...changes, name, path: join(folder, name) })
}

async function collected(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = []
  for await (const part of bytes) parts.push(part)
  return parts
}

/** Name below the folder, note, and what the sidecar would say. */
async function written(rows: readonly ExportRow[], within: WriterContext) {
  const set = exportSet(rows)
  const items = await xmpWriter.items(set, within)
  return Promise.all(
    items.map(async (item) => {
      const name = item.name.replace(`${folder}/`, '')
      if (item.detail === null) return [name, item.note, null] as const
      const made = await xmpWriter.make(item, set, within)
      if (made.kind !== 'stream') throw new Error('Expected a stream.')
      const parts = await collected(made.bytes)
      return [name, item.note, readSidecar(Buffer.concat(parts).toString('utf8'))] as const
    }),
  )
}

it('gives stars by the cut points, and none past the last', async () => {
  const found = await written(
    [1, 2, 3, 4, 5].map((position) => row(position)),
    context(),
  )
  expect(found.map(([name, note, values]) => [name, note, values?.rating])).toEqual([
    ['IMG_1.jpg.xmp', null, 5],
    ['IMG_2.jpg.xmp', null, 3],
    ['IMG_3.jpg.xmp', null, 3],
  ])
})

it('shares stars out so that no photo gets two and none is left between cuts', () => {
  const cut = fc.record({
    percent: fc.double({ min: 0.1, max: 100, noNaN: true }),
    rating: fc.integer({ min: 1, max: 5 }),
  })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 500 }), fc.array(cut, { maxLength: 5 }), (total, cuts) => {
      const stars = starsOf(total, cuts)
      const share = Math.min(
        100,
        cuts.reduce((sum, { percent }) => sum + percent, 0),
      )
      expect(stars.filter((rating) => rating > 0).length).toBe(
        Math.min(total, Math.abs(Math.ceil((total * share) / 100 - 1e-6))),
      )
      expect(stars.indexOf(0) === -1 || stars.slice(stars.indexOf(0)).every((rating) => rating === 0)).toBe(true)
    }),
  )
})

it('never writes over a rating that was given here, or by another program, unless told to', async () => {
  const marks = { rating: 2, flag: 'none', label: 'none' } as const
  await writeFile(
    join(folder, 'IMG_2.jpg.xmp'),
    changeSidecar(null, { rating: 1, changedAt }).replace(/podium:Rating="1"/u, ''),
  )
  await writeFile(join(folder, 'IMG_3.xmp'), changeSidecar(null, { rating: 1, changedAt }))
  const rows = [row(1, { marks }), row(2), row(3), row(4), row(5)]
  const all = [{ percent: 100, rating: 4 }]
  const found = await written(rows, context({ stars: all }))
  expect(found.map(([name, note, values]) => [name, note, values?.rating])).toEqual([
    ['IMG_1.jpg.xmp', 'rated', undefined],
    ['IMG_2.jpg.xmp', 'rated', undefined],
    // Podium wrote this one itself.
    ['IMG_3.xmp', 'update', 4],
    ['IMG_4.jpg.xmp', null, 4],
    ['IMG_5.jpg.xmp', null, 4],
  ])
  const over = await written(rows, context({ stars: all, overRatings: true }))
  expect(over.map(([, , values]) => values?.rating)).toEqual([4, 4, 4, 4, 4])
})

it('still adds keywords and a label where the rating stays', async () => {
  const marks = { rating: 2, flag: 'none', label: 'none' } as const
  const [found] = await written([row(1, { marks })], context({ keywords: ['beach'], label: 'green' }))
  expect(found).toEqual([
    'IMG_1.jpg.xmp',
    'rated',
    expect.objectContaining({ rating: null, keywords: ['beach'], label: 'Green' }),
  ])
})

it('names new sidecars as asked, and never two photos the same', async () => {
  const rows = [row(1, { name: 'A.jpg' }), row(2, { name: 'A.png' }), row(3, { name: 'noending' })]
  const found = await written(rows, context({ naming: 'base-name', stars: [{ percent: 100, rating: 1 }] }))
  expect(found.map(([name]) => name)).toEqual(['A.xmp', 'A.png.xmp', 'noending.xmp'])
})

it('starts from the sidecar beside the original when it writes into another folder', async () => {
  const original = changeSidecar(null, { keywords: ['mine'], changedAt })
  await writeFile(join(folder, 'IMG_1.jpg.xmp'), original)
  const [found] = await written([row(1)], context({ keywords: ['beach'] }, false))
  expect(found?.[0]).toBe('IMG_1.jpg.xmp')
  expect(found?.[1]).toBeNull()
  expect(found?.[2]?.keywords).toEqual(['mine', 'beach'])
  expect(await readFile(join(folder, 'IMG_1.jpg.xmp'), 'utf8')).toBe(original)
})

it('says of a damaged sidecar that it was left, and of an offline photo that it is offline', async () => {
  await writeFile(join(folder, 'IMG_1.jpg.xmp'), '<broken')
  const set = exportSet([row(1), row(2, { offline: true })])
  const within = context({ stars: [], keywords: ['x'] })
  const [damaged, offline] = await xmpWriter.items(set, within)
  await expect(xmpWriter.make(damaged!, set, within)).rejects.toThrow(/left as it is/u)
  expect(offline?.note).toBe('offline')
})

it('keeps UTF-16 as UTF-16', async () => {
  const text = `\uFEFF${changeSidecar(null, { label: 'Grün', changedAt })}`
  await writeFile(join(folder, 'IMG_1.jpg.xmp'), Buffer.from(text, 'utf16le'))
  const set = exportSet([row(1)])
  const within = context()
  const [item] = await xmpWriter.items(set, within)
  const made = await xmpWriter.make(item!, set, within)
  if (made.kind !== 'stream') throw new Error('Expected a stream.')
  const again = Buffer.concat(await collected(made.bytes)).toString('utf16le')
  expect(readSidecar(again)).toMatchObject({ rating: 5, label: 'Grün' })
})
