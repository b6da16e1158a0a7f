/** The order that a person gave a fixed collection: photos moved within it, and the moves that put them back. */
import type { PhotoMove } from '../contract/collections.ts'
import { AppError } from '../contract/errors.ts'

/** What is not in the collection is not moved. */
export function moved(members: readonly number[], { photoIds, before }: PhotoMove): number[] {
  const wanted = new Set(photoIds)
  if (before !== null && wanted.has(before)) throw new AppError('invalid-params', 'A photo cannot stand before itself.')
  const present = new Set(members)
  const stay = members.filter((photoId) => !wanted.has(photoId))
  const at = before === null ? stay.length : stay.indexOf(before)
  if (at === -1) throw new AppError('not-found', 'The photo to put them before is not in this collection.')
  return [...stay.slice(0, at), ...[...wanted].filter((photoId) => present.has(photoId)), ...stay.slice(at)]
}

/**
 * Where these photos stand: one move for each run of neighbours, before the next photo that is none of them. Those
 * between keep their order among each other whatever happens to these, so that the moves bring it all back.
 */
export function placesOf(members: readonly number[], photoIds: ReadonlySet<number>): PhotoMove[] {
  const places: PhotoMove[] = []
  let run: number[] = []
  for (const photoId of members) {
    if (photoIds.has(photoId)) run.push(photoId)
    else if (run.length > 0) {
      places.push({ photoIds: run, before: photoId })
      run = []
    }
  }
  if (run.length > 0) places.push({ photoIds: run, before: null })
  return places
}
