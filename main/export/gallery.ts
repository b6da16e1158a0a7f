/** The gallery: one HTML file with its pictures inside, which opens from any disk without a network. */
import { AppError } from '../contract/errors.ts'
import { dayOf, dayWords, orderWords, scoredOf, setWords, headingOf, valueWords } from './captions.ts'
import {
  emptyTile,
  FADE_LINE,
  LIST_END,
  listStart,
  pageEnd,
  pageStart,
  tileEnd,
  tileStart,
  type GalleryTile,
} from './gallery-page.ts'
import { safeName } from './names.ts'
import { picturesOf } from './pictures.ts'
import type { ExportItem, ExportRow, ExportSet, Writer, WriterContext } from './writer.ts'

/** A browser holds the whole file in memory: more than this would make one that nobody can open. */
export const GALLERY_PHOTOS = 2_000

const PICTURE = { format: 'webp', quality: 80 } as const

export const galleryWriter: Writer = {
  items: (set) => {
    if (set.rows.length > GALLERY_PHOTOS) {
      const most = GALLERY_PHOTOS.toLocaleString('en')
      const advice = 'Take fewer from the top, or make ordered copies or a contact sheet.'
      return Promise.reject(new AppError('invalid-params', `A gallery holds at most ${most} photos. ${advice}`))
    }
    const name = safeName(`${set.title}.html`)
    const item: ExportItem = { number: 0, position: null, photoId: null, name, bytes: null, note: null, detail: null }
    return Promise.resolve([item])
  },
  make: (_item, set, context) => {
    const { options } = context.request
    if (options.kind !== 'gallery') throw new AppError('internal', 'A gallery was asked for without its options.')
    return Promise.resolve({ kind: 'stream', bytes: galleryBytes(set, options.longSide, context) })
  },
}

/** One picture is in memory at a time, and the few that are being made. */
async function* galleryBytes(set: ExportSet, longSide: number, context: WriterContext): AsyncGenerator<Uint8Array> {
  const scored = scoredOf(set.rows)
  let shown = 0
  yield Buffer.from(pageStart(headingOf(set), orderWords(set.header), setWords(set)))
  yield Buffer.from(listStart(1))
  for await (const { row, bytes, reason } of picturesOf(set.rows, { ...PICTURE, longSide }, context)) {
    const tile = tileOf(row, set, scored)
    if (row.position === set.fadesAt && row.position > 1)
      yield Buffer.from(LIST_END + FADE_LINE + listStart(row.position))
    if (bytes === null) {
      yield Buffer.from(emptyTile(tile, reason))
      continue
    }
    shown++
    yield Buffer.from(tileStart(tile, `image/${PICTURE.format}`))
    yield Buffer.from(Buffer.from(bytes).toString('base64'), 'latin1')
    yield Buffer.from(tileEnd(tile))
  }
  if (shown === 0 && set.rows.length > 0)
    throw new AppError('not-available', 'None of these pictures could be read, so there is nothing to show.')
  yield Buffer.from(LIST_END + pageEnd(dayOf(set.evaluatedAt)))
}

function tileOf(row: ExportRow, set: ExportSet, scored: number): GalleryTile {
  const day = dayWords(row.takenAt)
  const value = valueWords(set.header, row, scored)
  const { position, name, width, height } = row
  // In an order by date the value is the day.
  return { position, total: set.rows.length, name, value: value === day ? null : value, day, width, height }
}
