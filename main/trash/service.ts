/**
 * Moves photos into the system's trash, with the sidecars that are theirs alone. A plan names the files; running it touches those
 * and no others, and only as they were when it was made. Nothing is deleted, and no photo leaves the library: put back from the
 * trash, it is found by its content and has its marks.
 */
import { randomUUID } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { AppEvent } from '../contract/entities.ts'
import { AppError } from '../contract/errors.ts'
import { fileKindOf } from '../contract/formats.ts'
import { TOLD_FILES, type StayReason, type TrashFailure, type TrashOutcome, type TrashPlan } from '../contract/trash.ts'
import type { Library } from '../library/open.ts'
import type { PhotoFacts } from '../library/photo-facts.ts'
import { sidecarNames } from '../sidecars/find.ts'

export interface TrashOptions {
  readonly library: Pick<Library, 'photoFacts' | 'photos' | 'revision'>
  /** POSIX; its photos are part of Podium. Null where there are none. */
  readonly samplePictures: string | null
  /** Moves files to the trash of the system; throws where it will not take them. */
  readonly move: (paths: readonly string[]) => Promise<void>
  readonly emit: (event: AppEvent) => void
  /** Looks through a folder again, so that what is counted is what is there. */
  readonly look: (folderId: number) => void
  readonly now?: () => number
}

interface Going {
  readonly photo: PhotoFacts
  readonly size: number
  readonly mtimeMs: number
  readonly sidecars: readonly string[]
}

/** A plan is a dialog on a screen: of those left open the last ones count. */
const KEPT_PLANS = 5

export class TrashService {
  readonly #options: TrashOptions
  readonly #plans = new Map<string, readonly Going[]>()

  constructor(options: TrashOptions) {
    this.#options = options
  }

  async plan(photoIds: readonly number[]): Promise<TrashPlan> {
    const staying = new Map<StayReason, number>()
    const stay = (reason: StayReason): void => {
      staying.set(reason, (staying.get(reason) ?? 0) + 1)
    }
    const there: Omit<Going, 'sidecars'>[] = []
    for (const photo of this.#options.library.photoFacts.of([...new Set(photoIds)])) {
      const reason = this.#reasonToStay(photo)
      const file = reason === null ? await stat(photo.path).catch(() => null) : null
      if (file !== null) there.push({ photo, size: file.size, mtimeMs: file.mtimeMs })
      else stay(reason ?? 'missing')
    }
    const sidecars = await ownSidecars(there.map(({ photo }) => photo.path))
    const going = there.map((one) => ({ ...one, sidecars: sidecars.get(one.photo.path) ?? [] }))
    const planId = randomUUID()
    this.#plans.set(planId, going)
    for (const old of [...this.#plans.keys()].slice(0, -KEPT_PLANS)) this.#plans.delete(old)
    const beside = new Set(going.flatMap((one) => one.sidecars))
    return {
      planId,
      photos: going.length,
      sidecars: beside.size,
      bytes: going.reduce((sum, { size }) => sum + size, 0),
      files: going.slice(0, TOLD_FILES).map(({ photo }) => photo.relativePath),
      staying: [...staying].map(([reason, photos]) => ({ reason, photos })),
    }
  }

  /** @throws AppError `not-found` for a plan that was run, or was never made: there is no way round the dry run. */
  async run(planId: string): Promise<TrashOutcome> {
    const { library, move, emit, look, now = Date.now } = this.#options
    const going = this.#plans.get(planId)
    if (going === undefined) throw new AppError('not-found', 'This list of files is no longer kept. Open it again.')
    this.#plans.delete(planId)
    const gone: number[] = []
    const failed: TrashFailure[] = []
    for (const one of going) {
      const { path, relativePath, photoId } = one.photo
      if (!(await unchanged(one))) failed.push({ file: relativePath, reason: 'changed' })
      // What became of the file says more than what the system says of it.
      else if (
        await move([path]).then(
          () => exists(path),
          () => exists(path),
        )
      )
        failed.push({ file: relativePath, reason: 'refused' })
      else {
        gone.push(photoId)
        // A sidecar that stays is found again by the next scan, and harms nobody.
        for (const sidecar of one.sidecars) if (await exists(sidecar)) await move([sidecar]).catch(() => undefined)
      }
    }
    if (gone.length > 0) {
      library.photos.setMissing(gone, now())
      emit({ kind: 'photos.changed', revision: library.revision() })
      for (const folderId of new Set(gone.map((photoId) => library.photos.get(photoId)?.folderId)))
        if (folderId !== undefined) look(folderId)
    }
    return { trashed: gone.length, failed }
  }

  #reasonToStay({ path, offline, missing }: PhotoFacts): StayReason | null {
    const { samplePictures } = this.#options
    if (samplePictures !== null && path.startsWith(`${samplePictures}/`)) return 'sample'
    if (offline) return 'offline'
    return missing ? 'missing' : null
  }
}

async function unchanged({ photo, size, mtimeMs }: Going): Promise<boolean> {
  const file = await stat(photo.path).catch(() => null)
  return file?.size === size && file.mtimeMs === mtimeMs
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** Of each photo, the sidecars that belong to no photo that stays. */
async function ownSidecars(photos: readonly string[]): Promise<Map<string, string[]>> {
  const going = new Set(photos)
  const found = new Map<string, string[]>()
  for (const [folder, paths] of Map.groupBy(photos, dirname)) {
    const names = await readdir(folder).catch(() => [])
    if (!names.some((name) => name.toLowerCase().endsWith('.xmp'))) continue
    // Names of one photo agree up to their first dot: all others of a large folder need not be compared.
    const kin = Map.groupBy(names, stem)
    for (const path of paths) {
      const family = kin.get(stem(basename(path))) ?? []
      const staying = family.filter((name) => fileKindOf(name) !== 'other' && !going.has(join(folder, name)))
      const needed = new Set(staying.flatMap((name) => sidecarNames(name, family)))
      const own = sidecarNames(basename(path), family).filter((name) => !needed.has(name))
      found.set(
        path,
        own.map((name) => join(folder, name)),
      )
    }
  }
  return found
}

function stem(name: string): string {
  return name.split('.', 1)[0] ?? name
}
