/** A ZIP as a stream: of any size and any number of files, with names in UTF-8. The only user of archiver. */
import { once } from 'node:events'
import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { ZipArchive } from 'archiver'

/** Bytes, or a stream of them where there are too many for memory. */
export interface ZipEntry {
  /** Below the archive's root, `/` between folders. */
  readonly name: string
  readonly modifiedAt: Date
  /** Bytes that are compressed already are stored as they are. */
  readonly compress: boolean
  readonly content: Uint8Array | AsyncIterable<Uint8Array>
}

/** Bytes that may wait for the disk: a fast source must not fill the memory. */
const AHEAD = 16_000_000

/**
 * Writes an archive into `file`, entry by entry, and flushes it. An entry whose stream fails fails the archive: its first
 * half is written. Returns the number of bytes.
 */
export async function writeZip(entries: AsyncIterable<ZipEntry>, file: FileHandle): Promise<number> {
  const archive = new ZipArchive({ forceLocalTime: true, zlib: { level: 6 } })
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  archive.on('error', failed.reject)
  let written = 0
  let wake = (): void => undefined
  const drained = drain(archive, async (block) => {
    await file.writeFile(block)
    written += block.length
    wake()
  })
  drained.catch(failed.reject)
  const unlessFailed = <T>(work: Promise<T>): Promise<T> => Promise.race([work, failed.promise])
  try {
    let stored = 0
    for await (const { name, modifiedAt, compress, content } of entries) {
      const added = once(archive, 'entry')
      added.catch(() => undefined)
      archive.append(sourceOf(content, failed.reject), { name, date: modifiedAt, store: !compress, mode: 0o644 })
      await unlessFailed(added)
      if (content instanceof Uint8Array && !compress) stored += content.length
      while (stored - written > AHEAD) await unlessFailed(new Promise<void>((resolve) => (wake = resolve)))
    }
    await unlessFailed(archive.finalize())
    await unlessFailed(drained)
    await file.sync()
    return written
  } finally {
    archive.destroy()
    await drained.catch(() => undefined)
  }
}

async function drain(archive: ZipArchive, write: (block: Buffer) => Promise<void>): Promise<void> {
  for await (const block of archive) await write(block as Buffer)
}

/** A failure is told at once and not to archiver, which would go on with the entry cut short. */
function sourceOf(content: ZipEntry['content'], fail: (error: unknown) => void): Buffer | Readable {
  if (content instanceof Uint8Array) return Buffer.from(content.buffer, content.byteOffset, content.length)
  return Readable.from(
    (async function* () {
      try {
        yield* content
      } catch (error) {
        fail(error)
      }
    })(),
    { objectMode: false },
  )
}
