/** What people do with collections: make, change, order, freeze, remove and bring back. */
import {
  CollectionName,
  type Collection,
  type CollectionChange,
  type CollectionNews,
  type NewCollection,
  type PhotoMove,
} from '../contract/collections.ts'
import { AppError } from '../contract/errors.ts'
import type { RankedSet } from '../contract/ranking.ts'
import { copyCollection, freezeCollection } from './copies.ts'
import { moved, placesOf } from './hand-order.ts'
import { Keeper, type KeeperOptions } from './keeper.ts'

export type CollectionService = ReturnType<typeof createCollectionService>

/**
 * Follows the library once the app's events reach `onEvent`.
 * Errors of every call: AppError `not-found` for a collection that is gone, `invalid-params` for what its kind cannot do.
 */
export function createCollectionService(options: KeeperOptions) {
  const { library, emit, timer } = options
  const { collections } = library
  const keeper = new Keeper(options)
  // What was removed before could be brought back until now.
  collections.purge()

  function existing(collectionId: number): Collection {
    const collection = collections.get(collectionId)
    if (collection === null) throw new AppError('not-found', 'This collection is no longer in the library.')
    return collection
  }

  function fixed(collectionId: number): void {
    const { kind, name } = existing(collectionId)
    if (kind === 'ranked')
      throw new AppError('invalid-params', `"${name}" is kept by its rule: freeze it to choose photos by hand.`)
    if (kind === 'group')
      throw new AppError('invalid-params', `"${name}" is a group: choose one of the collections in it.`)
  }

  function checkName(name: string): string {
    const checked = CollectionName.safeParse(name).data
    if (checked === undefined) throw new AppError('invalid-params', 'Give a name of 1 to 200 characters.')
    return checked
  }

  function checkParent(parentId: number | null, collectionId: number | null): void {
    if (parentId === null) return
    if (existing(parentId).kind !== 'group')
      throw new AppError('invalid-params', 'Only a group holds other collections.')
    if (collectionId !== null && collections.family(collectionId).includes(parentId))
      throw new AppError('invalid-params', 'A group cannot be put into itself.')
  }

  function checkRule(rule: RankedSet): void {
    if (rule.reading?.kind === 'manual')
      throw new AppError('invalid-params', 'A rule cannot stand in an order made by hand. Choose a sentence.')
  }

  /** Rules may speak of it. */
  function changed(): void {
    emit({ kind: 'collections.changed' })
    keeper.changed()
  }

  async function create({ name, parentId = null, of }: NewCollection): Promise<Collection> {
    checkParent(parentId, null)
    if (of.kind === 'ranked') checkRule(of.rule)
    const rule = of.kind === 'ranked' ? of.rule : null
    const row = { name: checkName(name), parentId, kind: of.kind, rule }
    const collectionId = library.transaction(() => {
      const id = collections.create(row, timer.now())
      if (of.kind === 'fixed') collections.setMembers(id, of.photoIds, timer.now(), false)
      return id
    })
    return computed(collectionId)
  }

  /** Before the call that made it or changed its rule returns. */
  async function computed(collectionId: number): Promise<Collection> {
    if (collections.ruleOf(collectionId) !== null) await keeper.refreshOne(collectionId)
    changed()
    return existing(collectionId)
  }

  async function change(wanted: CollectionChange): Promise<Collection> {
    const { collectionId, parentId, rule, coverPhotoId } = wanted
    const { kind } = existing(collectionId)
    const name = wanted.name === undefined ? undefined : checkName(wanted.name)
    if (parentId !== undefined) checkParent(parentId, collectionId)
    if (rule !== undefined) {
      if (kind !== 'ranked') throw new AppError('invalid-params', 'Only a ranked collection has a rule.')
      checkRule(rule)
    }
    if (typeof coverPhotoId === 'number' && !collections.has(collectionId, coverPhotoId))
      throw new AppError('invalid-params', 'The cover must be one of the photos of the collection.')
    library.transaction(() => {
      if (name !== undefined) collections.rename(collectionId, name)
      if (parentId !== undefined) collections.setParent(collectionId, parentId)
      if (coverPhotoId !== undefined) collections.setCover(collectionId, coverPhotoId)
      if (rule !== undefined) collections.setRule(collectionId, rule, timer.now())
    })
    if (rule !== undefined) return computed(collectionId)
    emit({ kind: 'collections.changed' })
    return existing(collectionId)
  }

  /** Of a group, everything in it; what is inside is computed soon, as after any change. */
  async function duplicate(collectionId: number): Promise<Collection> {
    return computed(copyCollection(library, existing(collectionId), timer.now()))
  }

  async function freeze(collectionId: number): Promise<Collection> {
    if (existing(collectionId).kind !== 'ranked')
      throw new AppError('invalid-params', 'Only a ranked collection can be frozen.')
    await keeper.refreshOne(collectionId)
    return computed(freezeCollection(library, existing(collectionId), timer.now()))
  }

  function setMembers(collectionId: number, photoIds: readonly number[]): void {
    if (!collections.setMembers(collectionId, photoIds, timer.now(), false)) return
    emit({ kind: 'collections.changed' })
    keeper.membersChanged(collectionId)
  }

  return {
    list: () => collections.list(),
    create,
    change,
    duplicate,
    freeze,
    remove(collectionId: number): void {
      existing(collectionId)
      collections.remove(collectionId, timer.now())
      changed()
    },
    restore(collectionId: number): Collection {
      collections.restore(collectionId)
      const collection = existing(collectionId)
      changed()
      return collection
    },
    /** Returns those that came. */
    addPhotos(collectionId: number, photoIds: readonly number[]): number[] {
      fixed(collectionId)
      const before = new Set(collections.members(collectionId))
      setMembers(collectionId, [...before, ...photoIds.filter((photoId) => !before.has(photoId))])
      return collections.members(collectionId).filter((photoId) => !before.has(photoId))
    },
    /** Returns where they stood. */
    takePhotos(collectionId: number, photoIds: readonly number[]): PhotoMove[] {
      fixed(collectionId)
      const taken = new Set(photoIds)
      const before = collections.members(collectionId)
      setMembers(
        collectionId,
        before.filter((photoId) => !taken.has(photoId)),
      )
      return placesOf(before, taken)
    },
    /** Returns the moves that put everything back. */
    movePhotos(collectionId: number, moves: readonly PhotoMove[]): PhotoMove[] {
      fixed(collectionId)
      const before = collections.members(collectionId)
      setMembers(collectionId, moves.reduce(moved, before))
      return placesOf(before, new Set(moves.flatMap(({ photoIds }) => photoIds)))
    },
    news(collectionId: number): CollectionNews {
      existing(collectionId)
      return collections.news(collectionId)
    },
    seen(collectionId: number): void {
      const { entered, left } = existing(collectionId)
      collections.seen(collectionId, timer.now())
      if (entered + left > 0) emit({ kind: 'collections.changed' })
    },
    onEvent({ kind }: { readonly kind: string }): void {
      if (kind === 'photos.changed' || kind === 'folders.changed' || kind === 'models.changed') keeper.changed()
    },
    /** The library or the model may have changed since Podium last ran. */
    start(): void {
      keeper.changed()
    },
    /** Brings every ranked collection up to date now: what a command does before it prints. */
    refreshAll: () => keeper.refreshAll(),
    close: () => keeper.close(),
  }
}
