/** What a person sets going among collections: calls in a row, the note of how it ended, and the way back. */
import type { Collection } from '../../main/contract/collections.ts'
import type { Messages } from '../messages/en.ts'
import type { Collections } from './collections.svelte.ts'
import type { RunErrand } from './errands.ts'
import { moveInto, positionsOf, shiftedGap } from './hand-order.ts'
import { stepOf, type History, type Step } from './history.ts'
import type { Judging } from './judging.svelte.ts'
import type { Panels } from './panels.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'

export interface CollectionErrands {
  show(collection: Collection): Promise<void>
  saveSet(name: string): Promise<void>
  saveFixed(name: string): Promise<void>
  /** @param holding a collection that goes into the new group, which then stands where that stood */
  makeGroup(name: string, holding: Collection | null): Promise<void>
  rename(collection: Collection, name: string): Promise<void>
  /** Into a group; null is the top. */
  moveTo(collection: Collection, parentId: number | null): Promise<void>
  duplicate(collection: Collection): Promise<void>
  freeze(collection: Collection): Promise<void>
  remove(collection: Collection): Promise<void>
  /** Photos to the end of a fixed collection. */
  add(collection: Collection, photoIds: readonly number[]): Promise<void>
  /** To the collection that one key fills, which is made when it is not there. */
  collect(): Promise<void>
  /** The photos meant out of the fixed collection in view. */
  takeOut(): Promise<void>
  /** The photo in focus stands for the collection in view; once more, and the first photo does again. */
  toggleCover(): Promise<void>
  /** Photos into a gap of the order made by hand. */
  put(photoIds: readonly number[], gap: number): Promise<void>
  /** The photos meant so many places on; negative: back. */
  shift(by: number): Promise<void>
}

export interface CollectionErrandParts {
  readonly text: Messages
  readonly run: RunErrand
  readonly ranking: Ranking
  readonly judging: Judging
  readonly collections: Collections
  readonly panels: Panels
  readonly history: History
}

/** The fixed collection whose order made by hand is in view: photos may be moved in it. */
export function handOrdered({ header, scope }: Ranking, collections: Collections): Collection | null {
  if (header?.reading.kind !== 'manual' || scope.collectionId === undefined) return null
  const collection = collections.find(scope.collectionId)
  return collection?.kind === 'fixed' ? collection : null
}

export function createCollectionErrands(parts: CollectionErrandParts): CollectionErrands {
  const { text, run, ranking, judging, collections, panels, history } = parts

  /** Says what was done, with a button that takes back this and nothing else. */
  const tell = (words: string, step: Step | null): void => {
    const label = text.collections.undo
    panels.say(words, step === null ? null : { label, run: () => void run(() => history.takeBack(step)) })
  }
  const done = async (words: (made: Collection) => string, make: () => Promise<Collection>): Promise<void> => {
    await history.do(async () => {
      const made = await make()
      const { collectionId } = made
      panels.say(words(made))
      return stepOf(
        () => collections.remove(collectionId),
        () => collections.restore(collectionId),
      )
    })
  }
  const change = (collection: Collection, now: Partial<Collection>): Promise<Step | null> => {
    const { collectionId } = collection
    const pick = (of: Partial<Collection>) => ({
      ...('name' in now ? { name: of.name ?? '' } : {}),
      ...('parentId' in now ? { parentId: of.parentId ?? null } : {}),
    })
    const again = (): Promise<void> => collections.change({ collectionId, ...pick(now) })
    return history.do(async () => {
      await again()
      return stepOf(() => collections.change({ collectionId, ...pick(collection) }), again)
    })
  }
  /** Puts the photos in view where they are now in the collection. */
  const renew = async (collectionId: number): Promise<void> => {
    if (ranking.scope.collectionId === collectionId) await ranking.renew()
  }
  const addTo = async ({ collectionId }: Collection, photoIds: readonly number[]): Promise<number> => {
    let count = 0
    await history.do(async () => {
      const added = await collections.add(collectionId, [...photoIds])
      count = added.length
      if (count === 0) return null
      return stepOf(
        () => collections.take(collectionId, added),
        () => collections.add(collectionId, added),
      )
    })
    return count
  }

  return {
    show: (collection) =>
      run(async () => {
        judging.none()
        await collections.show(collection)
      }),
    saveSet: (name) =>
      run(() =>
        done(
          ({ name: saved }) => text.collections.saved(saved),
          () => collections.saveSet(name, ranking.set),
        ),
      ),
    saveFixed: (name) =>
      run(() =>
        done(
          ({ name: saved }) => text.collections.saved(saved),
          () => collections.saveFixed(name, judging.targets),
        ),
      ),
    makeGroup: (name, holding) =>
      run(async () => {
        if (holding === null) {
          await done(
            ({ name: saved }) => text.collections.saved(saved),
            () => collections.makeGroup(name, null),
          )
          return
        }
        const { collectionId, parentId } = holding
        await history.do(async () => {
          const group = await collections.makeGroup(name, parentId)
          const move = (into: number | null) => collections.change({ collectionId, parentId: into })
          await move(group.collectionId)
          return stepOf(
            async () => {
              await move(parentId)
              await collections.remove(group.collectionId)
            },
            async () => {
              await collections.restore(group.collectionId)
              await move(group.collectionId)
            },
          )
        })
      }),
    rename: (collection, name) => run(() => change(collection, { name })),
    moveTo: (collection, parentId) =>
      run(async () => {
        if (!collections.mayGo(collection, parentId)) return
        const step = await change(collection, { parentId })
        const group = parentId === null ? null : collections.find(parentId)
        tell(text.collections.moved(collection.name, group?.name ?? null), step)
      }),
    duplicate: ({ collectionId }) =>
      run(() =>
        done(
          ({ name }) => text.collections.saved(name),
          () => collections.duplicate(collectionId),
        ),
      ),
    freeze: ({ collectionId }) =>
      run(() =>
        done(
          ({ name }) => text.collections.saved(name),
          () => collections.freeze(collectionId),
        ),
      ),
    remove: (collection) =>
      run(async () => {
        const { collectionId, name } = collection
        const inside = collections.family(collection)
        const shown = inside.some((one) => one.collectionId === collections.shown)
        const take = (): Promise<void> => collections.remove(collectionId)
        const step = await history.do(async () => {
          await take()
          return stepOf(() => collections.restore(collectionId), take)
        })
        tell(text.collections.removed(name, inside.length - 1), step)
        if (shown) await ranking.showSet({ sentence: '', scope: {} })
      }),
    add: (collection, photoIds) =>
      run(async () => {
        const added = await addTo(collection, photoIds)
        panels.say(text.collections.added(added, collection.name))
      }),
    collect: () =>
      run(async () => {
        const quick = text.collections.quick
        const present = collections.list.find(({ kind, name }) => kind === 'fixed' && name === quick)
        const photoIds = judging.targets
        if (present === undefined) {
          await done(
            ({ count }) => text.collections.added(count, quick),
            () => collections.saveFixed(quick, photoIds),
          )
          return
        }
        panels.say(text.collections.added(await addTo(present, photoIds), quick))
      }),
    takeOut: () =>
      run(async () => {
        const collection = handOrdered(ranking, collections)
        const photoIds = judging.targets
        if (collection === null) panels.say(text.collections.notByHand)
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
      const go = async (moves: Parameters<Collections['move']>[1]): Promise<Step> => {
        const back = await collections.move(collectionId, moves)
        await renew(collectionId)
        return { undo: () => go(back) }
      }
      return go([wanted])
    })
  }
}
