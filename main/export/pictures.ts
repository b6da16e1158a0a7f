/** The pictures of a set made small for a sheet or a gallery, a few ahead of what is being written. */
import { readFile, rm } from 'node:fs/promises'
import { AppError, type ErrorCode } from '../contract/errors.ts'
import type { ExportRow, RenderTask, WriterContext } from './writer.ts'

/** Pictures made at once: as many as keep the two readers busy while one is written. */
const AHEAD = 4

/** Long side of the stored small picture. */
export const THUMBNAIL_PIXELS = 512

export interface PictureSize extends Pick<RenderTask, 'format' | 'quality'> {
  readonly longSide: number
}

/** `reason` stands where the picture should be, in words for people; it names no path, since sheets are handed on. */
export type RowPicture =
  | { readonly row: ExportRow; readonly bytes: Uint8Array; readonly reason: null }
  | { readonly row: ExportRow; readonly bytes: null; readonly reason: string }

/**
 * In the order of `rows`. A small picture comes from the stored one, which is there while the drive is not; a larger one
 * from the original, and from the stored one where that cannot be had.
 *
 * @throws AppError where it is not one photo that is at fault: cancelled, no room left, nothing that could render
 */
export async function* picturesOf(
  rows: readonly ExportRow[],
  size: PictureSize,
  context: WriterContext,
): AsyncGenerator<RowPicture> {
  const begun: Promise<RowPicture>[] = []
  let next = 0
  try {
    while (next < rows.length || begun.length > 0) {
      for (; begun.length < AHEAD && next < rows.length; next++) {
        const picture = pictureOf(rows[next]!, size, context)
        // Awaited in its turn; until then a failure must not count as one that nobody looks at.
        picture.catch(() => undefined)
        begun.push(picture)
      }
      yield await begun.shift()!
    }
  } finally {
    await Promise.allSettled(begun)
  }
}

async function pictureOf(row: ExportRow, size: PictureSize, context: WriterContext): Promise<RowPicture> {
  const fromThumbnail = async (): Promise<string | null> =>
    row.contentHash === null ? null : context.thumbnail(row.contentHash)
  const fromOriginal = (): Promise<string | null> => Promise.resolve(row.offline ? null : row.path)
  const sources = size.longSide <= THUMBNAIL_PIXELS ? [fromThumbnail, fromOriginal] : [fromOriginal, fromThumbnail]
  let reason = row.offline ? 'Its drive is offline.' : 'It was not read yet.'
  for (const source of sources) {
    if (context.signal.aborted) throw new AppError('cancelled', 'The export was cancelled.')
    const path = await source()
    if (path === null) continue
    try {
      return { row, bytes: await rendered(path, size, context), reason: null }
    } catch (error) {
      if (!isOfThisPhoto(error)) throw error
      if (!row.offline) reason = error.code === 'not-found' ? 'Its file is gone.' : 'It could not be read.'
    }
  }
  return { row, bytes: null, reason }
}

async function rendered(
  path: string,
  { longSide, format, quality }: PictureSize,
  context: WriterContext,
): Promise<Uint8Array> {
  const file = await context.render({ path, longSide, format, quality, metadata: 'none' })
  try {
    return await readFile(file)
  } finally {
    await rm(file, { force: true })
  }
}

/** What another photo may be spared: its file is gone, locked, damaged or of no known kind. */
const OF_ONE_PHOTO: readonly ErrorCode[] = ['not-found', 'folder-unreadable', 'not-available', 'invalid-params']

function isOfThisPhoto(error: unknown): error is AppError {
  return error instanceof AppError && OF_ONE_PHOTO.includes(error.code)
}
