/** Names of the folders and collections that conditions speak of by number. */
import type { FilterNames } from '../messages/conditions.ts'
import type { Page } from './page.ts'

export function filterNames({ library, collections }: Pick<Page, 'library' | 'collections'>): FilterNames {
  return {
    folder: (folderId) => library.folder(folderId)?.name ?? null,
    collection: (collectionId) => collections.find(collectionId)?.name ?? null,
  }
}
