import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ExportFile, exportJsonSchema } from '../../../main/contract/export-file.ts'
import { CSV_COLUMNS, csvWriter, jsonWriter } from '../../../main/export/tables.ts'
import type { ExportSet } from '../../../main/export/writer.ts'
import { exportRow, exportSet, fileOf, streamOf, writerContext, type SetChanges } from '../../support/export-set.ts'

const CSV = writerContext('/target', { kind: 'csv' })
const JSON_OPTIONS = { kind: 'json' } as const
const JSON_CONTEXT = writerContext('/target', JSON_OPTIONS)

async function csvRecords(set: ExportSet): Promise<Record<string, string>[]> {
  return parse(await fileOf(csvWriter, set, CSV), { bom: true, columns: true })
}

async function jsonFile(set: ExportSet): Promise<ExportFile> {
  return ExportFile.parse(JSON.parse((await fileOf(jsonWriter, set, JSON_CONTEXT)).toString()))
}

const FULL = exportRow(1, {
  name: 'Björk, "live".jpg',
  path: '/photos/2019/Björk, "live".jpg',
  relativePath: '2019/Björk, "live".jpg',
  score: -0.125,
  latitude: -33.8568,
  longitude: 151.2153,
  marks: { rating: 4, flag: 'pick', label: 'green' },
  measures: { sharpness: 71.25, warmth: -3.5, resolution: 12 },
})

test('a table read back from CSV is what was exported', async () => {
  const [record] = await csvRecords(exportSet([FULL, exportRow(2)]))
  expect(Object.keys(record!)).toEqual(CSV_COLUMNS)
  expect(record).toEqual({
    position: '1',
    score: '-0.125',
    percentile: '100',
    tieBand: '1',
    sentence: 'most colourful',
    reading: 'measured',
    orderedBy: 'colourfulness',
    direction: 'descending',
    modelId: '',
    path: '/photos/2019/Björk, "live".jpg',
    relativePath: '2019/Björk, "live".jpg',
    hash: 'hash1',
    takenAt: '2019-07-01T18:22:05',
    rating: '4',
    flag: 'pick',
    label: 'green',
    width: '4000',
    height: '3000',
    format: 'jpeg',
    camera: 'X-T3',
    latitude: '-33.8568',
    longitude: '151.2153',
    size: '1000001',
    sharpness: '71.25',
    noise: '',
    brightness: '',
    contrast: '',
    clipping: '',
    colourfulness: '',
    warmth: '-3.5',
    resolution: '12',
    aspect: '',
    faces: '',
    largestFace: '',
    oldestFace: '',
    youngestFace: '',
  })
})

test('CSV begins with the mark that spreadsheets know UTF-8 by and ends its lines as RFC 4180 says', async () => {
  const bytes = await fileOf(csvWriter, exportSet([exportRow(1, { camera: 'Ünit\n2' }), exportRow(2)]), CSV)
  expect(bytes.subarray(0, 3)).toEqual(Buffer.of(0xef, 0xbb, 0xbf))
  const text = bytes.toString()
  expect(text.endsWith('\r\n')).toBe(true)
  expect(text.split('\r\n')).toHaveLength(4)
  expect(text).toContain('"Ünit\n2"')
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://example.org","x")', '＝1'])(
  'a cell that begins as a formula does, %j, is kept as text',
  async (camera) => {
    const [record] = await csvRecords(exportSet([exportRow(1, { camera })]))
    expect(record!['camera']).toBe(`'${camera}`)
  },
)

test('no text at all begins as a formula does, and every text comes back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), async (sentence, camera) => {
      const [record] = await csvRecords(exportSet([exportRow(1, { camera })], { sentence, title: 'set' }))
      for (const [cell, text] of [
        [record!['sentence']!, sentence.toWellFormed()],
        [record!['camera']!, camera],
      ] as const) {
        expect(cell).not.toMatch(/^[=+\-@\t\r]/u)
        expect([text, `'${text}`]).toContain(cell)
      }
    }),
  )
})

test.each<[string, SetChanges, Record<string, string>]>([
  [
    'a fact turned round',
    { header: headerOf({ kind: 'measured', axis: 'date', direction: 'descending' }, true) },
    { reading: 'measured', orderedBy: 'date', direction: 'ascending' },
  ],
  [
    'a learned attribute',
    {
      header: { ...headerOf({ kind: 'adapter', attribute: 'people', direction: 'ascending' }, false), modelId: 'a-1' },
    },
    { reading: 'adapter', orderedBy: 'people', direction: 'ascending', modelId: 'a-1' },
  ],
  ['likeness', { reading: { kind: 'similarity' } }, { reading: 'similarity', orderedBy: '', direction: 'descending' }],
  ['an order made by hand', { reading: { kind: 'manual' } }, { reading: 'manual', orderedBy: '', direction: '' }],
  [
    'no sentence',
    { header: null, rule: null },
    { sentence: '', reading: '', orderedBy: '', direction: '', modelId: '' },
  ],
])('CSV says how the order was made: %s', async (_name, changes, cells) => {
  const [record] = await csvRecords(exportSet([exportRow(1)], changes))
  expect(record).toMatchObject(cells)
})

function headerOf(
  reading: NonNullable<ExportSet['header']>['reading'],
  reversed: boolean,
): NonNullable<ExportSet['header']> {
  return { sentence: 'a sentence', reading, modelId: null, reversed, taste: null, notices: [] }
}

test('JSON is what its schema says, and holds every row', async () => {
  const set = exportSet([FULL, exportRow(2, { score: null, contentHash: null, takenAt: null, measures: {} })], {
    fadesAt: 2,
    header: {
      ...headerOf({ kind: 'adapter', attribute: null, direction: 'descending' }, true),
      notices: [{ kind: 'unfamiliar' }],
    },
    rule: { sentence: 'a sentence', scope: {}, cut: { kind: 'top', count: 2 }, onePerBurst: true },
  })
  const file = await jsonFile(set)
  expect(file).toMatchObject({
    format: 'podium-export',
    version: 1,
    title: 'most colourful',
    createdAt: '2026-03-04T12:30:00.000Z',
    evaluatedAt: '2026-03-04T12:00:00.000Z',
    sentence: 'a sentence',
    reversed: true,
    notices: [{ kind: 'unfamiliar' }],
    fadesAt: 2,
    rule: { cut: { kind: 'top', count: 2 }, onePerBurst: true },
    total: 2,
  })
  expect(file.rows[0]).toMatchObject({ position: 1, path: FULL.path, hash: 'hash1', score: -0.125, rating: 4 })
  expect(file.rows[0]!.measures).toEqual(FULL.measures)
  expect(file.rows[1]).toMatchObject({ position: 2, score: null, hash: null, takenAt: null, measures: {} })
})

test('a reader that only has the JSON Schema accepts a file, and what a later Podium adds, but no other', async () => {
  const schema = z.fromJSONSchema(exportJsonSchema())
  const file = await jsonFile(
    exportSet([FULL], { rule: { sentence: 'x', scope: {}, filter: { kind: 'all', of: [] } } }),
  )
  expect(schema.safeParse(file).error).toBeUndefined()
  expect(schema.safeParse({ ...file, later: true, rows: [{ ...file.rows[0], later: 1 }] }).success).toBe(true)
  expect(schema.safeParse({ ...file, version: 2 }).success).toBe(false)
  expect(schema.safeParse({ ...file, rows: [{ ...file.rows[0], path: null }] }).success).toBe(false)
})

test.each([0, 1, 499, 500, 501, 1_203])('%i rows written in pieces are one whole JSON file', async (count) => {
  const set = exportSet(Array.from({ length: count }, (_, i) => exportRow(i + 1)))
  const file = await jsonFile(set)
  expect(file.total).toBe(count)
  expect(file.rows.map(({ position, path }) => [position, path])).toEqual(
    set.rows.map(({ position, path }) => [position, path]),
  )
})

test.each([
  ['CSV', csvWriter, CSV],
  ['JSON', jsonWriter, JSON_CONTEXT],
] as const)('%s of 20,000 rows is never one text', async (_name, writer, context) => {
  const set = exportSet(Array.from({ length: 20_000 }, (_, i) => exportRow(i + 1)))
  const sizes: number[] = []
  for await (const part of await streamOf(writer, set, context)) sizes.push(part.length)
  expect(sizes.length).toBeGreaterThanOrEqual(40)
  expect(Math.max(...sizes)).toBeLessThan(500_000)
})

test.each([
  ['CSV', csvWriter],
  ['JSON', jsonWriter],
] as const)('%s that is cancelled in the middle ends there', async (_name, writer) => {
  const controller = new AbortController()
  const set = exportSet(Array.from({ length: 2_000 }, (_, i) => exportRow(i + 1)))
  const bytes = await streamOf(writer, set, writerContext('/target', JSON_OPTIONS, { signal: controller.signal }))
  const iterator = bytes[Symbol.asyncIterator]()
  await iterator.next()
  await iterator.next()
  controller.abort()
  await expect(iterator.next()).rejects.toMatchObject({ code: 'cancelled' })
})

test('whatever a set is called, its file lies in the target folder', async () => {
  const items = await csvWriter.items(exportSet([], { title: '../../etc: "passwd"?' }), CSV)
  expect(items.map(({ name }) => name)).toEqual(['.._.._etc_ _passwd__.csv'])
})

test('JSON says of an order that a person’s answers bent it, and nothing of one that they did not', async () => {
  const status = { sentence: 'a', answers: 24, judged: 20, wanted: 0, paused: false }
  const agreement = { agreementBefore: 0.5, agreementAfter: 0.75 }
  const header = headerOf({ kind: 'similarity' }, false)
  const bent = { ...header, taste: { ...status, ...agreement, used: true } }
  expect(await jsonFile(exportSet([exportRow(1)], { header: bent }))).toMatchObject({
    taste: { answers: 24, ...agreement },
  })
  const idle = { ...header, taste: { ...status, ...agreement, used: false } }
  expect(await jsonFile(exportSet([exportRow(1)], { header: idle }))).toMatchObject({ taste: null })
})
