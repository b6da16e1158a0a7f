import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { createCollectionService } from '../../../main/collections/service.ts'
import { createTableImport, type TableImport } from '../../../main/export/table-import.ts'
import { csvWriter, jsonWriter } from '../../../main/export/tables.ts'
import type { Library } from '../../../main/library/open.ts'
import { exportRow, exportSet, fileOf, writerContext } from '../../support/export-set.ts'
import { createFakeClock } from '../../support/fake-clock.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

let library: Library
let folderId: number
let photos: number[]
let importTable: TableImport

const NAMES = ['a.jpg', 'Björk, "live".jpg', 'trip/=1+1.jpg', '🎉 new\nline.jpg']

beforeEach(() => {
  library = temporaryLibrary()
  folderId = library.folders.add('/photos', 0).folderId
  photos = NAMES.map((name) => storePhoto(library, { name, folderId }))
  const service = createCollectionService({
    library,
    evaluate: () => Promise.resolve({ photoIds: [] }),
    emit: () => undefined,
    timer: createFakeClock(),
  })
  onTestFinished(() => service.close())
  importTable = createTableImport(library, service)
})

/** An export of these names, first to last, as the writers make it. */
async function exported(kind: 'csv' | 'json', names: readonly string[]): Promise<string> {
  const rows = names.map((name, i) =>
    exportRow(i + 1, { name, path: `/photos/${name}`, contentHash: `hash of ${name}`, score: -i }),
  )
  const writer = kind === 'csv' ? csvWriter : jsonWriter
  return (await fileOf(writer, exportSet(rows), writerContext('/target', { kind }))).toString()
}

async function membersOf(text: string): Promise<number[]> {
  const { collection } = await importTable('Imported', text)
  return library.collections.members(collection.collectionId)
}

it.each(['csv', 'json'] as const)('makes of an exported %s the same photos in the same order', async (kind) => {
  const text = await exported(kind, NAMES.toReversed())
  const { collection, matched, missing } = await importTable('  Best of all ', text)
  expect(collection).toMatchObject({ name: 'Best of all', kind: 'fixed', count: 4 })
  expect([matched, missing]).toEqual([4, []])
  expect(library.collections.members(collection.collectionId)).toEqual(photos.toReversed())
})

it.each(['csv', 'json'] as const)(
  'finds photos of a %s that were renamed since, and names those that are gone',
  async (kind) => {
    const text = await exported(kind, ['a.jpg', 'never seen.jpg', 'trip/=1+1.jpg'])
    library.photos.setMissing([photos[0] ?? -1], 1)
    library.photos.move(photos[0] ?? -1, folderId, 'elsewhere/b.jpg', { size: 10, mtimeMs: 1 })
    const { collection, matched, missing } = await importTable('x', text)
    expect([matched, missing]).toEqual([2, ['/photos/never seen.jpg']])
    expect(library.collections.members(collection.collectionId)).toEqual([photos[0], photos[2]])
  },
)

it('finds an edited photo by its path, and of several copies the one that was exported', async () => {
  const copy = storePhoto(library, { name: 'copy.jpg', folderId, hash: 'hash of a.jpg' })
  expect(await membersOf(await exported('json', ['copy.jpg']))).toEqual([copy])
  const rows = (await exported('json', ['copy.jpg', 'a.jpg'])).replaceAll('hash of copy.jpg', 'hash of a.jpg')
  expect(await membersOf(rows)).toEqual([copy, photos[0]])
  library.photos.setState(photos[1] ?? -1, 'indexed', 'hash after the edit')
  expect(await membersOf(await exported('json', [NAMES[1] ?? '']))).toEqual([photos[1]])
})

it('puts rows in the order of their positions, whatever order a spreadsheet left them in', async () => {
  const [head = '', ...lines] = (await exported('csv', ['trip/=1+1.jpg', 'a.jpg'])).trimEnd().split('\r\n')
  expect(await membersOf([head, ...lines.toReversed()].join('\r\n'))).toEqual([photos[2], photos[0]])
})

it('reads what a spreadsheet made of it: other separators, other line ends, columns left out', async () => {
  expect(await membersOf('hash;x;position;path\nhash of a.jpg;;2;/photos/a.jpg\n;;1;/photos/trip/=1+1.jpg\n')).toEqual([
    photos[2],
    photos[0],
  ])
  expect(await membersOf('position\tpath\thash\n1\t/photos/a.jpg\t\n')).toEqual([photos[0]])
})

it('takes the apostrophe before a formula for what it is, and one in a name for part of the name', async () => {
  const odd = library.folders.add('=photos', 0).folderId
  const [formula, quoted] = ['b.jpg', "'c.jpg"].map((name) => storePhoto(library, { name, folderId: odd, hash: name }))
  expect(await membersOf(`position,path,hash\n1,'=photos/b.jpg,\n2,'=photos/'c.jpg,\n`)).toEqual([formula, quoted])
})

it.each([
  ['', /empty/u],
  ['{"format":"podium-export","version":1,"rows":[', /no whole JSON/u],
  ['{"format":"other","rows":[]}', /not an export of Podium/u],
  ['[1,2,3]', /not an export of Podium/u],
  ['{"format":"podium-export","version":99,"rows":[]}', /newer Podium/u],
  ['{"format":"podium-export","version":1,"rows":[{"path":3}]}', /not as Podium writes them/u],
  ['{"format":"podium-export","version":1,"rows":[]}', /no rows/u],
  ['position,path,hash\n', /no rows/u],
  ['name,stars\na.jpg,5\n', /columns position, path and hash/u],
  ['position,path,hash\nfirst,/photos/a.jpg,\n', /not as Podium writes it/u],
  ['position,path,hash\n,/photos/a.jpg,\n', /not as Podium writes it/u],
  ['position,path,hash\n1\n', /not as Podium writes it/u],
  ['position,path,hash\n1,"/photos/a.jpg\n', /neither JSON nor CSV/u],
  ['\u0000\u0001\u0002', /columns position, path and hash/u],
])('refuses %j in plain words and makes no collection', async (text, words) => {
  await expect(importTable('x', text)).rejects.toMatchObject({
    code: 'invalid-params',
    message: expect.stringMatching(words),
  })
  expect(library.collections.list()).toEqual([])
})

it('reads a long table to its end, lets others speak meanwhile, and loses no letter', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `${String(i + 2)},/gone/🎉${String(i)}.jpg,`)
  const text = ['position,path,hash', '1,/photos/a.jpg,', ...lines].join('\n')
  let turns = 0
  const counting = setInterval(() => (turns += 1), 0)
  const { matched, missing } = await importTable('long', text)
  clearInterval(counting)
  expect([matched, missing.length]).toEqual([1, 20_000])
  expect(missing.filter((path) => !path.startsWith('/gone/🎉'))).toEqual([])
  expect(turns).toBeGreaterThan(5)
})
