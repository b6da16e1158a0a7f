/** Which photos a question is about: scope, then filter. */
import type { RankRequest } from '../contract/ranking.ts'
import type { Catalogue } from './catalogue.ts'
import { rowTest } from './filters.ts'

export interface Members {
  /** Catalogue rows with a file: in the order of the second key, or by hand where the scope is a fixed collection. */
  readonly rows: Int32Array
  /** Photos of the scope whose file is gone. */
  readonly missing: number
  readonly filtered: number
}

/** The part of the library that knows collections. */
export interface CollectionSource {
  /** Photo ids in the collection's order; empty for one that is gone. */
  members(collectionId: number): readonly number[]
}

/** @param byHand keep the order of the scope's collection; photos outside `only` are as if they were not in the scope */
export function membersOf(
  { scope, filter, only }: Pick<RankRequest, 'scope' | 'filter' | 'only'>,
  catalogue: Catalogue,
  collections: CollectionSource,
  byHand: boolean,
): Members {
  const all = catalogue.members(scope.folderIds)
  const whole = scope.collectionId === undefined ? all : within(scope.collectionId)
  const { rows, missing } = only === undefined ? whole : among(new Set(only))
  if (filter === undefined) return { rows, missing, filtered: 0 }
  const passed = rows.filter(rowTest(filter, { catalogue, membersOf: (id) => collections.members(id) }))
  return { rows: passed, missing, filtered: rows.length - passed.length }

  function among(wanted: ReadonlySet<number>): { rows: Int32Array; missing: number } {
    const folders = scope.folderIds === undefined ? null : new Set(scope.folderIds)
    const inside = scope.collectionId === undefined ? null : new Set(collections.members(scope.collectionId))
    let gone = 0
    for (const photoId of wanted) {
      const row = catalogue.rowOfPhoto(photoId)
      if (row === undefined || catalogue.missing[row] !== 1) continue
      if (folders?.has(catalogue.folderIds[row]!) !== false && inside?.has(photoId) !== false) gone += 1
    }
    return { rows: whole.rows.filter((row) => wanted.has(catalogue.photoIds[row] ?? -1)), missing: gone }
  }

  function within(collectionId: number): { rows: Int32Array; missing: number } {
    const folders = scope.folderIds === undefined ? null : new Set(scope.folderIds)
    const placed: number[] = []
    let gone = 0
    for (const photoId of collections.members(collectionId)) {
      const row = catalogue.rowOfPhoto(photoId)
      if (row === undefined || (folders !== null && !folders.has(catalogue.folderIds[row]!))) continue
      if (catalogue.missing[row] === 1) gone += 1
      else placed.push(row)
    }
    if (byHand) return { rows: Int32Array.from(placed), missing: gone }
    const inside = new Set(placed)
    return { rows: all.rows.filter((row) => inside.has(row)), missing: gone }
  }
}
