/**
 * Stars, rejects and colours that other programs wrote into sidecars. A scan lists them anyway; one that is as it was
 * costs a stat. Of the person's own marks and the sidecar the newest edit wins. Ratings inside picture files are not read.
 */
import { basename, join } from 'node:path'
import type { Folder } from '../contract/entities.ts'
import { AppError } from '../contract/errors.ts'
import type { Label, Marks } from '../contract/marks.ts'
import type { Library } from '../library/open.ts'
import type { ReadSidecar } from '../library/sidecars.ts'
import { LARGEST_SIDECAR, readSidecar, type SidecarValues } from '../sidecars/document.ts'
import { endingOf, sidecarNames } from '../sidecars/find.ts'
import { decodeText } from '../sidecars/text.ts'
import type { FileSystem } from './files.ts'

/** A directory below the folder in which a scan saw sidecars. */
export interface ListedDirectory {
  /** Relative, POSIX; empty for the folder itself. */
  readonly directory: string
  readonly names: readonly string[]
}

export interface SidecarScanOptions {
  readonly library: Library
  readonly files: Pick<FileSystem, 'facts' | 'read'>
  readonly now: () => number
  readonly signal: AbortSignal
}

/** Names of colours in English, as Lightroom and others write them. */
const LABELS: Readonly<Record<string, Label>> = {
  red: 'red',
  yellow: 'yellow',
  green: 'green',
  blue: 'blue',
  purple: 'purple',
}

export function hasSidecar(names: readonly string[]): boolean {
  return names.some((name) => endingOf(name) === 'xmp')
}

/** Returns how many photos have other marks now. */
export async function scanSidecars(
  folder: Folder,
  listed: readonly ListedDirectory[],
  options: SidecarScanOptions,
): Promise<number> {
  const { library, files, signal } = options
  let changes = 0
  for (const { directory, names } of listed) {
    const inside = new Set(names)
    for (const [relativePath, { photoId }] of library.photos.known(folder.folderId, directory)) {
      const name = basename(relativePath)
      const here = directory === '' ? name : `${directory}/${name}`
      const [sidecar] = relativePath === here && inside.has(name) ? sidecarNames(name, names) : []
      if (sidecar === undefined) continue
      if (signal.aborted) return changes
      const path = join(folder.path, directory, sidecar)
      const facts = await files.facts(path)
      const before = library.sidecars.of(photoId)
      if (facts === null || facts.size > LARGEST_SIDECAR) continue
      if (before?.path === path && before.size === facts.size && before.mtimeMs === facts.mtimeMs) continue
      const values = await valuesOf(path, files)
      if (values !== null && apply(photoId, { path, ...facts }, values, options)) changes += 1
    }
  }
  return changes
}

/** Null for one that cannot be read now; a damaged one says nothing, and is not read again until it changes. */
async function valuesOf(path: string, files: Pick<FileSystem, 'read'>): Promise<SidecarValues | null> {
  const bytes = await files.read(path).catch(() => null)
  if (bytes === null) return null
  try {
    return readSidecar(decodeText(bytes).text)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { rating: null, label: null, keywords: [], changedAtMs: null, ownRating: null, ownLabel: null }
  }
}

function apply(
  photoId: number,
  facts: { readonly path: string; readonly size: number; readonly mtimeMs: number },
  values: SidecarValues,
  { library, now }: SidecarScanOptions,
): boolean {
  const { rating, label } = values
  const editedAt = values.changedAtMs ?? facts.mtimeMs
  const own = library.marks.changedAt(photoId)
  const wish = wishOf(values)
  const wins = Object.keys(wish).length > 0 && (own === null || editedAt > own)
  return library.transaction(() => {
    // The photo may have gone while its sidecar was read.
    if (library.photos.get(photoId) === null) return false
    library.sidecars.put(photoId, {
      ...facts,
      rating,
      label,
      said: saidOf(values),
      editedAtMs: editedAt,
      applied: wins,
      readAt: now(),
    })
    return wins && library.marks.change({ photoIds: [photoId], ...wish }, editedAt).length > 0
  })
}

/** What Podium wrote there itself is nobody's opinion. */
function saidOf({ rating, label, ownRating, ownLabel }: SidecarValues): ReadSidecar['said'] {
  return {
    rating: rating === ownRating ? null : rating,
    label: label === null || label === ownLabel ? null : (LABELS[label.toLowerCase()] ?? null),
  }
}

function wishOf(values: SidecarValues): Partial<Marks> {
  const { rating, label } = saidOf(values)
  return {
    ...(rating === null ? {} : rating < 0 ? { flag: 'reject' } : { rating }),
    ...(label === null ? {} : { label }),
  }
}
