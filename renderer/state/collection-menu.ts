/** What can be done with one collection, as a menu. */
import type { Collection } from '../../main/contract/collections.ts'
import type { MenuAct, MenuPlace } from './menu.ts'
import type { Page } from './page.ts'

export function openCollectionMenu(page: Page, collection: Collection, place: MenuPlace): void {
  const { text, panels, collectionErrands } = page
  const { collectionId, kind, name } = collection
  const act = (label: string, run: () => void): MenuAct => ({ label, run })
  const change = [
    act(text.collections.acts.rename, () => {
      panels.dialog = { kind: 'rename', collectionId }
    }),
    act(text.collections.acts.duplicate, () => void collectionErrands.duplicate(collection)),
    ...(kind === 'ranked' ? [act(text.collections.acts.freeze, () => void collectionErrands.freeze(collection))] : []),
    act(text.collections.acts.moveTo, () => {
      openMoveMenu(page, collection, place)
    }),
  ]
  const remove = [act(text.collections.acts.remove, () => void collectionErrands.remove(collection))]
  panels.menu = { label: name, ...place, parts: [change, remove] }
}

/** The groups it may go into, the top, and a new group. */
function openMoveMenu(page: Page, collection: Collection, place: MenuPlace): void {
  const { text, panels, collections, collectionErrands } = page
  const { collectionId, name } = collection
  const go = (label: string, parentId: number | null): MenuAct[] =>
    collections.mayGo(collection, parentId)
      ? [{ label, run: () => void collectionErrands.moveTo(collection, parentId) }]
      : []
  const groups = collections.groups.flatMap((group) => {
    // Groups of one name are told apart by those around them.
    const path = [group, ...collections.above(group)].toReversed().map((one) => one.name)
    return go(text.collections.path(path), group.collectionId)
  })
  const made: MenuAct = {
    label: text.collections.acts.newGroup,
    run: () => {
      panels.dialog = { kind: 'new-group', holding: collectionId }
    },
  }
  const parts = [go(text.collections.acts.toTop, null), groups, [made]].filter((part) => part.length > 0)
  panels.menu = { label: text.collections.acts.moveName(name), ...place, parts }
}
