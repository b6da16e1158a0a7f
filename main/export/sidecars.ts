/** Sidecars of photos on the disk. */
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { sidecarNames } from '../sidecars/find.ts'

/** Paths of the XMP files that belong to a photo, the one with its full name first; none where the folder is away. */
export async function sidecarsOf(photoPath: string): Promise<string[]> {
  const folder = dirname(photoPath)
  const names = await readdir(folder).catch(() => [])
  return sidecarNames(basename(photoPath), names).map((name) => join(folder, name))
}
