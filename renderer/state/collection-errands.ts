/** What a person sets going among collections: calls in a row, the note of how it ended, and the way back. */
import type { Collection } from '../../main/contract/collections.ts'
import type { Messages } from '../messages/en.ts'
import type { Collections, ShownNews } from './collections.svelte.ts'
import { undoTeller, type RunErrand } from './errands.ts'
import { stepOf, type History, type Step } from './history.ts'
import type { Judging } from './judging.svelte.ts'
import type { Panels } from './panels.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'

export interface CollectionErrands {
  show(collection: Collection): Promise<void>
  showNews(collection: Collection, side: ShownNews['side']): Promise<void>
  /** What came and went is counted from now on. */
  seen(collection: Collection): Promise<void>
  saveSet(name: string): Promise<void>
  /** The question in view becomes the rule of the collection. */
  keepRule(collection: Collection): Promise<void>
  saveFixed(name: string): Promise<void>
  /** @param holding a collection that goes into the new group, which then stands where that stood */
  makeGroup(name: string, holding: Collection | null): Promise<void>
  rename(collection: Collection, name: string): Promise<void>
  /** Into a group; null is the top. */
  moveTo(collection: Collection, parentId: number | null): Promise<void>
  duplicate(collection: Collection): Promise<void>
  freeze(collection: Collection): Promise<void>
  remove(collection: Collection): Promise<void>
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

export function createCollectionErrands(parts: CollectionErrandParts): CollectionErrands {
  const { text, run, ranking, judging, collections, panels, history } = parts

  const tell = undoTeller(parts)
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

  return {
    show: (collection) =>
      run(async () => {
        judging.none()
        await collections.show(collection)
      }),
    showNews: (collection, side) =>
      run(async () => {
        judging.none()
        await collections.showNews(collection, side)
      }),
    seen: (collection) =>
      run(async () => {
        await collections.seen(collection.collectionId)
        if (ranking.only !== null) await collections.show(collection)
      }),
    keepRule: (collection) =>
      run(async () => {
        const { collectionId, name, rule: former } = collection
        if (former === null) return
        const rule = ranking.set
        const step = await history.do(async () => {
          await collections.change({ collectionId, rule })
          return stepOf(
            async () => {
              await collections.change({ collectionId, rule: former })
              await ranking.showSet(former)
            },
            async () => {
              await collections.change({ collectionId, rule })
              await ranking.showSet(rule)
            },
          )
        })
        tell(text.collections.kept(name), step)
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
  }
}
