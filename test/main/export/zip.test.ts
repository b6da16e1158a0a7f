import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, open, readdir, rm, stat, utimes, writeFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import { expect, it } from 'vitest'
import yauzl from 'yauzl'
import { writeZip, type ZipEntry } from '../../../main/export/zip.ts'
import type { Writer } from '../../../main/export/writer.ts'
import { WRITERS } from '../../../main/export/writers.ts'
import { COPIES, exportBench, hashes } from '../../support/export-bench.ts'
import { temporaryFolder } from '../../support/picture-folder.ts'

/** Four gigabytes go through it: seconds, and more on a busy machine. */
const PATIENCE_MS = 400_000

interface Read {
  readonly name: string
  readonly text: string
  readonly stored: boolean
  readonly modifiedAt: Date
}

/** By another program than the one that wrote it. */
async function unzip(file: string): Promise<Read[]> {
  const zip = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(file, {
    lazyEntries: true,
    autoClose: false,
  })
  const read: Read[] = []
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('end', resolve)
      zip.on('error', reject)
      zip.on('entry', (entry: yauzl.Entry) => {
        zip.openReadStream(entry, (error, stream) => {
          if (error !== null) {
            reject(error)
            return
          }
          void stream.toArray().then((blocks: Buffer[]) => {
            const text = Buffer.concat(blocks).toString()
            read.push({
              name: entry.fileName,
              text,
              stored: entry.compressionMethod === 0,
              modifiedAt: entry.getLastModDate(),
            })
            zip.readEntry()
          }, reject)
        })
      })
      zip.readEntry()
    })
  } finally {
    zip.close()
  }
  return read
}

it('puts copies into one ZIP in their order: stored, with their dates and names in any script', async () => {
  const bench = await exportBench()
  const ids = [await bench.add('Ünïcode 日本.jpg', 'first'), await bench.add('b.jpg', 'second')]
  await writeFile(join(bench.photos, 'b.xmp'), 'sidecar '.repeat(50))
  await utimes(join(bench.photos, 'b.jpg'), new Date(2015, 4, 6, 7, 8, 10), new Date(2015, 4, 6, 7, 8, 10))
  const request = bench.request(ids, { zip: true, title: 'Best: of?' })
  expect((await bench.planned(request)).names).toEqual([
    'Best_ of_.zip',
    'Best_ of_.zip/1_Ünïcode 日本.jpg',
    'Best_ of_.zip/2_b.jpg',
    'Best_ of_.zip/2_b.xmp',
  ])
  const job = await bench.run(request)
  expect(job).toMatchObject({ state: 'done', written: 4, total: 4 })
  expect(await readdir(bench.target)).toEqual(['Best_ of_.zip'])
  const entries = await unzip(join(bench.target, 'Best_ of_.zip'))
  expect(entries.map(({ name, text, stored }) => [name, text.slice(0, 7), stored])).toEqual([
    ['1_Ünïcode 日本.jpg', 'first', true],
    ['2_b.jpg', 'second', true],
    ['2_b.xmp', 'sidecar', false],
  ])
  expect(entries[1]?.modifiedAt).toEqual(new Date(2015, 4, 6, 7, 8, 10))
})

it('holds what any writer makes', async () => {
  const bench = await exportBench()
  const ids = [await bench.add('a.jpg')]
  const made = async (options: Parameters<typeof bench.request>[1], title: string): Promise<string[]> => {
    await bench.run(bench.request(ids, { ...options, zip: true, title }))
    return (await unzip(join(bench.target, `${title}.zip`))).map(({ text }) => text)
  }
  expect(await made({ options: { kind: 'csv' } }, 'table')).toEqual([expect.stringMatching(/a\.jpg/u)])
  expect(await made({ options: { ...COPIES, format: 'png' } }, 'pictures')).toEqual(['png null 90 all of a.jpg'])
  expect(await readdir(join(bench.root, 'scratch'))).toEqual([])
})

it('leaves out a photo that cannot be read, and says so', async () => {
  const bench = await exportBench()
  const ids = [await bench.add('a.jpg'), await bench.add('b.jpg'), await bench.add('c.jpg')]
  const { planId } = await bench.service.plan(bench.request(ids, { zip: true }))
  await rm(join(bench.photos, 'b.jpg'))
  const job = await bench.service.settled((await bench.service.start(planId)).jobId)
  expect(job).toMatchObject({ state: 'done', written: 3, failed: 1 })
  expect((await unzip(join(bench.target, 'Chosen photos.zip'))).map(({ name }) => name)).toEqual(['1_a.jpg', '3_c.jpg'])
  await writeFile(join(bench.photos, 'b.jpg'), 'back')
  bench.service.resume(job.jobId)
  expect(await bench.service.settled(job.jobId)).toMatchObject({ state: 'done', written: 4, failed: 0 })
  // What was there stays: the whole one lies beside it.
  expect((await readdir(bench.target)).toSorted()).toEqual(['Chosen photos (2).zip', 'Chosen photos.zip'])
  expect(await unzip(join(bench.target, 'Chosen photos (2).zip'))).toHaveLength(3)
  expect(bench.service.items(job.jobId, 0, 1)[0]?.message).toMatch(/\(2\)/u)
})

it('makes the archive again without a file that breaks off in its middle', async () => {
  const copies = await WRITERS.copies()
  const broken: Writer = {
    ...copies,
    make: async (item, set, context) =>
      item.position === 2
        ? {
            kind: 'stream',
            bytes: (async function* () {
              yield await Promise.resolve(Buffer.from('half'))
              throw Object.assign(new Error('EIO'), { code: 'EIO' })
            })(),
          }
        : copies.make(item, set, context),
  }
  const bench = await exportBench({ writers: { ...WRITERS, copies: () => Promise.resolve(broken) } })
  const ids = [await bench.add('a.jpg'), await bench.add('b.jpg'), await bench.add('c.jpg')]
  expect(await bench.run(bench.request(ids, { zip: true }))).toMatchObject({ state: 'done', written: 3, failed: 1 })
  expect((await unzip(join(bench.target, 'Chosen photos.zip'))).map(({ text }) => text)).toEqual(['a.jpg', 'c.jpg'])
})

it('leaves nothing of an archive that found no room, and begins again when resumed', async () => {
  const bench = await exportBench()
  const ids = [await bench.add('a.jpg'), await bench.add('b.jpg')]
  const real = bench.disk.open
  bench.disk.open = async (path, flags, mode) => {
    const file = await real(path, flags, mode)
    if (String(path).endsWith('-0.part'))
      file.writeFile = () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }))
    return file
  }
  const job = await bench.run(bench.request(ids, { zip: true }))
  expect(job).toMatchObject({ state: 'failed', written: 0, message: expect.stringMatching(/no room/u) })
  expect(await readdir(bench.target)).toEqual([])
  bench.disk.open = real
  bench.service.resume(job.jobId)
  expect(await bench.service.settled(job.jobId)).toMatchObject({ state: 'done', written: 3 })
  expect(await readdir(bench.target)).toEqual(['Chosen photos.zip'])
})

it('writes nothing where the ZIP is there already and is to be left', async () => {
  const bench = await exportBench()
  const ids = [await bench.add('a.jpg')]
  await mkdir(bench.target)
  await writeFile(join(bench.target, 'Chosen photos.zip'), 'mine')
  const skip = await bench.planned(bench.request(ids, { zip: true, clash: 'skip' }))
  expect(skip.plan).toMatchObject({ files: 0, problems: [expect.stringMatching(/Nothing/u)] })
  const renamed = bench.request(ids, { zip: true, clash: 'rename' })
  expect((await bench.planned(renamed)).names).toEqual(['Chosen photos (2).zip', 'Chosen photos (2).zip/1_a.jpg'])
  await bench.run(renamed)
  expect((await unzip(join(bench.target, 'Chosen photos (2).zip'))).map(({ name }) => name)).toEqual(['1_a.jpg'])
})

async function zipped(entries: Iterable<ZipEntry>): Promise<string> {
  const path = join(await temporaryFolder(), 'made.zip')
  const file = await open(path, 'wx')
  try {
    const size = await writeZip(
      (async function* () {
        for (const entry of entries) yield await Promise.resolve(entry)
      })(),
      file,
    )
    expect(size).toBe((await stat(path)).size)
  } finally {
    await file.close()
  }
  return path
}

it('holds more files than an old ZIP can count', async () => {
  const count = 65_600
  const modifiedAt = new Date(2020, 1, 1)
  const file = await zipped(
    Array.from({ length: count }, (_, i) => ({
      name: String(i),
      modifiedAt,
      compress: false,
      content: Buffer.from(String(i)),
    })),
  )
  const zip = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(file, { lazyEntries: true })
  expect(zip.entryCount).toBe(count)
  zip.close()
})

it('streams what is too large for memory, unchanged', async () => {
  const block = Buffer.alloc(1 << 20, 'podium ')
  const source = createHash('sha256')
  async function* content(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 70; i++) {
      block.writeUInt32LE(i, 0)
      source.update(block)
      yield await Promise.resolve(Buffer.from(block))
    }
  }
  const file = await zipped([
    { name: 'large.tif', modifiedAt: new Date(2020, 1, 1), compress: false, content: content() },
  ])
  const zip = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(file, { lazyEntries: true })
  const read = createHash('sha256')
  zip.on('entry', (entry: yauzl.Entry) => {
    zip.openReadStream(entry, (_error, stream) => stream.pipe(read))
  })
  zip.readEntry()
  await once(read, 'readable')
  expect(read.read()).toEqual(source.digest())
})

it(
  'holds a file, and finds the one behind it, past the four gigabytes of an old ZIP',
  async () => {
    const block = Buffer.alloc(4 << 20)
    const blocks = 1_030
    let check = 0
    async function* content(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < blocks; i++) {
        check = crc32(block, check)
        yield await Promise.resolve(block)
      }
    }
    const path = join(await temporaryFolder(), 'made.zip')
    const file = await open(path, 'wx+')
    let end = 0
    // Zeros are not written: the file has its length and next to no place on the disk.
    const holes = Object.create(file, {
      writeFile: {
        value: async (bytes: Buffer) => {
          if (!bytes.equals(block.subarray(0, bytes.length))) await file.write(bytes, 0, bytes.length, end)
          end += bytes.length
        },
      },
      sync: { value: () => file.truncate(end) },
    }) as FileHandle
    const plain = { modifiedAt: new Date(2020, 1, 1), compress: false }
    async function* entries(): AsyncGenerator<ZipEntry> {
      yield await Promise.resolve({ ...plain, name: 'large.tif', content: content() })
      yield { ...plain, name: 'behind.txt', content: Buffer.from('still found') }
    }
    try {
      expect(await writeZip(entries(), holes)).toBe((await file.stat()).size)
    } finally {
      await file.close()
    }
    const zip = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(path, { lazyEntries: true })
    const next = async (): Promise<yauzl.Entry> => {
      const found = once(zip, 'entry')
      zip.readEntry()
      return ((await found) as [yauzl.Entry])[0]
    }
    expect(await next()).toMatchObject({ fileName: 'large.tif', uncompressedSize: blocks * block.length, crc32: check })
    const behind = await next()
    const stream = await promisify<yauzl.Entry, Readable>(zip.openReadStream.bind(zip))(behind)
    expect(Buffer.concat((await stream.toArray()) as Buffer[]).toString()).toBe('still found')
    zip.close()
  },
  PATIENCE_MS,
)

const hasPython = await promisify(execFile)('python3', ['--version']).then(
  () => true,
  () => false,
)

it.skipIf(!hasPython)('is read by another program', async () => {
  const bench = await exportBench()
  const ids = [await bench.add('a.jpg', 'x'.repeat(5_000)), await bench.add('b.jpg')]
  await bench.run(bench.request(ids, { zip: true }))
  const archive = join(bench.target, 'Chosen photos.zip')
  const python =
    'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])'
  const out = join(bench.root, 'out')
  await promisify(execFile)('python3', ['-c', python, archive, out])
  expect([...(await hashes(out)).keys()]).toEqual(['1_a.jpg', '2_b.jpg'])
})
