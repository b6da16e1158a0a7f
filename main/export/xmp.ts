/**
 * Stars, keywords and a colour label as XMP sidecars, beside the originals or in a folder. An existing sidecar is
 * changed in place and keeps all that others wrote; a rating that a person gave, here or in another program, stays.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, posix } from 'node:path'
import type { XmpOptions } from '../contract/exports.ts'
import { AppError } from '../contract/errors.ts'
import type { Label } from '../contract/marks.ts'
import { changeSidecar, LARGEST_SIDECAR, readSidecar, type SidecarChange } from '../sidecars/document.ts'
import { sidecarNames, endingOf } from '../sidecars/find.ts'
import { decodeText, encodeText, type TextForm } from '../sidecars/text.ts'
import { starsOf } from './stars.ts'
import type { ExportItem, ExportRow, Writer, WriterContext } from './writer.ts'

/** What is written into one sidecar; kept with the job, so that a resumed one writes the same. */
interface Detail {
  /** The sidecar that is there, absolute; null for a new one. */
  readonly existing: string | null
  readonly rating: number | null
}

/** Names as Lightroom writes them in English. */
const LABELS: Readonly<Record<Exclude<Label, 'none'>, string>> = {
  red: 'Red',
  yellow: 'Yellow',
  green: 'Green',
  blue: 'Blue',
  purple: 'Purple',
}

export const xmpWriter: Writer = {
  items: async (set, context) => {
    const options = optionsOf(context)
    const stars = starsOf(set.rows.length, options.stars)
    const folders = new Map<string, Promise<string[]>>()
    const taken = new Set<string>()
    const items: ExportItem[] = []
    for (const [i, row] of set.rows.entries()) {
      context.signal.throwIfAborted()
      if (stars[i] === 0 && options.keywords.length === 0 && options.label === 'none') continue
      items.push(await itemOf(row, stars[i] ?? 0, { options, folders, taken, context }))
    }
    return items
  },
  make: async (item, set, context) => {
    const row = item.position === null ? undefined : set.rows[item.position - 1]
    const detail = detailOf(item)
    if (row === undefined || detail === null) throw new AppError('internal', 'This photo is not in the set.')
    const { form, text } =
      detail.existing === null ? { form: 'utf8' as const, text: null } : await read(detail.existing)
    const changed = changeSidecar(text, changeOf(detail, optionsOf(context), context.now()))
    const replaces = detail.existing !== null && context.request.target === null
    return { kind: 'stream', bytes: once(encodeText(changed, form)), replaces }
  },
}

interface Search {
  readonly options: XmpOptions
  readonly folders: Map<string, Promise<string[]>>
  /** Sidecars of photos before this one: two photos of one base name must not write the same new file. */
  readonly taken: Set<string>
  readonly context: WriterContext
}

async function itemOf(
  row: ExportRow,
  stars: number,
  { options, folders, taken, context }: Search,
): Promise<ExportItem> {
  const beside = context.request.target === null
  const folder = dirname(row.path)
  const names = await listed(folder, folders)
  const [found] = sidecarNames(basename(row.path), names)
  const existing = found === undefined ? null : posix.join(folder, found)
  const base = posix.join(folder, newName(row.name, options.naming))
  const fresh = taken.has(base) ? posix.join(folder, `${row.name}.xmp`) : base
  const path = existing ?? fresh
  taken.add(path)
  const given = stars > 0 && !options.overRatings && (await isRated(row, existing))
  const detail: Detail = { existing, rating: stars > 0 && !given ? stars : null }
  const nothing = given && options.keywords.length === 0 && options.label === 'none'
  const note =
    beside && row.offline ? 'offline' : nothing || given ? 'rated' : existing !== null && beside ? 'update' : null
  return {
    number: 0,
    position: row.position,
    photoId: row.photoId,
    name: beside ? path : basename(path),
    bytes: null,
    note,
    // Nothing to write: the engine leaves out what has no detail.
    detail: nothing ? null : JSON.stringify(detail),
  }
}

function newName(photo: string, naming: XmpOptions['naming']): string {
  const ending = endingOf(photo)
  return naming === 'full-name' || ending === '' ? `${photo}.xmp` : `${photo.slice(0, -ending.length)}xmp`
}

/** A rating of the person's own: given here, or in a sidecar where it is not the one that Podium wrote. */
async function isRated(row: ExportRow, existing: string | null): Promise<boolean> {
  if (row.marks.rating > 0) return true
  if (existing === null) return false
  // One that cannot be read is not written over either: making it says why.
  const values = await read(existing).then(
    ({ text }) => readSidecar(text),
    () => null,
  )
  const rating = values?.rating ?? 0
  return rating !== 0 && rating !== values?.ownRating
}

function changeOf({ rating }: Detail, { keywords, label }: XmpOptions, changedAt: Date): SidecarChange {
  return {
    ...(rating === null ? {} : { rating }),
    ...(label === 'none' ? {} : { label: LABELS[label] }),
    keywords,
    changedAt,
  }
}

async function read(path: string): Promise<{ text: string; form: TextForm }> {
  const { size } = await stat(path)
  if (size > LARGEST_SIDECAR) throw new AppError('invalid-params', 'The sidecar is too large to be one. It was left.')
  return decodeText(await readFile(path))
}

function listed(folder: string, folders: Map<string, Promise<string[]>>): Promise<string[]> {
  const known = folders.get(folder)
  if (known !== undefined) return known
  const reading = readdir(folder).catch(() => [])
  folders.set(folder, reading)
  return reading
}

function optionsOf({ request: { options } }: WriterContext): XmpOptions {
  if (options.kind !== 'xmp') throw new AppError('internal', 'These are no options for sidecars.')
  return options
}

function detailOf({ detail }: ExportItem): Detail | null {
  if (detail === null) return null
  const value: unknown = JSON.parse(detail)
  if (typeof value !== 'object' || value === null || !('existing' in value) || !('rating' in value)) return null
  const { existing, rating } = value
  return {
    existing: typeof existing === 'string' ? existing : null,
    rating: typeof rating === 'number' ? rating : null,
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes)
}
