/** What a person sets going with the photos of collections: put in, taken out, moved, made the cover; each with its way back. */
import type { Collection, PhotoMove } from '../../main/contract/collections.ts'
import type { CollectionErrandParts } from './collection-errands.ts'
import type { Collections } from './collections.svelte.ts'
import { undoTeller } from './errands.ts'
import { moveInto, positionsOf, shiftedGap } from './hand-order.ts'
import { stepOf, type Step } from './history.ts'
import type { Ranking } from './ranking.svelte.ts'

export interface MemberErrands {
  /** Photos to the end of a fixed collection. */
  add(collection: Collection, photoIds: readonly number[]): Promise<void>
  /** To the collection that one key fills, which is made when it is not there. */
  collect(): Promise<void>
  /** The photos meant out of the collection whose order made by hand is in view. */
  takeOut(): Promise<void>
  /** The photo in focus stands for the collection in view; once more, and the first photo does again. */
  toggleCover(): Promise<void>
  /** Photos into a gap of the order made by hand. */
  put(photoIds: readonly number[], gap: number): Promise<void>
  /** The photos meant so many places on; negative: back. */
  shift(by: number): Promise<void>
}

/** The fixed collection whose order made by hand is in view: photos may be moved in it. */
export function handOrdered({ header, scope }: Ranking, collections: Collections): Collection | null {
  if (header?.reading.kind !== 'manual' || scope.collectionId === undefined) return null
  const collection = collections.find(scope.collectionId)
  return collection?.kind === 'fixed' ? collection : null
}

export function createMemberErrands(parts: CollectionErrandParts): MemberErrands {
  const { text, run, ranking, judging, collections, panels, history } = parts
  const tell = undoTeller(parts)

  /** Puts the photos in view where they are now in the collection. */
  const renew = async (collectionId: number): Promise<void> => {
    if (ranking.scope.collectionId === collectionId) await ranking.renew()
  }
  const addTo = async ({ collectionId, name }: Collection, photoIds: readonly number[]): Promise<Step | null> => {
    const added = await collections.add(collectionId, [...photoIds])
    panels.say(text.collections.added(added.length, name))
    if (added.length === 0) return null
    return stepOf(
      () => collections.take(collectionId, added),
      () => collections.add(collectionId, added),
    )
  }

  return {
    add: (collection, photoIds) => run(() => history.do(() => addTo(collection, photoIds))),
    collect: () =>
      run(async () => {
        const quick = text.collections.quick
        const photoIds = await judging.chosen()
        return history.do(async () => {
          const present = collections.list.find(({ kind, name }) => kind === 'fixed' && name === quick)
          if (present !== undefined) return addTo(present, photoIds)
          const { collectionId, count } = await collections.saveFixed(quick, photoIds)
          panels.say(text.collections.added(count, quick))
          return stepOf(
            () => collections.remove(collectionId),
            () => collections.restore(collectionId),
          )
        })
      }),
    takeOut: () =>
      run(async () => {
        const collection = handOrdered(ranking, collections)
        const photoIds = await judging.chosen()
        if (collection === null || photoIds.length === 0) return
        const { collectionId, name } = collection
        const take = () => collections.take(collectionId, photoIds)
        const step = await history.do(async () => {
          const places = await take()
          return stepOf(
            async () => {
              await collections.add(collectionId, photoIds)
              await collections.move(collectionId, places)
              await renew(collectionId)
            },
            async () => {
              await take()
              await renew(collectionId)
            },
          )
        })
        judging.none()
        await renew(collectionId)
        tell(text.collections.taken(photoIds.length, name), step)
      }),
    toggleCover: () =>
      run(async () => {
        const collection = collections.current
        const photoId = ranking.focusedRow?.photoId
        if (collection === null) panels.say(text.collections.noCover)
        if (collection === null || photoId === undefined) return
        const { collectionId, name } = collection
        const former = collection.coverChosen ? collection.coverPhotoId : null
        const set = (coverPhotoId: number | null): Promise<void> => collections.change({ collectionId, coverPhotoId })
        const cover = former === photoId ? null : photoId
        const step = await history.do(async () => {
          await set(cover)
          return stepOf(
            () => set(former),
            () => set(cover),
          )
        })
        tell(text.collections.covered(name, cover !== null), step)
      }),
    put: (photoIds, gap) => run(() => move(photoIds, () => Promise.resolve(gap))),
    shift: (by) =>
      run(() =>
        move(judging.targets, async (photoIds) => {
          const { order } = ranking
          if (order === null) return null
          const positions = await positionsOf(order, photoIds)
          return shiftedGap([...positions.values()], by, order.header.total)
        }),
      ),
  }

  /** The gap is found in turn: the photos may stand elsewhere once the moves before are done. */
  async function move(
    photoIds: readonly number[],
    gapOf: (photoIds: readonly number[]) => Promise<number | null>,
  ): Promise<void> {
    await history.do(async () => {
      const { order } = ranking
      const collection = handOrdered(ranking, collections)
      const gap = await gapOf(photoIds)
      if (collection === null) panels.say(text.collections.notByHand)
      if (order === null || collection === null || gap === null) return null
      const wanted = await moveInto(order, photoIds, gap)
      if (wanted === null) return null
      const { collectionId } = collection
      const go = async (moves: PhotoMove[]): Promise<Step> => {
        const back = await collections.move(collectionId, moves)
        await renew(collectionId)
        return { undo: () => go(back) }
      }
      return go([wanted])
    })
  }
}
