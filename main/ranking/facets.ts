/** What the photos have in common that a filter can name. */
import type { PhotoFacets } from '../contract/entities.ts'
import type { Catalogue } from './catalogue.ts'

/** The most frequent first. */
export function facetsOf(catalogue: Catalogue): PhotoFacets {
  const { rows } = catalogue.members(undefined)
  return { cameras: count(rows, catalogue.cameras), formats: count(rows, catalogue.formats) }
}

function count(rows: Int32Array, words: readonly (string | null)[]): PhotoFacets['cameras'] {
  const photos = new Map<string, number>()
  for (const row of rows) {
    const word = words[row]
    if (word !== null && word !== undefined) photos.set(word, (photos.get(word) ?? 0) + 1)
  }
  const facets = Array.from(photos, ([value, n]) => ({ value, photos: n }))
  return facets.toSorted((a, b) => b.photos - a.photos || (a.value < b.value ? -1 : 1))
}
