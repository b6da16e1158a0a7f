/** Copies of collections: beside the original, with the photos it holds now, and of a group with all it holds. */
import type { Collection } from '../contract/collections.ts'
import { AppError } from '../contract/errors.ts'
import type { Library } from '../library/open.ts'
import { copyName, frozenName } from './copy-name.ts'
import { withReferences } from './references.ts'

/**
 * Where its rule cannot be computed, the photos are the last good ones.
 *
 * @returns the id of the copy
 * @throws AppError `invalid-params` for a rule that another version wrote: a copy would be of nothing.
 */
export function copyCollection(library: Library, source: Collection, nowMs: number): number {
  const { collections } = library
  const family = new Set(collections.family(source.collectionId))
  const originals = collections.list().filter(({ collectionId }) => family.has(collectionId))
  for (const { kind, rule, name } of originals)
    if (kind === 'ranked' && rule === null)
      throw new AppError('invalid-params', `The rule of "${name}" cannot be read: change it first.`)
  const name = copyName(source.name, namesOf(library))
  return library.transaction(() => {
    const twins = new Map<number, number>()
    for (const original of originals) {
      const top = original.collectionId === source.collectionId
      const parentId = top ? source.parentId : twins.get(original.parentId ?? -1)
      const { kind, rule } = original
      const row = { name: top ? name : original.name, parentId: parentId ?? null, kind, rule }
      const twin = collections.create(row, nowMs)
      twins.set(original.collectionId, twin)
      copyPhotos(library, original, twin, nowMs)
    }
    // A rule inside a group that speaks of another one in it: the copy speaks of the copy.
    for (const { collectionId, rule } of originals) {
      const twin = twins.get(collectionId)
      if (rule !== null && twin !== undefined) collections.setRule(twin, withReferences(rule, twins), nowMs)
    }
    return twins.get(source.collectionId) ?? 0
  })
}

/** A fixed collection of what a ranked one holds as last computed, named after the day. Returns its id. */
export function freezeCollection(library: Library, source: Collection, nowMs: number): number {
  const { collections } = library
  const name = frozenName(source.name, nowMs, namesOf(library))
  return library.transaction(() => {
    const frozen = collections.create({ name, parentId: source.parentId, kind: 'fixed', rule: null }, nowMs)
    copyPhotos(library, source, frozen, nowMs)
    return frozen
  })
}

function namesOf({ collections }: Library): Set<string> {
  return new Set(collections.list().map(({ name }) => name))
}

function copyPhotos(
  { collections }: Library,
  { collectionId, coverChosen, coverPhotoId }: Collection,
  twin: number,
  nowMs: number,
): void {
  collections.setMembers(twin, collections.members(collectionId), nowMs, false)
  if (coverChosen) collections.setCover(twin, coverPhotoId)
}
