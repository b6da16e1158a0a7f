import { PassThrough } from 'node:stream'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import type { App } from '../../../main/app.ts'
import { collections } from '../../../main/cli/collections.ts'
import { EXIT, exitCodeOf, UsageError } from '../../../main/cli/output.ts'
import type { Session } from '../../../main/cli/session.ts'
import { createCollectionService } from '../../../main/collections/service.ts'
import { AppError } from '../../../main/contract/errors.ts'
import { createTableImport } from '../../../main/export/table-import.ts'
import type { Library } from '../../../main/library/open.ts'
import { createFakeClock } from '../../support/fake-clock.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryFolder, temporaryLibrary } from '../../support/temporary-library.ts'

let library: Library
let photos: number[]
let session: Session
let answer: () => readonly number[]

beforeEach(() => {
  library = temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 0)
  photos = ['a', 'b', 'c'].map((name) => storePhoto(library, { name: `${name}.jpg`, folderId }))
  answer = () => photos
  const service = createCollectionService({
    library,
    evaluate: () => Promise.resolve().then(() => ({ photoIds: answer() })),
    emit: () => undefined,
    timer: createFakeClock(),
  })
  onTestFinished(() => service.close())
  // The command touches these three of the app's services.
  const app = { library, collections: service, importTable: createTableImport(library, service) } as Partial<App> as App
  const index = (): ReturnType<Session['index']> => Promise.resolve(library.folders.list())
  const { signal } = new AbortController()
  session = { app, signal, index, close: () => Promise.resolve() }
})

async function run(
  words: readonly string[],
  values: Record<string, unknown> = {},
): Promise<{ out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()]
  collections.check?.(words, values)
  expect(await collections.run({ session, positionals: words, values, out, err })).toBe(EXIT.done)
  return { out: String(out.read() ?? ''), err: String(err.read() ?? '') }
}

async function json(words: readonly string[], values: Record<string, unknown> = {}): Promise<unknown> {
  return JSON.parse((await run(words, { ...values, json: true })).out)
}

it('makes a ranked collection of a sentence and folders, lists it, and shows its photos in order', async () => {
  const made = await json(['create', 'Sharp', '/photos'], { sentence: 'sharpest', top: '3', filter: ['flag!=reject'] })
  expect(made).toMatchObject({
    name: 'Sharp',
    kind: 'ranked',
    count: 3,
    rule: { sentence: 'sharpest', scope: { folderIds: [1] }, cut: { kind: 'top', count: 3 }, filter: { kind: 'not' } },
  })
  expect(await json(['list'])).toEqual([made])
  expect((await run(['list'])).out).toBe('#1  Sharp  ranked  3    sharpest\n')
  answer = () => photos.toReversed()
  expect(await json(['show', 'Sharp'])).toMatchObject({
    collection: { name: 'Sharp' },
    photos: [
      { position: 1, path: '/photos/c.jpg' },
      { position: 2, path: '/photos/b.jpg' },
      { position: 3, path: '/photos/a.jpg' },
    ],
  })
  expect((await run(['show', '#1'])).out).toBe('1  /photos/c.jpg\n2  /photos/b.jpg\n3  /photos/a.jpg\n')
})

it('shows as many photos as it counts', async () => {
  await run(['create', 'Sharp', '/photos'], { sentence: 'sharpest' })
  library.photos.setMissing([photos[1] ?? -1], 5)
  const shown = (await json(['show', 'Sharp'])) as { collection: { count: number }; photos: unknown[] }
  expect(shown.collection.count).toBe(2)
  expect(shown.photos).toHaveLength(2)
})

it('prints what came and went, and counts from now on only when told so', async () => {
  await run(['create', 'Sharp', '/photos'], { sentence: 'sharpest' })
  answer = () => photos.slice(1)
  expect((await run(['news', 'Sharp'])).out).toBe('- /photos/a.jpg\n')
  expect(await json(['news', 'Sharp'], { seen: true })).toEqual({ since: null, entered: [], left: ['/photos/a.jpg'] })
  answer = () => photos
  expect((await run(['news', 'Sharp'])).out).toBe('+ /photos/a.jpg\n')
})

it('says beside the photos why they could not be brought up to date', async () => {
  await run(['create', 'Sharp', '/photos'], { sentence: 'a dog' })
  answer = () => {
    throw new AppError('inference-unavailable', 'The model cannot be started.')
  }
  const { out, err } = await run(['show', 'Sharp'])
  expect(out).toContain('/photos/a.jpg')
  expect(err).toBe('Note: The model cannot be started.\n')
})

it('freezes, renames and removes', async () => {
  await run(['create', 'Sharp', '/photos'], { sentence: 'sharpest' })
  expect(await json(['freeze', 'Sharp'])).toMatchObject({ kind: 'fixed', count: 3 })
  const frozen = library.collections.list().find(({ kind }) => kind === 'fixed')?.name ?? ''
  expect(frozen).toMatch(/^Sharp, \d{4}-/u)
  expect(await json(['rename', frozen, 'Frozen'])).toMatchObject({ name: 'Frozen' })
  expect((await run(['remove', 'Sharp'])).out).toBe('Removed "Sharp". Its photos stay.\n')
  expect(library.collections.list().map(({ name }) => name)).toEqual(['Frozen'])
})

it('imports an exported table and names what it did not find', async () => {
  const file = join(temporaryFolder(), 'best.csv')
  await writeFile(file, 'position,path,hash\n1,/photos/c.jpg,\n2,/photos/gone.jpg,\n')
  expect(await run(['import', 'Best', file])).toEqual({
    out: '"Best" holds 1 photo of the table.\n',
    err: 'Not in the library: /photos/gone.jpg\n',
  })
  expect(await json(['import', 'Again', file])).toMatchObject({ matched: 1, missing: ['/photos/gone.jpg'] })
})

it('asks which of two of one name is meant, and takes its number', async () => {
  for (const sentence of ['sharpest', 'brightest']) await run(['create', 'Twin', '/photos'], { sentence })
  await expect(run(['show', 'Twin'])).rejects.toThrow(/#1, #2/u)
  await run(['rename', '#2', 'Bright'])
  expect(library.collections.get(2)?.name).toBe('Bright')
})

it.each([
  [[]],
  [['nonsense']],
  [['toString']],
  [['show']],
  [['show', 'a', 'b']],
  [['list', 'more']],
  [['create', 'Name']],
  [['rename', 'Name']],
  [['import', 'Name']],
])('refuses %j before anything is opened', (words) => {
  expect(() => collections.check?.(words, { sentence: 'x' })).toThrow(UsageError)
})

it('ends with the code of wrong use for a collection or a file that is not there', async () => {
  for (const words of [
    ['show', 'None'],
    ['import', 'x', '/no/such/file.csv'],
  ]) {
    const failed: unknown = await run(words).catch((error: unknown) => error)
    expect(exitCodeOf(failed)).toBe(EXIT.usage)
  }
})
