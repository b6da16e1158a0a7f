/** Collections of the core in memory: rules give the same three photos whatever they ask for. */
import { ORPCError } from '@orpc/server'
import { moved, placesOf } from '../../main/collections/hand-order.ts'
import type { Collection } from '../../main/contract/collections.ts'
import type { AppEvent } from '../../main/contract/entities.ts'
import type { Implementer } from '../../main/routing/implementer.ts'
import type { FakeSets } from './fake-set-routes.ts'

type Made = Pick<Collection, 'name' | 'parentId' | 'kind' | 'rule'>

export function fakeCollectionRoutes({ collections: os }: Implementer, sets: FakeSets, say: (event: AppEvent) => void) {
  let lastId = 0
  let removed: Collection[][] = []
  const changed = (): void => {
    say({ kind: 'collections.changed' })
  }
  const find = (collectionId: number): Collection => {
    const found = sets.collections.find((one) => one.collectionId === collectionId)
    if (found === undefined) throw new ORPCError('not-found')
    return found
  }
  const membersOf = (collectionId: number): number[] => sets.members.get(collectionId) ?? []
  const add = ({ name, parentId, kind, rule }: Made, photoIds: number[]): Collection => {
    const collectionId = (lastId += 1)
    const counts = { coverChosen: false, entered: 0, left: 0, updatedAt: 0, problem: null }
    const cover = { count: 0, coverPhotoId: null, coverVersion: null }
    sets.collections.push({ collectionId, parentId, name, kind, rule, ...cover, ...counts })
    return setMembers(collectionId, photoIds)
  }
  const replace = (collectionId: number, wish: Partial<Collection>): Collection => {
    const next = { ...find(collectionId), ...wish }
    sets.collections.splice(sets.collections.indexOf(find(collectionId)), 1, next)
    changed()
    return next
  }
  const setMembers = (collectionId: number, photoIds: number[]): Collection => {
    sets.members.set(collectionId, photoIds)
    const [first = null] = photoIds
    const chosen = find(collectionId).coverChosen
    const cover = chosen ? {} : { coverPhotoId: first, coverVersion: first === null ? null : 'v' }
    return replace(collectionId, { count: photoIds.length, ...cover })
  }
  const below = (collectionId: number): Collection[] => {
    const inside = sets.collections.filter(({ parentId }) => parentId === collectionId)
    return [find(collectionId), ...inside.flatMap((one) => below(one.collectionId))]
  }
  /** As the core lists them: groups before what they hold. */
  const listed = (parentId: number | null): Collection[] =>
    sets.collections
      .filter((one) => one.parentId === parentId)
      .toSorted((left, right) => left.name.localeCompare(right.name))
      .flatMap((one) => [one, ...listed(one.collectionId)])
  return {
    list: os.list.handler(() => listed(null)),
    create: os.create.handler(({ input: { name, parentId = null, of } }) =>
      add(
        { name, parentId, kind: of.kind, rule: of.kind === 'ranked' ? of.rule : null },
        of.kind === 'fixed' ? of.photoIds : of.kind === 'ranked' ? [1, 2, 3] : [],
      ),
    ),
    change: os.change.handler(({ input: { collectionId, coverPhotoId, name, parentId, rule } }) => {
      const [first = null] = membersOf(collectionId)
      return replace(collectionId, {
        ...(name === undefined ? {} : { name }),
        ...(parentId === undefined ? {} : { parentId }),
        ...(rule === undefined ? {} : { rule }),
        ...(coverPhotoId === undefined
          ? {}
          : { coverPhotoId: coverPhotoId ?? first, coverChosen: coverPhotoId !== null }),
      })
    }),
    duplicate: os.duplicate.handler(({ input: { collectionId } }) => {
      const { name, ...rest } = find(collectionId)
      return add({ ...rest, name: `${name} copy` }, membersOf(collectionId))
    }),
    freeze: os.freeze.handler(({ input: { collectionId } }) => {
      const { name, parentId } = find(collectionId)
      return add({ name: `${name}, 2025-11-03`, parentId, kind: 'fixed', rule: null }, membersOf(collectionId))
    }),
    remove: os.remove.handler(({ input }) => {
      const gone = below(input.collectionId)
      removed.push(gone)
      for (const one of gone) sets.collections.splice(sets.collections.indexOf(one), 1)
      changed()
      return {}
    }),
    restore: os.restore.handler(({ input }) => {
      const back = removed.find(([top]) => top?.collectionId === input.collectionId)
      if (back === undefined) throw new ORPCError('not-found')
      removed = removed.filter((one) => one !== back)
      sets.collections.push(...back)
      changed()
      return find(input.collectionId)
    }),
    addPhotos: os.addPhotos.handler(({ input: { collectionId, photoIds } }) => {
      const members = membersOf(collectionId)
      const added = photoIds.filter((photoId) => !members.includes(photoId))
      setMembers(collectionId, [...members, ...added])
      return { photoIds: added }
    }),
    takePhotos: os.takePhotos.handler(({ input: { collectionId, photoIds } }) => {
      const members = membersOf(collectionId)
      const stay = members.filter((photoId) => !photoIds.includes(photoId))
      setMembers(collectionId, stay)
      return { taken: members.length - stay.length, places: placesOf(members, new Set(photoIds)) }
    }),
    movePhotos: os.movePhotos.handler(({ input: { collectionId, moves } }) => {
      const members = membersOf(collectionId)
      setMembers(collectionId, moves.reduce(moved, members))
      return placesOf(members, new Set(moves.flatMap(({ photoIds }) => photoIds)))
    }),
    news: os.news.handler(({ input }) => sets.news.get(input.collectionId) ?? { since: null, entered: [], left: [] }),
    seen: os.seen.handler(({ input }) => {
      replace(input.collectionId, { entered: 0, left: 0 })
      sets.news.delete(input.collectionId)
      return {}
    }),
    importTable: os.importTable.handler(({ input }) => ({
      collection: add({ name: input.name, parentId: null, kind: 'fixed', rule: null }, []),
      matched: 0,
      missing: [],
    })),
  }
}
